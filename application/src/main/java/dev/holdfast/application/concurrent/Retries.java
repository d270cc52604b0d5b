package dev.holdfast.application.concurrent;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// How often and how long an adapter tries something again.
public final class Retries {
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final long deadline;
  private long longest = 4;

  /// @param budget for how long something is tried again
  public Retries(Duration budget) {
    this.deadline = System.nanoTime() + budget.toNanos();
  }

  /// Waits a random while, so that those who got into each other's way do not meet again.
  ///
  /// @return whether there is time for another try
  public boolean pause() {
    long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    longest = Math.min(2 * longest, LONGEST_PAUSE_MILLIS);
    if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) - deadline > 0) {
      return false;
    }
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
