package dev.holdfast.bootstrap;

import dev.holdfast.application.port.out.LaneObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Measures how long each command waits in its lane.
final class LaneMeasures implements LaneObserver {
  private final Timer waits;

  /// @param ledger the label of what is measured
  LaneMeasures(MeterRegistry meters, String ledger) {
    this.waits =
        Timer.builder("holdfast.lane.wait")
            .description("How long a change waits in its lane until it is carried out")
            .tag("ledger", ledger)
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5))
            .register(meters);
  }

  @Override
  public Passage begins() {
    long begun = System.nanoTime();
    return () -> waits.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
  }

  /// {@link MeasuredLedger} does that.
  @Override
  public Transaction carriesOut(Stream<Passage> passages) {
    return Transaction.UNOBSERVED;
  }
}
