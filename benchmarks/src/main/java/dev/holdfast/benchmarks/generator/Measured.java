package dev.holdfast.benchmarks.generator;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What a job came to.
///
/// @param seconds how long was measured; less than asked for if the seats ran out
/// @param answered answers as they were expected
/// @param unexpected all others, and connections that broke
/// @param unanswered requests of an open loop that were not answered long after it ended; they are
/// in the latencies with the time that they have taken so far
/// @param statuses how often each status was answered
/// @param example the first unexpected answer, or null
/// @param latencies of all requests, or of holds first and of what ended them second
/// @param absence of watchers whose streams ended, or null; what was measured from then on is only
/// in there
public record Measured(
    double seconds,
    long answered,
    long unexpected,
    long unanswered,
    Map<Integer, Long> statuses,
    @Nullable String example,
    List<Latencies> latencies,
    @Nullable Absence absence) {

  /// Expected answers per second.
  public double perSecond() {
    return answered / seconds;
  }

  /// That streams ended and were opened again at another node.
  ///
  /// @param streams how many
  /// @param seconds from the end of the first until the last was open again
  /// @param during what was measured meanwhile
  /// @param after what was measured afterwards
  public record Absence(int streams, double seconds, Measured during, Measured after) {}

  /// A distribution of latencies, each from the instant at which the request was due.
  public record Latencies(long count, List<Point> points) {
    private static final List<Double> PERCENTILES =
        List.of(
            0.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.8, 99.9, 99.95, 99.99,
            100.0);

    static Latencies of(Histogram micros) {
      return new Latencies(
          micros.getTotalCount(),
          PERCENTILES.stream()
              .map(p -> new Point(p, micros.getValueAtPercentile(p) / 1000.0))
              .toList());
    }

    /// Milliseconds that this share of the requests did not exceed.
    ///
    /// @param percentile one of those that there are
    public double millis(double percentile) {
      return points.stream()
          .filter(point -> point.percentile() == percentile)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("percentile " + percentile))
          .millis();
    }
  }

  /// That so many percent of the requests took at most so long.
  public record Point(double percentile, double millis) {}
}
