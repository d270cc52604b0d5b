package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.HoldPolicy;

/// The rule of how many seats and places one hold may have.
final class HoldLimit {
  private HoldLimit() {}

  /// How many a hold may have that has so many. A policy that was changed since does not keep it
  /// from getting smaller, or others in exchange.
  ///
  /// @param size 0 for a hold that is to be placed
  static int of(HoldPolicy policy, int size) {
    return Math.max(size, policy.maxSeatsPerHold());
  }
}
