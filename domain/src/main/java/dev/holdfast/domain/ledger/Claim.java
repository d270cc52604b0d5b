package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;

/// The fact that somebody has a seat.
public sealed interface Claim {
  /// Whether it must never be lost, wherever holds are.
  default boolean isFinal() {
    return true;
  }

  /// By a hold that has not ended.
  record Held(HoldId holdId) implements Claim {
    @Override
    public boolean isFinal() {
      return false;
    }
  }

  /// By a final sale.
  record Reserved(ReservationId reservationId) implements Claim {}

  /// By the organiser, who has taken it out of sale.
  ///
  /// @param reason as the organiser gave it
  record Blocked(String reason) implements Claim {}

  /// In a way that only later versions know. So nobody can have the seat, and nothing that this
  /// version decides gives it to somebody else.
  record Unknown() implements Claim {}
}
