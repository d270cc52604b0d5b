package dev.holdfast.application.port.out;

/// Mends what has come apart between two stores of one event. Safe on several nodes at once.
public interface Reconciliation {
  /// Looks at all events that are not over.
  ///
  /// @return how many it mended
  /// @throws LedgerUnavailable if a store could not be used
  int reconcile();
}
