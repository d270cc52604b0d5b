package dev.holdfast.application.concurrent;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A share of something scarce, such as of the connections to a store: so many may use it at once,
/// and the others wait for their turn, in order and not for ever. So they leave the rest to those
/// who do not come through here.
public final class Bulkhead {
  private final Semaphore turns;
  private final Duration timeout;

  /// @param most how many there may be at once, at least 1
  /// @param timeout how long one waits for a turn
  public Bulkhead(int most, Duration timeout) {
    this.turns = new Semaphore(most, true);
    this.timeout = timeout;
  }

  /// Does this in its turn.
  ///
  /// @throws LedgerUnavailable if there was no turn in time, and so it was not done
  public <T> T within(Supplier<T> work) {
    try {
      if (!turns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new LedgerUnavailable("too many wait for their turn", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailable("interrupted", e);
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
