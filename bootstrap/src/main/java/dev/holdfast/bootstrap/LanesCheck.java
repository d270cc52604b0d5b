package dev.holdfast.bootstrap;

import dev.holdfast.application.service.Engines;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.IntSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// Alive is whose lanes go on. One that broke goes on by itself; if it happens again, something is
/// wrong that only a new start mends.
@Liveness
@Singleton
class LanesCheck implements HealthCheck {
  private static final int FORGIVEN = 1;

  private final IntSupplier breaks;

  @Inject
  LanesCheck(Engines engines) {
    this(() -> engines.all().stream().mapToInt(engine -> engine.lanes().breaks()).sum());
  }

  LanesCheck(IntSupplier breaks) {
    this.breaks = breaks;
  }

  @Override
  public HealthCheckResponse call() {
    int broke = breaks.getAsInt();
    var response = HealthCheckResponse.named("The lanes go on").up();
    if (broke > FORGIVEN) {
      response
          .down()
          .withData("breaks", broke)
          .withData("expected", "0 or 1; start the service again, its log says why they broke");
    }
    return response.build();
  }
}
