package dev.holdfast.benchmarks.rehearsal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/// When buyers come: seconds since the start of the sale, in order. All are Poisson processes,
/// whose arrivals are independent of one another.
final class Arrivals {
  /// The share of all buyers who wait for the start.
  private static final double RUSH = 0.75;

  /// The mean of the rush is this share of the whole time.
  private static final double DECAY = 0.1;

  private Arrivals() {}

  /// A rush at the start that decays exponentially, over a steady stream.
  static double[] modelled(int buyers, double minutes, RandomGenerator random) {
    double end = 60 * minutes;
    return DoubleStream.generate(
            () -> random.nextDouble() < RUSH ? rush(end, random) : end * random.nextDouble())
        .limit(buyers)
        .sorted()
        .toArray();
  }

  private static double rush(double end, RandomGenerator random) {
    double second;
    do {
      second = DECAY * end * random.nextExponential();
    } while (second >= end);
    return second;
  }

  /// A steady stream.
  static double[] steady(double perSecond, double seconds, RandomGenerator random) {
    return DoubleStream.iterate(
            random.nextExponential() / perSecond,
            at -> at < seconds,
            at -> at + random.nextExponential() / perSecond)
        .toArray();
  }

  /// What was recorded.
  ///
  /// @param file lines `second,arrivals`, in any order; the first may be a heading
  /// @throws IllegalArgumentException if it can't be understood; the message names the line
  static double[] recorded(Path file, RandomGenerator random) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DoubleStream.Builder all = DoubleStream.builder();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || (i == 0 && line.equals("second,arrivals"))) {
        continue;
      }
      if (!line.matches("\\d{1,6},\\d{1,6}")) {
        throw new IllegalArgumentException(
            "--arrivals %s: line %d: %s (expected: second,arrivals, such as 17,250)"
                .formatted(file, i + 1, line));
      }
      int comma = line.indexOf(',');
      int second = Integer.parseInt(line.substring(0, comma));
      int arrivals = Integer.parseInt(line.substring(comma + 1));
      for (int n = 0; n < arrivals; n++) {
        all.add(second + random.nextDouble());
      }
    }
    double[] seconds = all.build().toArray();
    if (seconds.length == 0) {
      throw new IllegalArgumentException(
          "--arrivals %s: nobody arrives (expected: lines second,arrivals)".formatted(file));
    }
    Arrays.sort(seconds);
    return seconds;
  }
}
