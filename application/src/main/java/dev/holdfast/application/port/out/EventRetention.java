package dev.holdfast.application.port.out;

import java.time.Duration;

/// How long a store keeps what is of use only while an event is on sale.
///
/// Each call looks at a bounded number of events and the next one goes on from there. Safe on
/// several nodes at once.
public interface EventRetention {
  /// Frees what is kept of events that have been over for longer than this. Whoever asks for one
  /// afterwards finds all that was sold, in a new epoch.
  ///
  /// @return how many events were freed
  /// @throws LedgerUnavailable if the store could not be used
  int freePastEvents(Duration overFor);
}
