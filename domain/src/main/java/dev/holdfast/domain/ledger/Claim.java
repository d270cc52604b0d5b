package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;

/// The fact that somebody has a seat.
public sealed interface Claim {
  /// By a hold that has not ended.
  record Held(HoldId holdId) implements Claim {}

  /// By a final sale.
  record Reserved(ReservationId reservationId) implements Claim {}
}
