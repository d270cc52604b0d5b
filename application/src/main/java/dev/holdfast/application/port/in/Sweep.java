package dev.holdfast.application.port.in;

/// Ending holds and blocks whose time is up. It is hygiene: nothing waits for it.
public interface Sweep {
  /// Ends what is due of all events in bounded batches. Safe on several nodes at once.
  ///
  /// An event that takes long, such as one whose lock somebody else has, goes on being swept by
  /// itself, and is left out of sweeps until that ends.
  ///
  /// @return how many holds, and seats and places of blocks, it had ended by then
  int sweep();
}
