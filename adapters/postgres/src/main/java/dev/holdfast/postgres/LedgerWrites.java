package dev.holdfast.postgres;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EntryCodec;
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
  private final Connection connection;
  private final List<Batch> batches;

  LedgerWrites(Connection connection, List<Batch> batches) {
    this.connection = connection;
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

  /// Writes everything.
  ///
  /// @return the server's clock after the last write
  Instant send() throws SQLException {
    var statements = new Statements(connection);
    addClaims(statements);
    statements.add(PLACED_HOLDS, all(Batch::placed));
    statements.add(CHANGED_HOLDS, all(Batch::changed));
    statements.add(ENDED_HOLDS, all(Batch::ended));
    addTickets(statements);
    statements.add(RESERVATIONS, all(Batch::confirmed));
    statements.add(ENTRIES, all(Batch::entries));
    statements.add(ANSWERS, all(Batch::answers));
    statements.add(HEADS, all(batch -> batch.entries().reversed().stream().limit(1).toList()));
    return statements.send();
  }

  private static final Bulk<Of<Batch.ClaimChange>> GIVEN_CLAIMS =
      new Bulk.Row<Of<Batch.ClaimChange>>()
          .with("event_id", "uuid", Of::event)
          .with("seat_no", "int", change -> change.it.number())
          .with("kind", "text", change -> kind(change.it.before()))
          .with("owner_id", "uuid", change -> owner(change.it.before()))
          .in(
              """
              DELETE FROM seat_claim AS c USING (%s) AS was
              WHERE c.event_id = was.event_id AND c.seat_no = was.seat_no
                AND c.kind = was.kind AND c.owner_id = was.owner_id""");

  private static final Bulk<Of<Batch.ClaimChange>> PASSED_ON_CLAIMS =
      new Bulk.Row<Of<Batch.ClaimChange>>()
          .with("event_id", "uuid", Of::event)
          .with("seat_no", "int", change -> change.it.number())
          .with("kind", "text", change -> kind(change.it.after()))
          .with("owner_id", "uuid", change -> owner(change.it.after()))
          .with("old_kind", "text", change -> kind(change.it.before()))
          .with("old_owner_id", "uuid", change -> owner(change.it.before()))
          .in(
              """
              UPDATE seat_claim AS c SET kind = n.kind, owner_id = n.owner_id FROM (%s) AS n
              WHERE c.event_id = n.event_id AND c.seat_no = n.seat_no
                AND c.kind = n.old_kind AND c.owner_id = n.old_owner_id""");

  private static final Bulk<Of<Batch.ClaimChange>> TAKEN_CLAIMS =
      new Bulk.Row<Of<Batch.ClaimChange>>()
          .with("event_id", "uuid", Of::event)
          .with("seat_no", "int", change -> change.it.number())
          .with("kind", "text", change -> kind(change.it.after()))
          .with("owner_id", "uuid", change -> owner(change.it.after()))
          .insertInto("seat_claim");

  private void addClaims(Statements statements) throws SQLException {
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
    statements.add(GIVEN_CLAIMS, given);
    statements.add(PASSED_ON_CLAIMS, passedOn);
    statements.add(TAKEN_CLAIMS, taken);
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

  private static final Bulk<Of<Batch.Placed>> PLACED_HOLDS =
      new Bulk.Row<Of<Batch.Placed>>()
          .with("event_id", "uuid", Of::event)
          .with("hold_id", "uuid", placed -> placed.it.hold().terms().id())
          .with("status", "text", placed -> HoldRow.status(placed.it.hold()))
          .with("seat_nos", "int[]", placed -> seatNos(placed.it.hold().terms().seats()))
          .with("ticket_types", "text[]", placed -> ticketTypes(placed.it.hold().terms().seats()))
          .with("prices", "bigint[]", placed -> prices(placed.it.hold().terms().seats()))
          .with("place_nos", "int[]", placed -> placeNos(placed.it.hold().terms().seats()))
          .with("placed_at", "timestamptz", placed -> placed.it.hold().terms().placedAt())
          .with("expires_at", "timestamptz", placed -> placed.it.hold().terms().expiresAt())
          .with("max_expires_at", "timestamptz", placed -> placed.it.hold().terms().maxExpiresAt())
          .with("ended_at", "timestamptz", placed -> endedAt(placed.at(), placed.it.hold()))
          .with("reservation_id", "uuid", placed -> reservationOf(placed.it.hold()))
          .with("secret_key", "text", placed -> placed.it.details().secretKey())
          .with("customer", "json", placed -> placed.it.details().customer())
          .with("metadata", "json", placed -> placed.it.details().metadata())
          .insertInto("hold");

  private static final Bulk<Of<Hold>> CHANGED_HOLDS =
      new Bulk.Row<Of<Hold>>()
          .with("event_id", "uuid", Of::event)
          .with("hold_id", "uuid", hold -> hold.it.terms().id())
          .with("status", "text", hold -> HoldRow.status(hold.it))
          .with("seat_nos", "int[]", hold -> seatNos(hold.it.terms().seats()))
          .with("ticket_types", "text[]", hold -> ticketTypes(hold.it.terms().seats()))
          .with("prices", "bigint[]", hold -> prices(hold.it.terms().seats()))
          .with("place_nos", "int[]", hold -> placeNos(hold.it.terms().seats()))
          .with("expires_at", "timestamptz", hold -> hold.it.terms().expiresAt())
          .with("ended_at", "timestamptz", hold -> endedAt(hold.at(), hold.it))
          .with("reservation_id", "uuid", hold -> reservationOf(hold.it))
          .in(
              """
              UPDATE hold AS h SET status = n.status, seat_nos = n.seat_nos,
                  ticket_types = n.ticket_types, prices = n.prices, place_nos = n.place_nos,
                  expires_at = n.expires_at, ended_at = n.ended_at,
                  reservation_id = n.reservation_id
              FROM (%s) AS n
              WHERE h.event_id = n.event_id AND h.hold_id = n.hold_id AND h.status = 'open'""");

  private static final Bulk<Of<Hold>> ENDED_HOLDS =
      new Bulk.Row<Of<Hold>>()
          .with("event_id", "uuid", Of::event)
          .with("hold_id", "uuid", hold -> hold.it.terms().id())
          .with("status", "text", hold -> HoldRow.status(hold.it))
          .with("ended_at", "timestamptz", Of::at)
          .with("reservation_id", "uuid", hold -> reservationOf(hold.it))
          .in(
              """
              UPDATE hold AS h SET status = n.status, ended_at = n.ended_at,
                  reservation_id = n.reservation_id
              FROM (%s) AS n
              WHERE h.event_id = n.event_id AND h.hold_id = n.hold_id AND h.status = 'open'""");

  private static @Nullable Instant endedAt(Instant now, Hold hold) {
    return hold instanceof Hold.Open ? null : now;
  }

  private static @Nullable ReservationId reservationOf(Hold hold) {
    return hold instanceof Hold.Confirmed(_, ReservationId id) ? id : null;
  }

  private static List<Integer> seatNos(List<PricedSeat> seats) {
    return seats.stream().map(PricedSeat::number).toList();
  }

  private static List<@Nullable String> ticketTypes(List<PricedSeat> seats) {
    return seats.stream().<@Nullable String>map(PricedSeat::ticketType).toList();
  }

  private static List<Long> prices(List<PricedSeat> seats) {
    return seats.stream().map(PricedSeat::price).toList();
  }

  private static @Nullable List<Integer> placeNos(List<PricedSeat> seats) {
    return seats.stream().anyMatch(PricedSeat::isPlace)
        ? seats.stream().map(PricedSeat::place).toList()
        : null;
  }

  private record TicketId(Batch batch, ReservationId reservation, int number) {
    UUID event() {
      return batch.sale().event().id().value();
    }
  }

  private record CancelledTicket(TicketId ticket, @Nullable String reason) {}

  private record SoldTicket(TicketId ticket, Reservation reservation, PricedSeat priced) {
    SeatMap map() {
      return ticket.batch.sale().seatMap();
    }

    int ordinal() {
      return reservation.seats().indexOf(priced);
    }

    @Nullable Integer placeNo() {
      return priced.isPlace() ? priced.place() : null;
    }

    /// How it was cancelled in the same batch; null if it was not.
    Reservation.@Nullable Cancellation cancellation() {
      return reservation.cancelled().get(priced.number());
    }

    @Nullable Instant cancelledAt() {
      Reservation.Cancellation cancellation = cancellation();
      return cancellation == null ? null : cancellation.at();
    }

    @Nullable String reason() {
      Reservation.Cancellation cancellation = cancellation();
      return cancellation == null ? null : cancellation.reason();
    }
  }

  private static final Bulk<CancelledTicket> CANCELLED_TICKETS =
      new Bulk.Row<CancelledTicket>()
          .with("event_id", "uuid", cancelled -> cancelled.ticket.event())
          .with("reservation_id", "uuid", cancelled -> cancelled.ticket.reservation)
          .with("seat_no", "int", cancelled -> cancelled.ticket.number)
          .with("at", "timestamptz", cancelled -> cancelled.ticket.batch.at())
          .with("reason", "text", CancelledTicket::reason)
          .in(
              """
              UPDATE ticket AS t SET cancelled_at = n.at, cancel_reason = n.reason
              FROM (%s) AS n
              WHERE t.event_id = n.event_id AND t.reservation_id = n.reservation_id
                AND t.seat_no = n.seat_no AND t.cancelled_at IS NULL""");

  private static final Bulk<SoldTicket> SOLD_TICKETS =
      new Bulk.Row<SoldTicket>()
          .with("event_id", "uuid", sold -> sold.ticket.event())
          .with("reservation_id", "uuid", sold -> sold.ticket.reservation)
          .with("seat_no", "int", sold -> sold.ticket.number)
          .with("ordinal", "int", SoldTicket::ordinal)
          .with("seat_id", "text", sold -> sold.map().idAt(sold.ticket.number))
          .with("category", "text", sold -> sold.map().categoryAt(sold.ticket.number))
          .with("ticket_type", "text", sold -> sold.priced.ticketType())
          .with("price", "bigint", sold -> sold.priced.price())
          .with("place_no", "int", SoldTicket::placeNo)
          .with("cancelled_at", "timestamptz", SoldTicket::cancelledAt)
          .with("cancel_reason", "text", SoldTicket::reason)
          .insertInto("ticket");

  private void addTickets(Statements statements) throws SQLException {
    Map<TicketId, CancelledTicket> cancelled = new HashMap<>();
    for (Of<Batch.Cancellation> cancellation : all(Batch::cancellations)) {
      for (int number : cancellation.it.numbers()) {
        var ticket = new TicketId(cancellation.batch, cancellation.it.reservationId(), number);
        cancelled.put(ticket, new CancelledTicket(ticket, cancellation.it.reason()));
      }
    }
    List<SoldTicket> sold = new ArrayList<>();
    for (Of<Reservation> reservation : all(Batch::confirmed)) {
      for (PricedSeat priced : reservation.it.seats()) {
        var ticket = new TicketId(reservation.batch, reservation.it.id(), priced.number());
        cancelled.remove(ticket);
        sold.add(new SoldTicket(ticket, reservation.it, priced));
      }
    }
    statements.add(CANCELLED_TICKETS, cancelled.values());
    statements.add(SOLD_TICKETS, sold);
  }

  private static final Bulk<Of<Reservation>> RESERVATIONS =
      new Bulk.Row<Of<Reservation>>()
          .with("event_id", "uuid", Of::event)
          .with("reservation_id", "uuid", reservation -> reservation.it.id())
          .with("hold_id", "uuid", reservation -> reservation.it.holdId())
          .with("code", "text", reservation -> reservation.it.code())
          .with("reference", "text", reservation -> reservation.it.reference())
          .with("confirmed_at", "timestamptz", reservation -> reservation.it.confirmedAt())
          .with("metadata", "json", reservation -> reservation.it.metadata())
          .insertInto("reservation");

  private static final Bulk<Of<LedgerEntry>> ENTRIES =
      new Bulk.Row<Of<LedgerEntry>>()
          .with("event_id", "uuid", Of::event)
          .with("epoch", "bigint", entry -> entry.it.epoch())
          .with("version", "bigint", entry -> entry.it.version())
          .with("at", "timestamptz", entry -> entry.it.at())
          .with("kind", "text", entry -> entry.it.change().kind())
          .with("hold_id", "uuid", entry -> entry.it.change().holdId())
          .with("reservation_id", "uuid", entry -> entry.it.change().reservationId())
          .with("entry", "bytea", entry -> EntryCodec.encode(entry.it))
          .insertInto("ledger");

  private static final Bulk<Of<KeptAnswer>> ANSWERS =
      new Bulk.Row<Of<KeptAnswer>>()
          .with("event_id", "uuid", Of::event)
          .with("created_at", "timestamptz", Of::at)
          .with("client", "text", answer -> answer.it.key().client())
          .with("key", "text", answer -> answer.it.key().key())
          .with("fingerprint", "text", answer -> answer.it.key().fingerprint())
          .with("kind", "text", answer -> answer.it.kind().name().toLowerCase(Locale.ROOT))
          .with("hold_id", "uuid", answer -> answer.it.holdId())
          .with("reservation_id", "uuid", answer -> answer.it.reservationId())
          .insertInto("idempotency");

  /// The due time is stored with the version, which is written anyhow.
  private static final Bulk<Of<LedgerEntry>> HEADS =
      new Bulk.Row<Of<LedgerEntry>>()
          .with("event_id", "uuid", Of::event)
          .with("epoch", "bigint", last -> last.batch.epoch())
          .with("old_version", "bigint", last -> last.batch.version())
          .with("version", "bigint", last -> last.it.version())
          .with("last_at", "timestamptz", last -> last.it.at())
          .with("next_due_at", "timestamptz", last -> last.batch.nextExpiry().orElse(null))
          .with("last_numbers", "int[]", last -> lastNumbers(last.batch))
          .in(
              """
              UPDATE event_head AS h SET version = n.version, last_at = n.last_at,
                  next_due_at = n.next_due_at, last_numbers = n.last_numbers
              FROM (%s) AS n
              WHERE h.event_id = n.event_id AND h.epoch = n.epoch AND h.version = n.old_version""");

  private static @Nullable List<Integer> lastNumbers(Batch batch) {
    return batch.lastNumbers().isEmpty() ? null : batch.lastNumbers();
  }
}
