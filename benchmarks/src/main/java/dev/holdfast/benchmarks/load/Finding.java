package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Measured;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found out about one target.
///
/// @param key the row's
/// @param ratio the measured one, in the target's sense; null if there is none
/// @param fulfilment 1 or more if the ratio is as it should be; null if there is none
/// @param figures what was measured, medians of all pairs
/// @param curves distributions of latencies, to be drawn
/// @param note what else is to be said; may be empty
public record Finding(
    String key,
    String what,
    String target,
    Verdict verdict,
    @Nullable Double ratio,
    @Nullable Double fulfilment,
    List<Figure> figures,
    List<Curve> curves,
    String note) {

  /// The names of the figures that tell the CPU time of each process.
  public static final String SERVICE_CPU = "CPU of the service";

  static final String DATABASE_CPU = "CPU of PostgreSQL";
  static final String REDIS_CPU = "CPU of Redis";
  static final String GENERATOR_CPU = "CPU of the load generator";

  /// These names, in the order in which they are shown.
  public static final List<String> CPU =
      List.of(SERVICE_CPU, DATABASE_CPU, REDIS_CPU, GENERATOR_CPU);

  /// How it came out.
  public enum Verdict {
    MET,
    MISSED,
    /// It was measured for too short a time to say.
    RAN,
    /// It could not be measured here, as the note says.
    SKIPPED,
    /// It was to be measured and was not; the note has the error.
    FAILED
  }

  /// A measured value.
  public record Figure(String name, double value, String unit) {}

  /// A distribution of latencies.
  public record Curve(String name, List<Measured.Point> points) {}
}
