package dev.holdfast.bootstrap;

import dev.holdfast.application.port.in.Canary;
import dev.holdfast.application.port.in.Unavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A canary whose purchases are counted by what they came to, and take their time. What did not
/// happen yet is there from the start, so that it can be seen that nothing happens.
final class MeasuredCanary implements Canary {
  private final Canary canary;
  private final Timer bought;
  private final Timer refused;
  private final Timer unavailable;
  private final Timer failed;

  MeasuredCanary(Canary canary, MeterRegistry meters) {
    this.canary = canary;
    this.bought = timer(meters, "ok");
    this.refused = timer(meters, "refused");
    this.unavailable = timer(meters, "unavailable");
    this.failed = timer(meters, "error");
  }

  private static Timer timer(MeterRegistry meters, String outcome) {
    return Timer.builder("holdfast.canary")
        .description("How long the canary takes to hold, confirm and cancel")
        .tag("outcome", outcome)
        .register(meters);
  }

  @Override
  public Optional<String> buy() {
    long begun = System.nanoTime();
    Timer took = failed;
    try {
      Optional<String> refusal = canary.buy();
      took = refusal.isEmpty() ? bought : refused;
      return refusal;
    } catch (Unavailable e) {
      took = unavailable;
      throw e;
    } finally {
      took.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    }
  }
}
