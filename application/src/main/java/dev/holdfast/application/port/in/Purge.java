package dev.holdfast.application.port.in;

/// Deleting what nobody has to find any more: old answers to idempotency keys, and holds that ended
/// long ago without a sale. It is hygiene: nothing waits for it.
public interface Purge {
  /// Deletes some of it, in small transactions. What is left over is left to the next time. Safe on
  /// several nodes at once.
  ///
  /// @return how many answers and holds it deleted
  int purge();
}
