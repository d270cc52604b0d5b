package dev.holdfast.bootstrap;

import dev.holdfast.application.service.Engines;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Tells whether commands fail again and again that should not, such as those of an event whose
/// tables contradict each other. A new start does not mend that, and other events go on.
@Wellness
@Singleton
class FailuresCheck implements HealthCheck {
  private final Engines engines;

  FailuresCheck(Engines engines) {
    this.engines = engines;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("Changes do not fail repeatedly").up();
    if (engines.all().stream().anyMatch(engine -> engine.lanes().failures().wereSeveralLately())) {
      long failures =
          engines.all().stream().mapToLong(engine -> engine.lanes().failures().total()).sum();
      response
          .down()
          .withData("failures", failures)
          .withData(
              "expected", "fewer than 3 within 5 minutes; the log has the events and the reasons");
    }
    return response.build();
  }
}
