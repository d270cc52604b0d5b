package dev.holdfast.postgres;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.CoolDown;
import dev.holdfast.domain.ledger.Delta.Row;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.seatmap.SeatMap;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes what batches of several events come to: the net final row of each seat, hold and ticket.
///
/// What goes away is deleted before what comes is inserted, in statements of their own, so that a
/// seat may change hands within a batch; and no insert looks away from a conflict, so that the
/// primary keys have the last word.
final class LedgerWrites {
  private final List<Batch> batches;

  LedgerWrites(List<Batch> batches) {
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

  private static <K, T> List<Of<Row<K, T>>> those(
      List<Of<Row<K, T>>> rows, Predicate<Row<K, T>> which) {
    return rows.stream().filter(row -> which.test(row.it)).toList();
  }

  /// Adds what writes everything. An insert makes all of its rows or fails, and each other
  /// statement fails unless it finds all of its rows.
  void addTo(Statements statements) throws SQLException {
    List<Of<Row<Integer, Claim>>> claims = all(batch -> batch.delta().claims());
    List<Of<Row<HoldId, Hold>>> holds = all(batch -> batch.delta().holds());
    List<Of<Row<ReservationId, Reservation>>> reservations =
        all(batch -> batch.delta().reservations());
    statements.add(CHANGED_SETTINGS, all(LedgerWrites::settings));
    statements.add(DELETED_CLAIMS, those(claims, row -> isOwned(row.before()) && !staysOwned(row)));
    statements.add(DELETED_BLOCKS, those(claims, row -> isBlock(row.before())));
    statements.add(CHANGED_CLAIMS, those(claims, LedgerWrites::staysOwned));
    statements.add(NEW_CLAIMS, those(claims, row -> isOwned(row.after()) && !staysOwned(row)));
    statements.add(NEW_BLOCKS, those(claims, row -> isBlock(row.after())));
    statements.add(NEW_HOLDS, those(holds, Row::isNew));
    statements.add(CHANGED_HOLDS, those(holds, row -> !row.isNew() && !onlyEnds(row)));
    statements.add(ENDED_HOLDS, those(holds, LedgerWrites::onlyEnds));
    statements.add(CANCELLED_TICKETS, tickets(those(reservations, row -> !row.isNew())));
    statements.add(NEW_TICKETS, tickets(those(reservations, Row::isNew)));
    statements.add(NEW_RESERVATIONS, those(reservations, Row::isNew));
    statements.add(COOL_DOWNS, all(batch -> batch.delta().coolDowns()));
    statements.add(ENTRIES, all(Batch::entries));
    statements.add(ANSWERS, all(batch -> batch.delta().answers()));
    statements.add(HEADS, all(batch -> batch.entries().reversed().stream().limit(1).toList()));
  }

  private static List<EventRow> settings(Batch batch) {
    Settings settings = batch.delta().settings();
    return settings == null ? List.of() : List.of(EventRow.of(settings));
  }

  private static final Bulk<Of<EventRow>> CHANGED_SETTINGS =
      new Bulk.Row<Of<EventRow>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("settings_version", SqlType.BIGINT, row -> row.it.settingsVersion)
          .with("name", SqlType.TEXT, row -> row.it.name)
          .with("starts_at", SqlType.TIMESTAMPTZ, row -> row.it.startsAt)
          .with("ends_at", SqlType.TIMESTAMPTZ, row -> row.it.endsAt)
          .with("doors_at", SqlType.TIMESTAMPTZ, row -> row.it.doorsAt)
          .with("ticket_types", SqlType.JSON, row -> row.it.ticketTypes)
          .with("prices", SqlType.JSON, row -> row.it.prices)
          .with("sales_open_at", SqlType.TIMESTAMPTZ, row -> row.it.salesOpenAt)
          .with("sales_close_at", SqlType.TIMESTAMPTZ, row -> row.it.salesCloseAt)
          .with("hold_duration_ms", SqlType.BIGINT, row -> row.it.holdDurationMillis)
          .with("hold_max_lifetime_ms", SqlType.BIGINT, row -> row.it.holdMaxLifetimeMillis)
          .with("max_seats_per_hold", SqlType.INT, row -> row.it.maxSeatsPerHold)
          .with("browser_confirm", SqlType.BOOLEAN, row -> row.it.browserConfirm)
          .with("paused", SqlType.BOOLEAN, row -> row.it.paused)
          .with("sellers", SqlType.JSON, row -> row.it.sellers)
          .with("limits", SqlType.JSON, row -> row.it.limits)
          .with("clock_ahead_ms", SqlType.BIGINT, row -> row.it.clockAheadMillis)
          .with("cool_down_ms", SqlType.BIGINT, row -> row.it.coolDownMillis)
          .changing(
              """
              UPDATE event AS e SET (%s) = (%s) FROM (%%s) AS n
              WHERE e.event_id = n.event_id AND e.settings_version < n.settings_version"""
                  .formatted(EventRow.SETTINGS, EventRow.SETTINGS.replaceAll("(\\w+)", "n.$1")));

  private static final Bulk<Of<Row<Integer, Claim>>> DELETED_CLAIMS =
      new Bulk.Row<Of<Row<Integer, Claim>>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("seat_no", SqlType.INT, row -> row.it.key())
          .with("kind", SqlType.TEXT, row -> kind(row.it.before()))
          .with("owner_id", SqlType.UUID, row -> owner(row.it.before()))
          .changing(
              """
              DELETE FROM seat_claim AS c USING (%s) AS was
              WHERE c.event_id = was.event_id AND c.seat_no = was.seat_no
                AND c.kind = was.kind AND c.owner_id = was.owner_id""");

  private static final Bulk<Of<Row<Integer, Claim>>> CHANGED_CLAIMS =
      new Bulk.Row<Of<Row<Integer, Claim>>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("seat_no", SqlType.INT, row -> row.it.key())
          .with("kind", SqlType.TEXT, row -> kind(row.it.after()))
          .with("owner_id", SqlType.UUID, row -> owner(row.it.after()))
          .with("old_kind", SqlType.TEXT, row -> kind(row.it.before()))
          .with("old_owner_id", SqlType.UUID, row -> owner(row.it.before()))
          .changing(
              """
              UPDATE seat_claim AS c SET kind = n.kind, owner_id = n.owner_id FROM (%s) AS n
              WHERE c.event_id = n.event_id AND c.seat_no = n.seat_no
                AND c.kind = n.old_kind AND c.owner_id = n.old_owner_id""");

  private static final Bulk<Of<Row<Integer, Claim>>> NEW_CLAIMS =
      new Bulk.Row<Of<Row<Integer, Claim>>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("seat_no", SqlType.INT, row -> row.it.key())
          .with("kind", SqlType.TEXT, row -> kind(row.it.after()))
          .with("owner_id", SqlType.UUID, row -> owner(row.it.after()))
          .insertInto("seat_claim");

  private static String kind(@Nullable Claim claim) {
    return switch (claim) {
      case Claim.Held _ -> "held";
      case Claim.Reserved _ -> "reserved";
      case Claim.Blocked _, Claim.Unknown _ -> throw unowned(claim);
      case null -> throw unowned(claim);
    };
  }

  private static UUID owner(@Nullable Claim claim) {
    return switch (claim) {
      case Claim.Held(HoldId id) -> id.value();
      case Claim.Reserved(ReservationId id, _) -> id.value();
      case Claim.Blocked _, Claim.Unknown _ -> throw unowned(claim);
      case null -> throw unowned(claim);
    };
  }

  private static IllegalStateException unowned(@Nullable Claim claim) {
    return new IllegalStateException(claim + " (expected: a hold's or a reservation's)");
  }

  /// Blocks are rare, so what has a reason is written by statements of its own, and a seat that
  /// passes between a block and somebody else is deleted and inserted.
  private static final Bulk<Of<Row<Integer, Claim>>> DELETED_BLOCKS =
      new Bulk.Row<Of<Row<Integer, Claim>>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("seat_no", SqlType.INT, row -> row.it.key())
          .with("reason", SqlType.TEXT, row -> block(row.it.before()).reason())
          .with("channel", SqlType.TEXT, row -> block(row.it.before()).channel())
          .with("release_at", SqlType.TIMESTAMPTZ, row -> block(row.it.before()).releaseAt())
          .changing(
              """
              DELETE FROM seat_claim AS c USING (%s) AS was
              WHERE c.event_id = was.event_id AND c.seat_no = was.seat_no
                AND c.kind = 'blocked' AND c.reason = was.reason
                AND c.channel IS NOT DISTINCT FROM was.channel
                AND c.release_at IS NOT DISTINCT FROM was.release_at""");

  private static final Bulk<Of<Row<Integer, Claim>>> NEW_BLOCKS =
      new Bulk.Row<Of<Row<Integer, Claim>>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("seat_no", SqlType.INT, row -> row.it.key())
          .with("kind", SqlType.TEXT, _ -> "blocked")
          .with("reason", SqlType.TEXT, row -> block(row.it.after()).reason())
          .with("channel", SqlType.TEXT, row -> block(row.it.after()).channel())
          .with("release_at", SqlType.TIMESTAMPTZ, row -> block(row.it.after()).releaseAt())
          .insertInto("seat_claim");

  private static boolean isBlock(@Nullable Claim claim) {
    return claim instanceof Claim.Blocked;
  }

  /// Whether it is of a hold or a reservation.
  private static boolean isOwned(@Nullable Claim claim) {
    return claim != null && !isBlock(claim);
  }

  private static boolean staysOwned(Row<Integer, Claim> row) {
    return isOwned(row.before()) && isOwned(row.after());
  }

  private static Claim.Blocked block(@Nullable Claim claim) {
    return (Claim.Blocked) Objects.requireNonNull(claim);
  }

  /// The columns that change when a hold ends.
  private static Bulk.Row<Of<Row<HoldId, Hold>>> ending() {
    return new Bulk.Row<Of<Row<HoldId, Hold>>>()
        .with("event_id", SqlType.UUID, Of::event)
        .with("hold_id", SqlType.HOLD_ID, row -> row.it.key())
        .with("status", SqlType.TEXT, row -> HoldRow.status(row.it.present()))
        .with("ended_at", SqlType.TIMESTAMPTZ, row -> endedAt(row.at(), row.it.present()))
        .with("reservation_id", SqlType.RESERVATION_ID, row -> reservationOf(row.it.present()));
  }

  /// All columns of a hold that may change.
  private static Bulk.Row<Of<Row<HoldId, Hold>>> hold() {
    return ending()
        .with("seat_nos", SqlType.INTS, row -> seatNos(seats(row)))
        .with("ticket_types", SqlType.TEXTS, row -> ticketTypes(seats(row)))
        .with("prices", SqlType.BIGINTS, row -> prices(seats(row)))
        .with("place_nos", SqlType.INTS, row -> placeNos(seats(row)))
        .with("expires_at", SqlType.TIMESTAMPTZ, row -> row.it.present().terms().expiresAt());
  }

  private static final Bulk<Of<Row<HoldId, Hold>>> NEW_HOLDS =
      hold()
          .with("placed_at", SqlType.TIMESTAMPTZ, row -> row.it.present().terms().placedAt())
          .with(
              "max_expires_at", SqlType.TIMESTAMPTZ, row -> row.it.present().terms().maxExpiresAt())
          .with("secret_key", SqlType.TEXT, row -> details(row).secretKey())
          .with("client_id", SqlType.UUID, row -> client(row.it.present().terms().holder()))
          .with("holder", SqlType.BIGINT, row -> mark(row.it.present().terms().holder()))
          .with("customer", SqlType.TEXT, row -> details(row).customer())
          .with("metadata", SqlType.JSON, row -> details(row).metadata())
          .insertInto("hold");

  private static final Bulk<Of<Row<HoldId, Hold>>> CHANGED_HOLDS =
      hold()
          .changing(
              """
              UPDATE hold AS h SET status = n.status, seat_nos = n.seat_nos,
                  ticket_types = n.ticket_types, prices = n.prices, place_nos = n.place_nos,
                  expires_at = n.expires_at, ended_at = n.ended_at,
                  reservation_id = n.reservation_id
              FROM (%s) AS n
              WHERE h.event_id = n.event_id AND h.hold_id = n.hold_id AND h.status = 'open'""");

  private static final Bulk<Of<Row<HoldId, Hold>>> ENDED_HOLDS =
      ending()
          .changing(
              """
              UPDATE hold AS h SET status = n.status, ended_at = n.ended_at,
                  reservation_id = n.reservation_id
              FROM (%s) AS n
              WHERE h.event_id = n.event_id AND h.hold_id = n.hold_id AND h.status = 'open'""");

  /// Whether it ends as it was before the batch, which is how most holds end.
  private static boolean onlyEnds(Row<HoldId, Hold> row) {
    return row.before() != null
        && !(row.present() instanceof Hold.Open)
        && row.present().terms().equals(row.before().terms());
  }

  private static List<PricedSeat> seats(Of<Row<HoldId, Hold>> row) {
    return row.it.present().terms().seats();
  }

  private static HoldDetails details(Of<Row<HoldId, Hold>> row) {
    return Objects.requireNonNull(row.batch.delta().details().get(row.it.key()));
  }

  private static @Nullable UUID client(Holder holder) {
    ClientId client = holder.client();
    return client == null ? null : client.value();
  }

  private static @Nullable Long mark(Holder holder) {
    return holder.isMarked() ? holder.mark() : null;
  }

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

  /// A seat or place of a reservation.
  private record Ticket(Of<Row<ReservationId, Reservation>> row, PricedSeat priced) {
    UUID event() {
      return row.event();
    }

    ReservationId reservationId() {
      return row.it.key();
    }

    Reservation reservation() {
      return row.it.present();
    }

    SeatMap map() {
      return row.batch.sale().seatMap();
    }

    int number() {
      return priced.number();
    }

    int ordinal() {
      return reservation().seats().indexOf(priced);
    }

    @Nullable Integer placeNo() {
      return priced.isPlace() ? priced.place() : null;
    }

    /// How it was cancelled; null if it is not.
    Reservation.@Nullable Cancellation cancellation() {
      return reservation().cancelled().get(number());
    }

    @Nullable Instant cancelledAt() {
      Reservation.Cancellation cancellation = cancellation();
      return cancellation == null ? null : cancellation.at();
    }

    @Nullable String cancelReason() {
      Reservation.Cancellation cancellation = cancellation();
      return cancellation == null ? null : cancellation.reason();
    }
  }

  /// Those of the tickets of reservations that are new or were cancelled.
  private static List<Ticket> tickets(List<Of<Row<ReservationId, Reservation>>> rows) {
    List<Ticket> tickets = new ArrayList<>();
    for (Of<Row<ReservationId, Reservation>> row : rows) {
      Reservation before = row.it.before();
      for (PricedSeat priced : row.it.present().seats()) {
        var ticket = new Ticket(row, priced);
        if (before == null
            || (ticket.cancellation() != null
                && !before.cancelled().containsKey(priced.number()))) {
          tickets.add(ticket);
        }
      }
    }
    return tickets;
  }

  private static final Bulk<Ticket> CANCELLED_TICKETS =
      new Bulk.Row<Ticket>()
          .with("event_id", SqlType.UUID, Ticket::event)
          .with("reservation_id", SqlType.RESERVATION_ID, Ticket::reservationId)
          .with("seat_no", SqlType.INT, Ticket::number)
          .with("at", SqlType.TIMESTAMPTZ, Ticket::cancelledAt)
          .with("reason", SqlType.TEXT, Ticket::cancelReason)
          .changing(
              """
              UPDATE ticket AS t SET cancelled_at = n.at, cancel_reason = n.reason
              FROM (%s) AS n
              WHERE t.event_id = n.event_id AND t.reservation_id = n.reservation_id
                AND t.seat_no = n.seat_no AND t.cancelled_at IS NULL""");

  private static final Bulk<Ticket> NEW_TICKETS =
      new Bulk.Row<Ticket>()
          .with("event_id", SqlType.UUID, Ticket::event)
          .with("reservation_id", SqlType.RESERVATION_ID, Ticket::reservationId)
          .with("seat_no", SqlType.INT, Ticket::number)
          .with("ordinal", SqlType.INT, Ticket::ordinal)
          .with("seat_id", SqlType.TEXT, ticket -> ticket.map().idAt(ticket.number()))
          .with("category", SqlType.TEXT, ticket -> ticket.map().categoryAt(ticket.number()))
          .with("ticket_type", SqlType.TEXT, ticket -> ticket.priced.ticketType())
          .with("price", SqlType.BIGINT, ticket -> ticket.priced.price())
          .with("place_no", SqlType.INT, Ticket::placeNo)
          .with("cancelled_at", SqlType.TIMESTAMPTZ, Ticket::cancelledAt)
          .with("cancel_reason", SqlType.TEXT, Ticket::cancelReason)
          .insertInto("ticket");

  private static final Bulk<Of<Row<ReservationId, Reservation>>> NEW_RESERVATIONS =
      new Bulk.Row<Of<Row<ReservationId, Reservation>>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("reservation_id", SqlType.RESERVATION_ID, row -> row.it.key())
          .with("hold_id", SqlType.HOLD_ID, row -> row.it.present().holdId())
          .with("code", SqlType.TEXT, row -> row.it.present().code())
          .with("reference", SqlType.TEXT, row -> row.it.present().reference())
          .with("confirmed_at", SqlType.TIMESTAMPTZ, row -> row.it.present().confirmedAt())
          .with("client_id", SqlType.UUID, row -> client(row.it.present().holder()))
          .with("holder", SqlType.BIGINT, row -> mark(row.it.present().holder()))
          .with("metadata", SqlType.JSON, row -> row.it.present().metadata())
          .insertInto("reservation");

  /// One that has ended may be there still, and may be deleted at any time.
  private static final Bulk<Of<CoolDown>> COOL_DOWNS =
      new Bulk.Row<Of<CoolDown>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("seat_no", SqlType.INT, of -> of.it.number())
          .with("holder", SqlType.BIGINT, of -> of.it.mark())
          .with("ends_at", SqlType.TIMESTAMPTZ, of -> of.it.endsAt())
          .in(
              """
              INSERT INTO cool_down (event_id, seat_no, holder, ends_at) %s
              ON CONFLICT (event_id, seat_no, holder) DO UPDATE SET ends_at = excluded.ends_at""");

  private static final Bulk<Of<LedgerEntry>> ENTRIES =
      new Bulk.Row<Of<LedgerEntry>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("epoch", SqlType.BIGINT, entry -> entry.it.epoch())
          .with("version", SqlType.BIGINT, entry -> entry.it.version())
          .with("at", SqlType.TIMESTAMPTZ, entry -> entry.it.at())
          .with("kind", SqlType.TEXT, entry -> entry.it.change().kind())
          .with("hold_id", SqlType.HOLD_ID, entry -> entry.it.change().holdId())
          .with(
              "reservation_id", SqlType.RESERVATION_ID, entry -> entry.it.change().reservationId())
          .with("entry", SqlType.BYTEA, entry -> EntryCodec.encode(entry.it))
          .insertInto("ledger");

  private static final Bulk<Of<KeptAnswer>> ANSWERS =
      new Bulk.Row<Of<KeptAnswer>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("created_at", SqlType.TIMESTAMPTZ, Of::at)
          .with("client", SqlType.TEXT, answer -> answer.it.key().client())
          .with("key", SqlType.TEXT, answer -> answer.it.key().key())
          .with("fingerprint", SqlType.TEXT, answer -> answer.it.key().fingerprint())
          .with("kind", SqlType.TEXT, answer -> answer.it.kind().name().toLowerCase(Locale.ROOT))
          .with("hold_id", SqlType.HOLD_ID, answer -> answer.it.holdId())
          .with("reservation_id", SqlType.RESERVATION_ID, answer -> answer.it.reservationId())
          .insertInto("idempotency");

  /// The due time is stored with the version, which is written anyhow.
  private static final Bulk<Of<LedgerEntry>> HEADS =
      new Bulk.Row<Of<LedgerEntry>>()
          .with("event_id", SqlType.UUID, Of::event)
          .with("epoch", SqlType.BIGINT, last -> last.batch.epoch())
          .with("old_version", SqlType.BIGINT, last -> last.batch.version())
          .with("version", SqlType.BIGINT, last -> last.it.version())
          .with("last_at", SqlType.TIMESTAMPTZ, last -> last.it.at())
          .with(
              "next_due_at", SqlType.TIMESTAMPTZ, last -> last.batch.delta().nextDue().orElse(null))
          .with("last_numbers", SqlType.INTS, last -> lastNumbers(last.batch))
          .changing(
              """
              UPDATE event_head AS h SET version = n.version, last_at = n.last_at,
                  next_due_at = n.next_due_at, last_numbers = n.last_numbers
              FROM (%s) AS n
              WHERE h.event_id = n.event_id AND h.epoch = n.epoch AND h.version = n.old_version""");

  private static @Nullable List<Integer> lastNumbers(Batch batch) {
    List<Integer> numbers = batch.delta().lastNumbers();
    return numbers.isEmpty() ? null : numbers;
  }
}
