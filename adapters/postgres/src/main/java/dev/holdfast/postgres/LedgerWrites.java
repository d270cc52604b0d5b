package dev.holdfast.postgres;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.seatmap.Seat;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes what a batch comes to: the net final row of each seat, hold and ticket.
///
/// What goes away is deleted before what comes is inserted, in statements of their own, so that a
/// seat may change hands within the batch; and no insert looks away from a conflict, so that the
/// primary keys have the last word.
final class LedgerWrites {
  private final Statements statements;
  private final Sale sale;
  private final UUID event;
  private final EventState state;
  private final Batch batch;
  private final OffsetDateTime now;

  /// @param state after the batch
  /// @param now the instant at which the batch was decided
  LedgerWrites(Connection connection, EventState state, Batch batch, Instant now) {
    this.statements = new Statements(connection);
    this.sale = state.sale();
    this.event = sale.event().id().value();
    this.state = state;
    this.batch = batch;
    this.now = Statements.timestamp(now);
  }

  void send() throws SQLException {
    claims();
    placedHolds();
    heldHolds();
    tickets();
    reservations();
    entries();
    answers();
    head();
    statements.send();
  }

  private void claims() throws SQLException {
    List<Batch.ClaimChange> given = new ArrayList<>();
    List<Batch.ClaimChange> passedOn = new ArrayList<>();
    List<Batch.ClaimChange> taken = new ArrayList<>();
    for (Batch.ClaimChange change : batch.claims()) {
      if (change.after().isEmpty()) {
        given.add(change);
      } else if (change.before().isPresent()) {
        passedOn.add(change);
      } else {
        taken.add(change);
      }
    }
    statements.add(
        given.size(),
        """
        DELETE FROM seat_claim AS c
        USING unnest(?::int[], ?::text[], ?::uuid[]) AS was (seat_no, kind, owner_id)
        WHERE c.event_id = ? AND c.seat_no = was.seat_no
          AND c.kind = was.kind AND c.owner_id = was.owner_id
        """,
        statements.column("int4", given, Batch.ClaimChange::number),
        statements.column("text", given, change -> kind(change.before())),
        statements.column("uuid", given, change -> owner(change.before())),
        event);
    statements.add(
        passedOn.size(),
        """
        UPDATE seat_claim AS c SET kind = is_.kind, owner_id = is_.owner_id
        FROM unnest(?::int[], ?::text[], ?::uuid[], ?::text[], ?::uuid[])
             AS is_ (seat_no, kind, owner_id, old_kind, old_owner_id)
        WHERE c.event_id = ? AND c.seat_no = is_.seat_no
          AND c.kind = is_.old_kind AND c.owner_id = is_.old_owner_id
        """,
        statements.column("int4", passedOn, Batch.ClaimChange::number),
        statements.column("text", passedOn, change -> kind(change.after())),
        statements.column("uuid", passedOn, change -> owner(change.after())),
        statements.column("text", passedOn, change -> kind(change.before())),
        statements.column("uuid", passedOn, change -> owner(change.before())),
        event);
    statements.add(
        taken.size(),
        """
        INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
        SELECT ?, * FROM unnest(?::int[], ?::text[], ?::uuid[])
        """,
        event,
        statements.column("int4", taken, Batch.ClaimChange::number),
        statements.column("text", taken, change -> kind(change.after())),
        statements.column("uuid", taken, change -> owner(change.after())));
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
    List<Hold> holds = batch.placed();
    statements.add(
        holds.size(),
        """
        INSERT INTO hold (event_id, hold_id, status, seat_nos, ticket_types, prices, placed_at,
            expires_at, max_expires_at, ended_at, reservation_id, secret_key, customer, metadata)
        SELECT ?, hold_id, status, seat_nos::int[], ticket_types::text[], prices::bigint[],
            placed_at, expires_at, max_expires_at, ended_at, reservation_id, secret_key,
            customer::json, metadata::json
        FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::uuid[], ?::text[],
                ?::text[], ?::text[])
            AS n (hold_id, status, seat_nos, ticket_types, prices, placed_at, expires_at,
                max_expires_at, ended_at, reservation_id, secret_key, customer, metadata)
        """,
        event,
        statements.column("uuid", holds, hold -> hold.terms().id()),
        statements.column("text", holds, HoldRow::status),
        statements.column("text", holds, hold -> seatNos(hold.terms().seats())),
        statements.column("text", holds, hold -> ticketTypes(hold.terms().seats())),
        statements.column("text", holds, hold -> prices(hold.terms().seats())),
        statements.column("timestamptz", holds, hold -> hold.terms().placedAt()),
        statements.column("timestamptz", holds, hold -> hold.terms().expiresAt()),
        statements.column("timestamptz", holds, hold -> hold.terms().maxExpiresAt()),
        statements.column("timestamptz", holds, this::endedAt),
        statements.column("uuid", holds, LedgerWrites::reservationOf),
        statements.column("text", holds, hold -> details(hold).secretKey()),
        statements.column("text", holds, hold -> details(hold).customer()),
        statements.column("text", holds, hold -> details(hold).metadata()));
  }

  private void heldHolds() throws SQLException {
    List<Hold> holds = batch.held();
    statements.add(
        holds.size(),
        """
        UPDATE hold AS h SET status = n.status, seat_nos = n.seat_nos::int[],
            ticket_types = n.ticket_types::text[], prices = n.prices::bigint[],
            expires_at = n.expires_at, ended_at = n.ended_at, reservation_id = n.reservation_id
        FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
                ?::timestamptz[], ?::uuid[])
            AS n (hold_id, status, seat_nos, ticket_types, prices, expires_at, ended_at,
                reservation_id)
        WHERE h.event_id = ? AND h.hold_id = n.hold_id AND h.status = 'open'
        """,
        statements.column("uuid", holds, hold -> hold.terms().id()),
        statements.column("text", holds, HoldRow::status),
        statements.column("text", holds, hold -> seatNos(hold.terms().seats())),
        statements.column("text", holds, hold -> ticketTypes(hold.terms().seats())),
        statements.column("text", holds, hold -> prices(hold.terms().seats())),
        statements.column("timestamptz", holds, hold -> hold.terms().expiresAt()),
        statements.column("timestamptz", holds, this::endedAt),
        statements.column("uuid", holds, LedgerWrites::reservationOf),
        event);
  }

  private HoldDetails details(Hold hold) {
    return state.details(hold.terms().id()).orElseThrow();
  }

  private @Nullable OffsetDateTime endedAt(Hold hold) {
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

  private record Ticket(ReservationId reservation, int number) {}

  private record NewTicket(Reservation reservation, int ordinal, PricedSeat priced, Seat seat) {
    Ticket ticket() {
      return new Ticket(reservation.id(), priced.number());
    }

    boolean isCancelled() {
      return reservation.cancelled().contains(priced.number());
    }
  }

  private void tickets() throws SQLException {
    Map<Ticket, @Nullable String> reasons = new HashMap<>();
    for (Batch.Cancellation cancellation : batch.cancellations()) {
      for (int number : cancellation.numbers()) {
        reasons.put(new Ticket(cancellation.reservationId(), number), cancellation.reason());
      }
    }
    List<NewTicket> sold = new ArrayList<>();
    for (Reservation reservation : batch.confirmed()) {
      for (PricedSeat priced : reservation.seats()) {
        Seat seat = sale.seatMap().seat(priced.number());
        sold.add(new NewTicket(reservation, reservation.seats().indexOf(priced), priced, seat));
      }
    }
    List<Ticket> cancelled = new ArrayList<>(reasons.keySet());
    sold.forEach(ticket -> cancelled.remove(ticket.ticket()));
    statements.add(
        cancelled.size(),
        """
        UPDATE ticket AS t SET cancelled_at = ?, cancel_reason = n.reason
        FROM unnest(?::uuid[], ?::int[], ?::text[]) AS n (reservation_id, seat_no, reason)
        WHERE t.event_id = ? AND t.reservation_id = n.reservation_id AND t.seat_no = n.seat_no
          AND t.cancelled_at IS NULL
        """,
        now,
        statements.column("uuid", cancelled, Ticket::reservation),
        statements.column("int4", cancelled, Ticket::number),
        statements.column("text", cancelled, reasons::get),
        event);
    statements.add(
        sold.size(),
        """
        INSERT INTO ticket (event_id, reservation_id, seat_no, ordinal, seat_id, category,
            ticket_type, price, cancelled_at, cancel_reason)
        SELECT ?, * FROM unnest(?::uuid[], ?::int[], ?::int[], ?::text[], ?::text[], ?::text[],
            ?::bigint[], ?::timestamptz[], ?::text[])
        """,
        event,
        statements.column("uuid", sold, ticket -> ticket.reservation().id()),
        statements.column("int4", sold, ticket -> ticket.priced().number()),
        statements.column("int4", sold, NewTicket::ordinal),
        statements.column("text", sold, ticket -> ticket.seat().id()),
        statements.column("text", sold, ticket -> ticket.seat().category()),
        statements.column("text", sold, ticket -> ticket.priced().ticketType()),
        statements.column("int8", sold, ticket -> ticket.priced().price()),
        statements.column("timestamptz", sold, ticket -> ticket.isCancelled() ? now : null),
        statements.column("text", sold, ticket -> reasons.get(ticket.ticket())));
  }

  private void reservations() throws SQLException {
    List<Reservation> sold = batch.confirmed();
    statements.add(
        sold.size(),
        """
        INSERT INTO reservation (event_id, reservation_id, hold_id, code, reference, confirmed_at,
            metadata)
        SELECT ?, reservation_id, hold_id, code, reference, confirmed_at, metadata::json
        FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::timestamptz[], ?::text[])
            AS n (reservation_id, hold_id, code, reference, confirmed_at, metadata)
        """,
        event,
        statements.column("uuid", sold, Reservation::id),
        statements.column("uuid", sold, Reservation::holdId),
        statements.column("text", sold, Reservation::code),
        statements.column("text", sold, Reservation::reference),
        statements.column("timestamptz", sold, Reservation::confirmedAt),
        statements.column("text", sold, Reservation::metadata));
  }

  private void entries() throws SQLException {
    List<LedgerRow> rows = batch.entries().stream().map(LedgerRow::from).toList();
    statements.add(
        rows.size(),
        """
        INSERT INTO ledger (event_id, epoch, version, at, kind, hold_id, reservation_id, seat_nos,
            ticket_types, prices, expires_at, max_expires_at)
        SELECT ?, ?, version, at, kind, hold_id, reservation_id, seat_nos::int[],
            ticket_types::text[], prices::bigint[], expires_at, max_expires_at
        FROM unnest(?::bigint[], ?::timestamptz[], ?::text[], ?::uuid[], ?::uuid[], ?::text[],
                ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
            AS n (version, at, kind, hold_id, reservation_id, seat_nos, ticket_types, prices,
                expires_at, max_expires_at)
        """,
        event,
        state.epoch(),
        statements.column("int8", rows, LedgerRow::version),
        statements.column("timestamptz", rows, LedgerRow::at),
        statements.column("text", rows, LedgerRow::kind),
        statements.column("uuid", rows, LedgerRow::holdId),
        statements.column("uuid", rows, LedgerRow::reservationId),
        statements.column("text", rows, row -> statements.literal(row.seatNos(), n -> n)),
        statements.column("text", rows, row -> row.put() == null ? null : ticketTypes(row.put())),
        statements.column("text", rows, row -> row.put() == null ? null : prices(row.put())),
        statements.column("timestamptz", rows, LedgerRow::expiresAt),
        statements.column("timestamptz", rows, LedgerRow::maxExpiresAt));
  }

  private void answers() throws SQLException {
    List<KeptAnswer> answers = batch.answers();
    statements.add(
        answers.size(),
        """
        INSERT INTO idempotency (event_id, created_at, client, key, fingerprint, kind, hold_id,
            reservation_id)
        SELECT ?, ?, * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::uuid[])
        """,
        event,
        now,
        statements.column("text", answers, answer -> answer.key().client()),
        statements.column("text", answers, answer -> answer.key().key()),
        statements.column("text", answers, answer -> answer.key().fingerprint()),
        statements.column("text", answers, answer -> answer.kind().name().toLowerCase(Locale.ROOT)),
        statements.column("uuid", answers, KeptAnswer::holdId),
        statements.column("uuid", answers, KeptAnswer::reservationId));
  }

  /// The due time is stored with the version, which is written anyhow.
  private void head() {
    if (batch.entries().isEmpty()) {
      return;
    }
    statements.add(
        1,
        """
        UPDATE event_head SET version = ?, last_at = ?, next_due_at = ?
        WHERE event_id = ? AND epoch = ? AND version = ?
        """,
        state.version(),
        now,
        state.nextExpiry().map(Statements::timestamp).orElse(null),
        event,
        state.epoch(),
        state.version() - batch.entries().size());
  }
}
