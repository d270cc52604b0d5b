package dev.holdfast.domain.ledger;

import org.jspecify.annotations.Nullable;

/// A command as it is handed to the ledger.
///
/// @param key the request's idempotency key; null if it has none
/// @param by the mandate of whoever sends it; null if there is none
public record Submission(Command command, @Nullable RequestKey key, @Nullable Mandated by) {
  /// One without a mandate.
  public Submission(Command command, @Nullable RequestKey key) {
    this(command, key, null);
  }
}
