package dev.holdfast.application.port.out;

import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Holds and reservations as they are stored, for reading only.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface HoldRecords {
  /// A hold, ended or not, with the store's clock.
  Optional<HoldView> hold(Sale sale, HoldId id);

  /// A page of an event's holds, as far as the store can list them: those that are open, those that
  /// were confirmed, and those that were released or have expired if it keeps them by their event.
  Page<HoldView> holds(Sale sale, HoldsWanted wanted);

  /// A page of an event's reservations.
  Page<Reservation> reservations(Sale sale, ReservationsWanted wanted);

  /// Which holds of an event are listed.
  ///
  /// @param client who placed them; null for anybody
  /// @param status as it is now; null for any
  /// @param after those with higher ids; null for all
  /// @param limit how many at most, at least 1
  record HoldsWanted(
      @Nullable ClientId client, Hold.@Nullable Status status, @Nullable UUID after, int limit) {}

  /// Which reservations of an event are listed: those of which all that is said here is true.
  ///
  /// @param client who placed the hold; null for anybody
  /// @param code null for any
  /// @param reference null for any
  /// @param customer the hold's; null for any. One that was forgotten is none
  /// @param after those with higher ids; null for all
  /// @param limit how many at most, at least 1
  record ReservationsWanted(
      @Nullable ClientId client,
      @Nullable String code,
      @Nullable String reference,
      @Nullable String customer,
      @Nullable UUID after,
      int limit) {}

  /// A reservation.
  Optional<Reservation> reservation(Sale sale, ReservationId id);

  /// What those of these holds carry that are stored.
  default Map<HoldId, HoldDetails> details(Sale sale, Collection<HoldId> ids) {
    Map<HoldId, HoldDetails> details = new HashMap<>();
    ids.forEach(id -> hold(sale, id).ifPresent(view -> details.put(id, view.details())));
    return details;
  }

  /// Those of these reservations that there are.
  default Map<ReservationId, Reservation> reservations(Sale sale, Collection<ReservationId> ids) {
    Map<ReservationId, Reservation> reservations = new HashMap<>();
    ids.forEach(id -> reservation(sale, id).ifPresent(found -> reservations.put(id, found)));
    return reservations;
  }
}
