package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Two things measured in turn, so that what the machine does meanwhile meets both.
record Sides<A, B>(List<A> ours, List<B> theirs) {
  /// Measures both so many times; each begins every other time.
  static <A, B> Sides<A, B> alternate(int pairs, Supplier<A> ours, Supplier<B> theirs) {
    Sides<A, B> sides = new Sides<>(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < pairs; i++) {
      if (i % 2 == 0) {
        sides.ours.add(ours.get());
        sides.theirs.add(theirs.get());
      } else {
        sides.theirs.add(theirs.get());
        sides.ours.add(ours.get());
      }
    }
    return sides;
  }

  double ours(ToDoubleFunction<A> value) {
    return median(ours, value);
  }

  double theirs(ToDoubleFunction<B> value) {
    return median(theirs, value);
  }

  /// The median of the pairs' ratios.
  double ratio(ToDoubleFunction<A> our, ToDoubleFunction<B> their) {
    return median(
        IntStream.range(0, ours.size()).boxed().toList(),
        i -> our.applyAsDouble(ours.get(i)) / their.applyAsDouble(theirs.get(i)));
  }

  static <T> double median(List<T> values, ToDoubleFunction<T> value) {
    double[] sorted = values.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /// A curve of the medians at each percentile.
  ///
  /// @param kind 0 for the first kind of request, 1 for the second
  static Finding.Curve curve(String name, List<Reading> readings, int kind) {
    return new Finding.Curve(
        name,
        readings.getFirst().measured().latencies().get(kind).points().stream()
            .map(Measured.Point::percentile)
            .map(
                percentile ->
                    new Measured.Point(
                        percentile,
                        median(
                            readings,
                            reading ->
                                reading.measured().latencies().get(kind).millis(percentile))))
            .toList());
  }
}
