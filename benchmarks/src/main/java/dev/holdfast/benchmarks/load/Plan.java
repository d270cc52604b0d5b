package dev.holdfast.benchmarks.load;

/// How long and how large everything is measured.
///
/// @param pairs how often the two sides of a ratio are measured in turn
/// @param seconds how long each is measured each time
/// @param settle seconds before each, which don't count
/// @param connections how many clients there are
/// @param rate requests per second where the target names a rate
/// @param warmUp seconds at the start, in which the service is compiled
/// @param events how many events are many
/// @param pastHolds how many past holds are many
/// @param manySeats how many seats are many
/// @param expiring how many holds expire at once
/// @param watchers how many watch one event
/// @param lateSeconds after which a node under full load is as fast as it gets
public record Plan(
    int pairs,
    int seconds,
    double settle,
    int connections,
    int rate,
    int warmUp,
    int events,
    int pastHolds,
    int manySeats,
    int expiring,
    int watchers,
    int lateSeconds) {
  /// What is to be said of everything that was measured in the short form.
  public static final String TOO_SHORT =
      "Short form: too short to measure; shows only that it runs";

  /// For figures to be published.
  public static final Plan FULL =
      new Plan(5, 5, 1, 256, 3_000, 30, 100, 1_000_000, 100_000, 100_000, 20_000, 60);

  /// Enough to see that everything still works, also on a machine that is busy otherwise; too short
  /// for its figures to mean anything.
  public static final Plan SHORT =
      new Plan(1, 1, 0.2, 32, 200, 2, 10, 10_000, 10_000, 2_000, 200, 3);

  /// Whether this is {@link #SHORT}, with whatever number of pairs.
  public boolean isShort() {
    return equals(SHORT.withPairs(pairs));
  }

  public Plan withPairs(int other) {
    return new Plan(
        other,
        seconds,
        settle,
        connections,
        rate,
        warmUp,
        events,
        pastHolds,
        manySeats,
        expiring,
        watchers,
        lateSeconds);
  }
}
