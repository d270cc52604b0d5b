package dev.holdfast.application.port.in;

/// Turning holds whose time is up into expired ones. It is hygiene: nothing waits for it.
public interface Sweep {
  /// Expires due holds of all events in bounded batches. Safe on several nodes at once.
  ///
  /// An event that takes long, such as one whose lock somebody else has, goes on being swept by
  /// itself, and is left out of sweeps until that ends.
  ///
  /// @return how many had expired when this ended
  int sweep();
}
