package dev.holdfast.application.view;

import dev.holdfast.application.port.out.SeatLedger.Heads;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.EventState;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What this node knows of one event's seats, and how long ago it was all that there was to know.
public final class View {
  private static final Logger LOG = System.getLogger(View.class.getName());

  private final EventState state;
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private volatile boolean wasConfirmed;
  private volatile long confirmedAt;
  private volatile long usedAt = System.nanoTime();
  private final AtomicInteger commands = new AtomicInteger();
  private volatile boolean hasFailed;
  private volatile long failedAt;

  View(Sale sale) {
    this.state = new EventState(sale);
  }

  public EventId id() {
    return state.sale().event().id();
  }

  /// The event's state, which lanes hand to the ledger.
  public EventState state() {
    return state;
  }

  /// Where the state is.
  public Heads.Head head() {
    synchronized (state) {
      return new Heads.Head(state.epoch(), state.version());
    }
  }

  void use() {
    usedAt = System.nanoTime();
  }

  /// Notes that a command begins that uses the view until {@link #endCommand}.
  void beginCommand() {
    commands.incrementAndGet();
    use();
  }

  void endCommand() {
    commands.decrementAndGet();
  }

  /// Whether somebody would miss it.
  boolean isInUse() {
    return isWatched() || commands.get() > 0;
  }

  Duration idle() {
    return Duration.ofNanos(System.nanoTime() - usedAt);
  }

  /// Notes that the state had all that was stored at a moment.
  ///
  /// @param nanos the moment, by {@link System#nanoTime}
  void confirm(long nanos) {
    confirmedAt = nanos;
    wasConfirmed = true;
  }

  /// Whether the state had all that was stored at some moment within this time.
  boolean isConfirmedWithin(Duration time) {
    return wasConfirmed && state.isKnown() && System.nanoTime() - confirmedAt < time.toNanos();
  }

  /// Notes that the store could not be asked.
  void failed() {
    failedAt = System.nanoTime();
    hasFailed = true;
  }

  /// @param nanos a moment, by {@link System#nanoTime}
  boolean hasFailedSince(long nanos) {
    return hasFailed && failedAt - nanos >= 0;
  }

  void watch(Runnable watcher) {
    watchers.add(watcher);
  }

  void unwatch(Runnable watcher) {
    watchers.remove(watcher);
  }

  boolean isWatched() {
    return !watchers.isEmpty();
  }

  /// Tells the watchers that there is something new. What one of them throws is its own affair.
  void advanced() {
    for (Runnable watcher : watchers) {
      try {
        watcher.run();
      } catch (RuntimeException e) {
        LOG.log(Logger.Level.ERROR, "a watcher of event " + id() + " failed", e);
      }
    }
  }
}
