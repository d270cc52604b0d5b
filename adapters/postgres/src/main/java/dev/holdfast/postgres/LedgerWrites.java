package dev.holdfast.postgres;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.seatmap.SeatMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes what batches of several events come to: the net final row of each seat, hold and ticket.
///
/// What goes away is deleted before what comes is inserted, in statements of their own, so that a
/// seat may change hands within a batch; and no insert looks away from a conflict, so that the
/// primary keys have the last word.
final class LedgerWrites {
  private final Statements statements;
  private final List<Batch> batches;

  LedgerWrites(Connection connection, List<Batch> batches) {
    this.statements = new Statements(connection);
    this.batches = batches;
  }

  /// A row of a batch's event.
  private record Of<T>(Batch batch, T it) {
    UUID event() {
      return batch.sale().event().id().value();
    }

    Instant at() {
      return batch.at();
    }
  }

  private <T> List<Of<T>> all(Function<Batch, List<T>> rows) {
    List<Of<T>> all = new ArrayList<>();
    for (Batch batch : batches) {
      rows.apply(batch).forEach(row -> all.add(new Of<>(batch, row)));
    }
    return all;
  }

  void send() throws SQLException {
    claims();
    placedHolds();
    heldHolds();
    tickets();
    reservations();
    entries();
    answers();
    heads();
    statements.send();
  }

  private void claims() throws SQLException {
    List<Of<Batch.ClaimChange>> given = new ArrayList<>();
    List<Of<Batch.ClaimChange>> passedOn = new ArrayList<>();
    List<Of<Batch.ClaimChange>> taken = new ArrayList<>();
    for (Of<Batch.ClaimChange> change : all(Batch::claims)) {
      if (change.it.after().isEmpty()) {
        given.add(change);
      } else if (change.it.before().isPresent()) {
        passedOn.add(change);
      } else {
        taken.add(change);
      }
    }
    statements.add(
        given.size(),
        """
        DELETE FROM seat_claim AS c
        USING unnest(?::uuid[], ?::int[], ?::text[], ?::uuid[])
              AS was (event_id, seat_no, kind, owner_id)
        WHERE c.event_id = was.event_id AND c.seat_no = was.seat_no
          AND c.kind = was.kind AND c.owner_id = was.owner_id
        """,
        statements.column("uuid", given, Of::event),
        statements.column("int4", given, change -> change.it.number()),
        statements.column("text", given, change -> kind(change.it.before())),
        statements.column("uuid", given, change -> owner(change.it.before())));
    statements.add(
        passedOn.size(),
        """
        UPDATE seat_claim AS c SET kind = is_.kind, owner_id = is_.owner_id
        FROM unnest(?::uuid[], ?::int[], ?::text[], ?::uuid[], ?::text[], ?::uuid[])
             AS is_ (event_id, seat_no, kind, owner_id, old_kind, old_owner_id)
        WHERE c.event_id = is_.event_id AND c.seat_no = is_.seat_no
          AND c.kind = is_.old_kind AND c.owner_id = is_.old_owner_id
        """,
        statements.column("uuid", passedOn, Of::event),
        statements.column("int4", passedOn, change -> change.it.number()),
        statements.column("text", passedOn, change -> kind(change.it.after())),
        statements.column("uuid", passedOn, change -> owner(change.it.after())),
        statements.column("text", passedOn, change -> kind(change.it.before())),
        statements.column("uuid", passedOn, change -> owner(change.it.before())));
    statements.add(
        taken.size(),
        """
        INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
        SELECT * FROM unnest(?::uuid[], ?::int[], ?::text[], ?::uuid[])
        """,
        statements.column("uuid", taken, Of::event),
        statements.column("int4", taken, change -> change.it.number()),
        statements.column("text", taken, change -> kind(change.it.after())),
        statements.column("uuid", taken, change -> owner(change.it.after())));
  }

  private static String kind(Optional<Claim> claim) {
    return switch (claim.orElseThrow()) {
      case Claim.Held _ -> "held";
      case Claim.Reserved _ -> "reserved";
    };
  }

  private static UUID owner(Optional<Claim> claim) {
    return switch (claim.orElseThrow()) {
      case Claim.Held(HoldId id) -> id.value();
      case Claim.Reserved(ReservationId id) -> id.value();
    };
  }

  private void placedHolds() throws SQLException {
    List<Of<Batch.Placed>> holds = all(Batch::placed);
    statements.add(
        holds.size(),
        """
        INSERT INTO hold (event_id, hold_id, status, seat_nos, ticket_types, prices, place_nos,
            placed_at, expires_at, max_expires_at, ended_at, reservation_id, secret_key, customer,
            metadata)
        SELECT event_id, hold_id, status, seat_nos::int[], ticket_types::text[], prices::bigint[],
            place_nos::int[], placed_at, expires_at, max_expires_at, ended_at, reservation_id,
            secret_key, customer::json, metadata::json
        FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::uuid[],
                ?::text[], ?::text[], ?::text[])
            AS n (event_id, hold_id, status, seat_nos, ticket_types, prices, place_nos, placed_at,
                expires_at, max_expires_at, ended_at, reservation_id, secret_key, customer,
                metadata)
        """,
        statements.column("uuid", holds, Of::event),
        statements.column("uuid", holds, placed -> placed.it.hold().terms().id()),
        statements.column("text", holds, placed -> HoldRow.status(placed.it.hold())),
        statements.column("text", holds, placed -> seatNos(placed.it.hold().terms().seats())),
        statements.column("text", holds, placed -> ticketTypes(placed.it.hold().terms().seats())),
        statements.column("text", holds, placed -> prices(placed.it.hold().terms().seats())),
        statements.column("text", holds, placed -> placeNos(placed.it.hold().terms().seats())),
        statements.column("timestamptz", holds, placed -> placed.it.hold().terms().placedAt()),
        statements.column("timestamptz", holds, placed -> placed.it.hold().terms().expiresAt()),
        statements.column("timestamptz", holds, placed -> placed.it.hold().terms().maxExpiresAt()),
        statements.column("timestamptz", holds, placed -> endedAt(placed.at(), placed.it.hold())),
        statements.column("uuid", holds, placed -> reservationOf(placed.it.hold())),
        statements.column("text", holds, placed -> placed.it.details().secretKey()),
        statements.column("text", holds, placed -> placed.it.details().customer()),
        statements.column("text", holds, placed -> placed.it.details().metadata()));
  }

  private void heldHolds() throws SQLException {
    List<Of<Hold>> holds = all(Batch::held);
    statements.add(
        holds.size(),
        """
        UPDATE hold AS h SET status = n.status, seat_nos = n.seat_nos::int[],
            ticket_types = n.ticket_types::text[], prices = n.prices::bigint[],
            place_nos = n.place_nos::int[], expires_at = n.expires_at, ended_at = n.ended_at,
            reservation_id = n.reservation_id
        FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[], ?::timestamptz[], ?::uuid[])
            AS n (event_id, hold_id, status, seat_nos, ticket_types, prices, place_nos, expires_at,
                ended_at, reservation_id)
        WHERE h.event_id = n.event_id AND h.hold_id = n.hold_id AND h.status = 'open'
        """,
        statements.column("uuid", holds, Of::event),
        statements.column("uuid", holds, hold -> hold.it.terms().id()),
        statements.column("text", holds, hold -> HoldRow.status(hold.it)),
        statements.column("text", holds, hold -> seatNos(hold.it.terms().seats())),
        statements.column("text", holds, hold -> ticketTypes(hold.it.terms().seats())),
        statements.column("text", holds, hold -> prices(hold.it.terms().seats())),
        statements.column("text", holds, hold -> placeNos(hold.it.terms().seats())),
        statements.column("timestamptz", holds, hold -> hold.it.terms().expiresAt()),
        statements.column("timestamptz", holds, hold -> endedAt(hold.at(), hold.it)),
        statements.column("uuid", holds, hold -> reservationOf(hold.it)));
  }

  private static @Nullable Instant endedAt(Instant now, Hold hold) {
    return hold instanceof Hold.Open ? null : now;
  }

  private static @Nullable ReservationId reservationOf(Hold hold) {
    return hold instanceof Hold.Confirmed(_, ReservationId id) ? id : null;
  }

  private String seatNos(List<PricedSeat> seats) {
    return statements.literal(seats, PricedSeat::number);
  }

  private String ticketTypes(List<PricedSeat> seats) {
    return statements.literal(seats, PricedSeat::ticketType);
  }

  private String prices(List<PricedSeat> seats) {
    return statements.literal(seats, PricedSeat::price);
  }

  private @Nullable String placeNos(List<PricedSeat> seats) {
    return seats.stream().anyMatch(PricedSeat::isPlace)
        ? statements.literal(seats, PricedSeat::place)
        : null;
  }

  private record Ticket(Batch batch, ReservationId reservation, int number) {
    UUID event() {
      return batch.sale().event().id().value();
    }
  }

  private record NewTicket(
      Batch batch, Reservation reservation, int ordinal, PricedSeat priced, SeatMap map) {
    Ticket ticket() {
      return new Ticket(batch, reservation.id(), priced.number());
    }

    @Nullable Integer placeNo() {
      return priced.isPlace() ? priced.place() : null;
    }

    @Nullable Instant cancelledAt() {
      return reservation.cancelled().contains(priced.number()) ? batch.at() : null;
    }
  }

  private void tickets() throws SQLException {
    Map<Ticket, @Nullable String> reasons = new HashMap<>();
    for (Of<Batch.Cancellation> cancellation : all(Batch::cancellations)) {
      for (int number : cancellation.it.numbers()) {
        reasons.put(
            new Ticket(cancellation.batch, cancellation.it.reservationId(), number),
            cancellation.it.reason());
      }
    }
    List<NewTicket> sold = new ArrayList<>();
    for (Of<Reservation> reservation : all(Batch::confirmed)) {
      for (PricedSeat priced : reservation.it.seats()) {
        sold.add(
            new NewTicket(
                reservation.batch,
                reservation.it,
                reservation.it.seats().indexOf(priced),
                priced,
                reservation.batch.sale().seatMap()));
      }
    }
    List<Ticket> cancelled = new ArrayList<>(reasons.keySet());
    sold.forEach(ticket -> cancelled.remove(ticket.ticket()));
    statements.add(
        cancelled.size(),
        """
        UPDATE ticket AS t SET cancelled_at = n.at, cancel_reason = n.reason
        FROM unnest(?::uuid[], ?::uuid[], ?::int[], ?::timestamptz[], ?::text[])
             AS n (event_id, reservation_id, seat_no, at, reason)
        WHERE t.event_id = n.event_id AND t.reservation_id = n.reservation_id
          AND t.seat_no = n.seat_no AND t.cancelled_at IS NULL
        """,
        statements.column("uuid", cancelled, Ticket::event),
        statements.column("uuid", cancelled, Ticket::reservation),
        statements.column("int4", cancelled, Ticket::number),
        statements.column("timestamptz", cancelled, ticket -> ticket.batch().at()),
        statements.column("text", cancelled, reasons::get));
    statements.add(
        sold.size(),
        """
        INSERT INTO ticket (event_id, reservation_id, seat_no, ordinal, seat_id, category,
            ticket_type, price, place_no, cancelled_at, cancel_reason)
        SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::int[], ?::int[], ?::text[], ?::text[],
            ?::text[], ?::bigint[], ?::int[], ?::timestamptz[], ?::text[])
        """,
        statements.column("uuid", sold, ticket -> ticket.ticket().event()),
        statements.column("uuid", sold, ticket -> ticket.reservation().id()),
        statements.column("int4", sold, ticket -> ticket.priced().number()),
        statements.column("int4", sold, NewTicket::ordinal),
        statements.column("text", sold, ticket -> ticket.map().idAt(ticket.priced().number())),
        statements.column(
            "text", sold, ticket -> ticket.map().categoryAt(ticket.priced().number())),
        statements.column("text", sold, ticket -> ticket.priced().ticketType()),
        statements.column("int8", sold, ticket -> ticket.priced().price()),
        statements.column("int4", sold, NewTicket::placeNo),
        statements.column("timestamptz", sold, NewTicket::cancelledAt),
        statements.column("text", sold, ticket -> reasons.get(ticket.ticket())));
  }

  private void reservations() throws SQLException {
    List<Of<Reservation>> sold = all(Batch::confirmed);
    statements.add(
        sold.size(),
        """
        INSERT INTO reservation (event_id, reservation_id, hold_id, code, reference, confirmed_at,
            metadata)
        SELECT event_id, reservation_id, hold_id, code, reference, confirmed_at, metadata::json
        FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::timestamptz[],
                ?::text[])
            AS n (event_id, reservation_id, hold_id, code, reference, confirmed_at, metadata)
        """,
        statements.column("uuid", sold, Of::event),
        statements.column("uuid", sold, reservation -> reservation.it.id()),
        statements.column("uuid", sold, reservation -> reservation.it.holdId()),
        statements.column("text", sold, reservation -> reservation.it.code()),
        statements.column("text", sold, reservation -> reservation.it.reference()),
        statements.column("timestamptz", sold, reservation -> reservation.it.confirmedAt()),
        statements.column("text", sold, reservation -> reservation.it.metadata()));
  }

  private void entries() throws SQLException {
    List<Of<LedgerRow>> rows = all(batch -> batch.entries().stream().map(LedgerRow::from).toList());
    statements.add(
        rows.size(),
        """
        INSERT INTO ledger (event_id, epoch, version, at, kind, hold_id, reservation_id, seat_nos,
            ticket_types, prices, place_nos, expires_at, max_expires_at)
        SELECT event_id, epoch, version, at, kind, hold_id, reservation_id, seat_nos::int[],
            ticket_types::text[], prices::bigint[], place_nos::int[], expires_at, max_expires_at
        FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::timestamptz[], ?::text[], ?::uuid[],
                ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                ?::timestamptz[])
            AS n (event_id, epoch, version, at, kind, hold_id, reservation_id, seat_nos,
                ticket_types, prices, place_nos, expires_at, max_expires_at)
        """,
        statements.column("uuid", rows, Of::event),
        statements.column("int8", rows, row -> row.batch.epoch()),
        statements.column("int8", rows, row -> row.it.version()),
        statements.column("timestamptz", rows, row -> row.it.at()),
        statements.column("text", rows, row -> row.it.kind()),
        statements.column("uuid", rows, row -> row.it.holdId()),
        statements.column("uuid", rows, row -> row.it.reservationId()),
        statements.column("text", rows, row -> statements.literal(row.it.seatNos(), n -> n)),
        statements.column("text", rows, row -> ofPut(row.it, this::ticketTypes)),
        statements.column("text", rows, row -> ofPut(row.it, this::prices)),
        statements.column("text", rows, row -> ofPut(row.it, this::placeNos)),
        statements.column("timestamptz", rows, row -> row.it.expiresAt()),
        statements.column("timestamptz", rows, row -> row.it.maxExpiresAt()));
  }

  private static @Nullable String ofPut(
      LedgerRow row, Function<List<PricedSeat>, @Nullable String> column) {
    return row.put() == null ? null : column.apply(row.put());
  }

  private void answers() throws SQLException {
    List<Of<KeptAnswer>> answers = all(Batch::answers);
    statements.add(
        answers.size(),
        """
        INSERT INTO idempotency (event_id, created_at, client, key, fingerprint, kind, hold_id,
            reservation_id)
        SELECT * FROM unnest(?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
            ?::text[], ?::uuid[], ?::uuid[])
        """,
        statements.column("uuid", answers, Of::event),
        statements.column("timestamptz", answers, Of::at),
        statements.column("text", answers, answer -> answer.it.key().client()),
        statements.column("text", answers, answer -> answer.it.key().key()),
        statements.column("text", answers, answer -> answer.it.key().fingerprint()),
        statements.column(
            "text", answers, answer -> answer.it.kind().name().toLowerCase(Locale.ROOT)),
        statements.column("uuid", answers, answer -> answer.it.holdId()),
        statements.column("uuid", answers, answer -> answer.it.reservationId()));
  }

  /// The due time is stored with the version, which is written anyhow.
  private void heads() throws SQLException {
    List<Of<LedgerEntry>> last =
        all(batch -> batch.entries().reversed().stream().limit(1).toList());
    statements.add(
        last.size(),
        """
        UPDATE event_head AS h
        SET version = n.version, last_at = n.last_at, next_due_at = n.next_due_at,
            last_numbers = n.last_numbers::int[]
        FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::bigint[], ?::timestamptz[],
                ?::timestamptz[], ?::text[])
            AS n (event_id, epoch, old_version, version, last_at, next_due_at, last_numbers)
        WHERE h.event_id = n.event_id AND h.epoch = n.epoch AND h.version = n.old_version
        """,
        statements.column("uuid", last, Of::event),
        statements.column("int8", last, entry -> entry.batch.epoch()),
        statements.column("int8", last, entry -> entry.batch.version()),
        statements.column("int8", last, entry -> entry.it.version()),
        statements.column("timestamptz", last, entry -> entry.it.at()),
        statements.column("timestamptz", last, entry -> entry.batch.nextExpiry().orElse(null)),
        statements.column("text", last, entry -> lastNumbers(entry.batch)));
  }

  private @Nullable String lastNumbers(Batch batch) {
    return batch.lastNumbers().isEmpty()
        ? null
        : statements.literal(batch.lastNumbers(), number -> number);
  }
}
