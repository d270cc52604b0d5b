package dev.holdfast.application.port.in;

/// Mending what has come apart between two stores of one event.
public interface Reconcile {
  /// Looks at all events that are not over. Safe on several nodes at once.
  ///
  /// @return how many it mended
  /// @throws Unavailable if a store could not be used
  int reconcile();
}
