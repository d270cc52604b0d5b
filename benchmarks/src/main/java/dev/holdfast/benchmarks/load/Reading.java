package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Measured;

/// What a job came to, and what it cost.
///
/// @param cpu of the processes that took part
/// @param walBytes how much write-ahead log PostgreSQL wrote
record Reading(Measured measured, Used cpu, long walBytes) {
  /// Seconds of CPU time.
  ///
  /// @param database of all of PostgreSQL's processes
  /// @param redis 0 where there is none
  record Used(double service, double database, double redis, double generator) {
    Used since(Used earlier) {
      return new Used(
          service - earlier.service,
          database - earlier.database,
          redis - earlier.redis,
          generator - earlier.generator);
    }

    double sum() {
      return service + database + redis + generator;
    }
  }

  /// The most answers that may be others than expected.
  private static final double TOLERATED = 0.001;

  private static final double LEAST_SECONDS = 0.2;

  /// This, if it went as expected.
  ///
  /// @throws IllegalStateException if more than one answer in a thousand was unexpected, or if
  /// there was too little to measure
  Reading sound() {
    if (measured.unexpected() > TOLERATED * measured.answered()) {
      String example = String.valueOf(measured.example()).strip();
      throw new IllegalStateException(
          "%d of %d answers were not as expected: %s; the first: %s"
              .formatted(
                  measured.unexpected(),
                  measured.unexpected() + measured.answered(),
                  measured.statuses(),
                  example.substring(0, Math.min(600, example.length()))));
    }
    if (measured.seconds() < LEAST_SECONDS) {
      throw new IllegalStateException(
          "measured for %.2f s only (expected: %.1f s or more)"
              .formatted(measured.seconds(), LEAST_SECONDS));
    }
    return this;
  }

  double perSecond() {
    return measured.perSecond();
  }

  /// Milliseconds; of the first kind of request.
  double p99() {
    return measured.latencies().getFirst().millis(99);
  }

  double p50() {
    return measured.latencies().getFirst().millis(50);
  }

  /// Likewise of the second kind of request.
  double secondP99() {
    return measured.latencies().getLast().millis(99);
  }

  double secondP50() {
    return measured.latencies().getLast().millis(50);
  }

  double secondMost() {
    return measured.latencies().getLast().millis(100);
  }

  double worseP99() {
    return Math.max(p99(), secondP99());
  }

  double walBytesEach() {
    return (double) walBytes / Math.max(1, measured.answered());
  }

  double serviceMicros() {
    return micros(cpu.service);
  }

  double databaseMicros() {
    return micros(cpu.database);
  }

  double redisMicros() {
    return micros(cpu.redis);
  }

  double generatorMicros() {
    return micros(cpu.generator);
  }

  /// Of all processes together.
  double allMicros() {
    return micros(cpu.sum());
  }

  private double micros(double seconds) {
    return seconds * 1e6 / Math.max(1, measured.answered());
  }
}
