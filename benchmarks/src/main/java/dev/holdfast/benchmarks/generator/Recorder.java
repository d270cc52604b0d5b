package dev.holdfast.benchmarks.generator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What was seen while it was measured.
final class Recorder {
  private static final long LONGEST_MICROS = 600_000_000;

  private final Map<Request.Kind, Histogram> micros = new EnumMap<>(Request.Kind.class);
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private long answered;
  private long unexpected;
  private long unanswered;
  private @Nullable String example;

  void answered(Request request, long nanos, Answer answer) {
    statuses.merge(answer.status(), 1L, Long::sum);
    record(request.kind, nanos);
    if (answer.status() == request.expectedStatus) {
      answered++;
    } else {
      unexpected(answer.whole());
    }
  }

  /// A frame that was pushed.
  void heard(long nanos) {
    record(Request.Kind.FIRST, nanos);
    answered++;
  }

  /// A request that was not answered as long as anybody waited.
  void unanswered(Request.Kind kind, long nanos) {
    record(kind, nanos);
    unanswered++;
  }

  /// A request, or a watcher, whose answer did not come because something broke.
  void broken(Request.Kind kind, long nanos, String why) {
    record(kind, nanos);
    unexpected(why);
  }

  private void unexpected(String what) {
    unexpected++;
    if (example == null) {
      example = what;
    }
  }

  private void record(Request.Kind kind, long nanos) {
    micros
        .computeIfAbsent(kind, _ -> new Histogram(LONGEST_MICROS, 3))
        .recordValue(Math.clamp(nanos / 1000, 1, LONGEST_MICROS));
  }

  Measured measured(double seconds) {
    return measured(seconds, null);
  }

  Measured measured(double seconds, Measured.@Nullable Absence absence) {
    List<Measured.Latencies> latencies = new ArrayList<>();
    micros.values().forEach(histogram -> latencies.add(Measured.Latencies.of(histogram)));
    return new Measured(
        seconds, answered, unexpected, unanswered, statuses, example, latencies, absence);
  }
}
