package dev.holdfast.application.port.in;

/// Deleting what nobody has to find any more: old answers to idempotency keys, holds that ended
/// long ago without a sale, old parts of feeds, and what became of old deliveries. It is hygiene:
/// nothing waits for it.
public interface Purge {
  /// Deletes some of it, in small transactions. What is left over is left to the next time. Safe on
  /// several nodes at once.
  ///
  /// @return how many of these it deleted
  int purge();
}
