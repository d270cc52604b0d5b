package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.util.Optional;

/// Holds and reservations as they are stored, for reading only.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface HoldRecords {
  /// A hold, ended or not, with the store's clock.
  Optional<HoldView> hold(Sale sale, HoldId id);

  /// A reservation.
  Optional<Reservation> reservation(Sale sale, ReservationId id);
}
