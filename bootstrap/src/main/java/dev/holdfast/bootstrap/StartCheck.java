package dev.holdfast.bootstrap;

import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/// Started is who has migrated the database, which comes before, and listens to clients. Nobody is
/// ready before that, although the management port is open sooner. From then on it is for the other
/// checks to say whether it works.
@Startup
@Readiness
@Singleton
final class StartCheck implements HealthCheck {
  private volatile boolean listens;

  void listens(@ObservesAsync HttpServerStart started) {
    listens = true;
  }

  void listensForTls(@ObservesAsync HttpsServerStart started) {
    listens = true;
  }

  void listensLocally(@ObservesAsync DomainSocketServerStart started) {
    listens = true;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Migrated and listening").status(listens).build();
  }
}
