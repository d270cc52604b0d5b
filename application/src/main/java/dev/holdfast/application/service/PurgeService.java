package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Purge;
import dev.holdfast.application.port.out.LedgerRetention;
import java.time.Duration;

/// Serves {@link Purge}. Answers go before the holds that they name, so that whoever repeats a
/// request whose key is still kept finds its hold.
public final class PurgeService implements Purge {
  private final LedgerRetention retention;
  private final Duration keysAfter;
  private final Duration holdsAfter;

  /// Purges this store.
  ///
  /// @param keysAfter how long answers to idempotency keys are kept
  /// @param holdsAfter how long ended holds are kept, and the customers of confirmed ones, not
  ///     shorter
  public PurgeService(LedgerRetention retention, Duration keysAfter, Duration holdsAfter) {
    this.retention = retention;
    this.keysAfter = keysAfter;
    this.holdsAfter = holdsAfter;
  }

  @Override
  public int purge() {
    return retention.deleteAnswers(keysAfter)
        + retention.deleteEndedHolds(holdsAfter)
        + retention.forgetCustomers(holdsAfter);
  }
}
