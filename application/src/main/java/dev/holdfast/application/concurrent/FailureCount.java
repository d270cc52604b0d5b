package dev.holdfast.application.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;

/// Counts failures that should not happen, and tells whether there were several lately.
public final class FailureCount {
  private static final int SEVERAL = 3;
  private static final Duration LATELY = Duration.ofMinutes(5);

  private final ArrayDeque<Long> latest = new ArrayDeque<>();
  private long total;

  /// Counts one that happens now.
  public synchronized void add() {
    total++;
    latest.add(System.nanoTime());
    if (latest.size() > SEVERAL) {
      latest.remove();
    }
  }

  /// How many there were.
  public synchronized long total() {
    return total;
  }

  /// Whether there were 3 or more within the last 5 minutes.
  public synchronized boolean wereSeveralLately() {
    return latest.size() == SEVERAL && System.nanoTime() - latest.element() < LATELY.toNanos();
  }
}
