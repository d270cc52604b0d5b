package dev.holdfast.domain.ledger;

import java.time.Instant;

/// A change with its place in the event's history.
///
/// @param epoch the history that it is of; see {@link Batch#epoch}
/// @param version one more than the entry before it; the first is 1
/// @param at the instant of the decision, by the store's clock; never before the entry before it
public record LedgerEntry(long epoch, long version, Instant at, Change change) {
  /// Whether it can be applied: this version knows all that it does.
  public boolean isKnown() {
    return change.isKnown();
  }
}
