package dev.holdfast.application.port.in;

/// Turning holds whose time is up into expired ones. It is hygiene: nothing waits for it.
public interface Sweep {
  /// Expires due holds of all events in bounded batches. Safe on several nodes at once.
  ///
  /// @return how many it expired
  int sweep();
}
