package dev.holdfast.benchmarks.rehearsal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What became of a crowd, as the buyers saw it.
final class Tally {
  private static final long LONGEST_MICROS = 600_000_000;

  /// What buyers ask for.
  enum Route {
    AVAILABILITY,
    HOLD,
    CONFIRM,
    RELEASE,
    CANCEL
  }

  /// Classes of answers: as asked for; a right answer to what can't be granted; a limit of
  /// requests; a failure of the service; no answer.
  enum Outcome {
    OK,
    REFUSED,
    LIMITED,
    UNAVAILABLE,
    BROKEN;

    static Outcome of(int status) {
      if (status == 0) {
        return BROKEN;
      }
      if (status < 400) {
        return OK;
      }
      if (status == 429) {
        return LIMITED;
      }
      return status < 500 ? REFUSED : UNAVAILABLE;
    }

    /// Whether the service answered as it should.
    boolean isRight() {
      return this == OK || this == REFUSED;
    }
  }

  /// What is counted of buyers.
  enum Fate {
    CAME,
    BOTS,
    /// Saw that nothing was left.
    TOO_LATE,
    /// Was refused as often as they tried.
    GAVE_UP,
    /// Left their seats held.
    ABANDONED,
    /// Gave their seats back, as bots do in the end.
    LET_GO,
    /// Wanted to pay when the hold had expired.
    DIED_WHILE_PAYING,
    BOUGHT,
    /// Gave up on a service that did not answer as it should.
    LOST
  }

  private final Map<Route, Map<Outcome, Histogram>> micros = new EnumMap<>(Route.class);
  private final Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
  private final Map<Integer, Integer> soldByMinute = new TreeMap<>();
  private int held;
  private int sold;
  private int unknownConfirms;
  private @Nullable Double soldOutAtMinute;
  private @Nullable String example;

  void answered(Route route, Outcome outcome, long nanos, String body) {
    micros
        .computeIfAbsent(route, _ -> new EnumMap<>(Outcome.class))
        .computeIfAbsent(outcome, _ -> new Histogram(LONGEST_MICROS, 3))
        .recordValue(Math.clamp(nanos / 1000, 1, LONGEST_MICROS));
    if (!outcome.isRight() && example == null) {
      example = route + ": " + body.substring(0, Math.min(300, body.length()));
    }
  }

  void count(Fate fate) {
    fates.merge(fate, 1, Integer::sum);
  }

  void held() {
    held++;
  }

  void sold(double minute, int seats, int capacity) {
    sold += seats;
    soldByMinute.merge((int) minute, seats, Integer::sum);
    if (sold >= capacity && soldOutAtMinute == null) {
      soldOutAtMinute = minute;
    }
  }

  /// A confirmation of so many seats whose outcome nobody knows.
  void unknownConfirm(int seats) {
    unknownConfirms += seats;
  }

  int count(Route route, Outcome outcome) {
    Histogram histogram = micros.getOrDefault(route, Map.of()).get(outcome);
    return histogram == null ? 0 : (int) histogram.getTotalCount();
  }

  /// Milliseconds that this share of the right answers did not exceed; 0 without any.
  double rightMillis(Route route, double percentile) {
    Histogram all = new Histogram(LONGEST_MICROS, 3);
    micros
        .getOrDefault(route, Map.of())
        .forEach(
            (outcome, histogram) -> {
              if (outcome.isRight()) {
                all.add(histogram);
              }
            });
    return all.getValueAtPercentile(percentile) / 1000.0;
  }

  /// The share of all answers that were not right, 0 to 1.
  double wrongShare() {
    long all = 0;
    long wrong = 0;
    for (Line line : lines()) {
      all += line.count();
      wrong += line.outcome().isRight() ? 0 : line.count();
    }
    return all == 0 ? 0 : (double) wrong / all;
  }

  /// Answers of one class.
  record Line(
      Route route, Outcome outcome, long count, double p50Millis, double p99Millis, double max) {}

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    micros.forEach(
        (route, outcomes) ->
            outcomes.forEach(
                (outcome, histogram) ->
                    lines.add(
                        new Line(
                            route,
                            outcome,
                            histogram.getTotalCount(),
                            histogram.getValueAtPercentile(50) / 1000.0,
                            histogram.getValueAtPercentile(99) / 1000.0,
                            histogram.getMaxValue() / 1000.0))));
    return lines;
  }

  int of(Fate fate) {
    return fates.getOrDefault(fate, 0);
  }

  int holds() {
    return held;
  }

  int sold() {
    return sold;
  }

  int unknownConfirms() {
    return unknownConfirms;
  }

  /// Seats sold by minute of the sale; minutes without a sale are missing.
  Map<Integer, Integer> soldByMinute() {
    return soldByMinute;
  }

  @Nullable Double soldOutAtMinute() {
    return soldOutAtMinute;
  }

  /// The first answer that was not right.
  @Nullable String example() {
    return example;
  }
}
