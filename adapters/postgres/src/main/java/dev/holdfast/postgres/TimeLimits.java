package dev.holdfast.postgres;

import java.time.Duration;

/// How long the server lets a transaction go on whose client does not, because it is paused or cut
/// off. Then it ends the transaction and its connection, and others get the locks.
///
/// @param idle how long it waits for the next statement
/// @param whole how long the transaction may take, from when this is set; without effect before
///     PostgreSQL 17
record TimeLimits(Duration idle, Duration whole) {
  /// @param budget how long those who want the same locks wait for them: much longer than the idle
  ///     time
  static TimeLimits within(Duration budget) {
    return new TimeLimits(budget.dividedBy(4), budget.multipliedBy(2));
  }

  /// Sets both for the rest of the transaction: expressions for the select list of a statement that
  /// is sent anyhow.
  String expressions() {
    return """
        set_config('idle_in_transaction_session_timeout', '%d', true),
        CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL
          THEN set_config('transaction_timeout', '%d', true) END"""
        .formatted(idle.toMillis(), whole.toMillis());
  }
}
