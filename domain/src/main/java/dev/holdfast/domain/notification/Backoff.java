package dev.holdfast.domain.notification;

import java.time.Duration;

/// When a delivery that failed is tried again: twice as late each time, up to an hour, for three
/// days. A random part keeps those that failed together from coming back together.
public final class Backoff {
  /// How long a delivery is tried before its endpoint is disabled.
  public static final Duration GIVEN_UP_AFTER = Duration.ofDays(3);

  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int DOUBLINGS = 10;

  private Backoff() {}

  /// How long to wait.
  ///
  /// @param failures how many deliveries have failed in a row, at least 1
  /// @param random from 0 to 1
  /// @return between half of the step and all of it
  public static Duration after(int failures, double random) {
    if (failures < 1 || random < 0 || random > 1) {
      throw new IllegalArgumentException(
          "failures: %d, random: %f (expected: >= 1, 0..1)".formatted(failures, random));
    }
    long step =
        Math.min(SHORTEST.toMillis() << Math.min(failures - 1, DOUBLINGS), LONGEST.toMillis());
    return Duration.ofMillis(step / 2 + (long) (random * step / 2));
  }
}
