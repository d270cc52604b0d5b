package dev.holdfast.application.lane;

import java.time.Duration;
import java.util.ArrayDeque;

/// Counts the commands that the ledger failed at, each alone and for no passing reason.
final class Culprits {
  private static final int SEVERAL = 3;
  private static final Duration LATELY = Duration.ofMinutes(5);

  private final ArrayDeque<Long> latest = new ArrayDeque<>();
  private long count;

  synchronized void add() {
    count++;
    latest.add(System.nanoTime());
    if (latest.size() > SEVERAL) {
      latest.remove();
    }
  }

  synchronized long count() {
    return count;
  }

  /// Whether there were several within the last minutes.
  synchronized boolean wereSeveralLately() {
    return latest.size() == SEVERAL && System.nanoTime() - latest.element() < LATELY.toNanos();
  }
}
