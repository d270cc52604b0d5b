package dev.holdfast.postgres;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.SeatChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of the table `ledger`.
///
/// @param kind what the change is, in lower case
/// @param seatNos all seats of the change, those of `put` first
/// @param put the seats that are new or re-priced; null where the kind has none
record LedgerRow(
    long epoch,
    long version,
    Instant at,
    String kind,
    @Nullable UUID holdId,
    @Nullable UUID reservationId,
    List<Integer> seatNos,
    @Nullable List<PricedSeat> put,
    @Nullable Instant expiresAt,
    @Nullable Instant maxExpiresAt) {

  static LedgerRow from(LedgerEntry entry) {
    return switch (entry.change()) {
      case SeatChange.Placed(HoldId id, List<PricedSeat> seats, Instant expiry, Instant latest) ->
          new LedgerRow(
              entry.epoch(),
              entry.version(),
              entry.at(),
              "placed",
              id.value(),
              null,
              entry.change().numbers(),
              seats,
              expiry,
              latest);
      case SeatChange.Changed(HoldId id, List<PricedSeat> put, _) ->
          new LedgerRow(
              entry.epoch(),
              entry.version(),
              entry.at(),
              "changed",
              id.value(),
              null,
              entry.change().numbers(),
              put,
              null,
              null);
      case SeatChange.Extended(HoldId id, List<Integer> numbers, Instant expiry) ->
          new LedgerRow(
              entry.epoch(),
              entry.version(),
              entry.at(),
              "extended",
              id.value(),
              null,
              numbers,
              null,
              expiry,
              null);
      case SeatChange.Confirmed(HoldId id, ReservationId reservation, _) ->
          plain(entry, "confirmed", id.value(), reservation.value());
      case SeatChange.Released(HoldId id, _) -> plain(entry, "released", id.value(), null);
      case SeatChange.Expired(HoldId id, _) -> plain(entry, "expired", id.value(), null);
      case SeatChange.Cancelled(ReservationId reservation, _) ->
          plain(entry, "cancelled", null, reservation.value());
    };
  }

  private static LedgerRow plain(
      LedgerEntry entry, String kind, @Nullable UUID holdId, @Nullable UUID reservationId) {
    return new LedgerRow(
        entry.epoch(),
        entry.version(),
        entry.at(),
        kind,
        holdId,
        reservationId,
        entry.change().numbers(),
        null,
        null,
        null);
  }

  static LedgerRow read(ResultSet row) throws SQLException {
    List<Integer> seatNos = List.of(Columns.integers(row, "seat_nos"));
    Long[] prices = Columns.longsOrNull(row, "prices");
    List<PricedSeat> put = null;
    if (prices != null) {
      @Nullable String[] ticketTypes =
          Objects.requireNonNull(Columns.textsOrNull(row, "ticket_types"));
      Integer[] placeNos = Columns.integersOrNull(row, "place_nos");
      put = new ArrayList<>();
      for (int i = 0; i < prices.length; i++) {
        int place = placeNos == null ? 0 : placeNos[i];
        put.add(new PricedSeat(seatNos.get(i), ticketTypes[i], prices[i], place));
      }
    }
    return new LedgerRow(
        row.getLong("epoch"),
        row.getLong("version"),
        Columns.instant(row, "at"),
        Columns.text(row, "kind"),
        Columns.uuidOrNull(row, "hold_id"),
        Columns.uuidOrNull(row, "reservation_id"),
        seatNos,
        put,
        Columns.instantOrNull(row, "expires_at"),
        Columns.instantOrNull(row, "max_expires_at"));
  }

  LedgerEntry toDomain() {
    return new LedgerEntry(epoch, version, at, change());
  }

  private SeatChange change() {
    return switch (kind) {
      case "placed" ->
          new SeatChange.Placed(hold(), seats(), present(expiresAt), present(maxExpiresAt));
      case "changed" ->
          new SeatChange.Changed(hold(), seats(), seatNos.subList(seats().size(), seatNos.size()));
      case "extended" -> new SeatChange.Extended(hold(), seatNos, present(expiresAt));
      case "confirmed" -> new SeatChange.Confirmed(hold(), reservation(), seatNos);
      case "released" -> new SeatChange.Released(hold(), seatNos);
      case "expired" -> new SeatChange.Expired(hold(), seatNos);
      case "cancelled" -> new SeatChange.Cancelled(reservation(), seatNos);
      default -> throw new IllegalStateException("ledger.kind: " + kind + " of version " + version);
    };
  }

  private List<PricedSeat> seats() {
    return present(put);
  }

  private HoldId hold() {
    return new HoldId(present(holdId));
  }

  private ReservationId reservation() {
    return new ReservationId(present(reservationId));
  }

  private <T> T present(@Nullable T value) {
    return Objects.requireNonNull(value, () -> "ledger: a column of version " + version);
  }
}
