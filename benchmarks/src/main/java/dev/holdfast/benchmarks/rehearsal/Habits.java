package dev.holdfast.benchmarks.rehearsal;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// How buyers behave.
///
/// @param bots which share of all are bots, 0 to 1; they hold as many seats as they may, the best
/// ones, at once, keep them for a while, let go, and do it again
/// @param abandon which share of the others leave without a word once they hold seats, 0 to 1
record Habits(double bots, double abandon) {
  /// Mean seconds that a buyer looks at the seats before choosing.
  static final double LOOKING = 15;

  /// Mean seconds after a refusal.
  static final double LOOKING_AGAIN = 5;

  /// Mean seconds from holding to paying.
  static final double PAYING = 90;

  /// Seconds for which a bot keeps its seats.
  static final double KEEPING = 60;

  /// How often a buyer tries to get seats.
  static final int TRIES = 3;

  /// Nobody takes longer than so many times the mean.
  private static final double LONGEST = 4;

  /// How many of 100 buyers want 1, at most 2, at most 3, and at most 4 seats.
  private static final int[] PARTIES = {15, 70, 82, 100};

  /// The exponents with which an even number between 0 and 1 is raised to get the place, between
  /// the best and the worst of the seats that are free, of what a buyer or a bot chooses.
  private static final double PULL = 3;

  private static final double PULL_OF_BOTS = 8;

  int party(RandomGenerator random) {
    int percent = random.nextInt(100);
    int party = 0;
    while (percent >= PARTIES[party]) {
      party++;
    }
    return party + 1;
  }

  /// Seconds, exponentially distributed with this mean, but for the longest.
  double seconds(double mean, RandomGenerator random) {
    return Math.min(LONGEST * mean, mean * random.nextExponential());
  }

  /// Chooses neighbours among the free seats, mostly of the best.
  ///
  /// @param free numbers of seats, the best first
  /// @param wanted how many; fewer are chosen where there are not as many
  static int[] choose(int[] free, int wanted, boolean bot, RandomGenerator random) {
    int count = Math.min(wanted, free.length);
    double place = Math.pow(random.nextDouble(), bot ? PULL_OF_BOTS : PULL);
    int first = (int) (place * (free.length - count + 1));
    return Arrays.copyOfRange(free, first, first + count);
  }
}
