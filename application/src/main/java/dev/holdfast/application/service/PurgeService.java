package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Purge;
import dev.holdfast.application.port.out.EventRetention;
import dev.holdfast.application.port.out.LedgerRetention;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/// Serves {@link Purge}. Answers go before the holds that they name, so that whoever repeats a
/// request whose key is still kept finds its hold.
public final class PurgeService implements Purge {
  private final LedgerRetention retention;
  private final Optional<EventRetention> events;
  private final IntSupplier feeds;
  private final Duration keysAfter;
  private final Duration holdsAfter;

  /// Purges these stores.
  ///
  /// @param events where holds are kept apart from sales; empty for nowhere
  /// @param feeds deletes old parts of feeds, and what became of old deliveries; says how many
  /// @param keysAfter how long answers to idempotency keys are kept
  /// @param holdsAfter how long ended holds are kept, the customers of confirmed ones, and events
  ///     that are over, not shorter
  public PurgeService(
      LedgerRetention retention,
      Optional<EventRetention> events,
      IntSupplier feeds,
      Duration keysAfter,
      Duration holdsAfter) {
    this.retention = retention;
    this.events = events;
    this.feeds = feeds;
    this.keysAfter = keysAfter;
    this.holdsAfter = holdsAfter;
  }

  @Override
  public int purge() {
    try {
      return retention.deleteAnswers(keysAfter)
          + retention.deleteEndedHolds(holdsAfter)
          + retention.forgetCustomers(holdsAfter)
          + feeds.getAsInt();
    } finally {
      events.ifPresent(kept -> kept.freePastEvents(holdsAfter));
    }
  }
}
