package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.service.Engines;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// A process is alive while its threads go on: those of the lanes, of the views and of the change
/// feed. One that broke goes on by itself; if it happens again, something is wrong that only a new
/// start mends.
@Liveness
@Singleton
class ThreadsCheck implements HealthCheck {
  private static final int FORGIVEN = 1;

  private final IntSupplier breaks;
  private final BooleanSupplier areWell;

  @Inject
  ThreadsCheck(Engines engines, NoticeFeed feed) {
    this(
        () ->
            engines.all().stream()
                    .mapToInt(engine -> engine.lanes().breaks() + engine.views().worker().breaks())
                    .sum()
                + feed.workers().stream().mapToInt(Worker::breaks).sum(),
        () -> workers(engines, feed).allMatch(Worker::isWell));
  }

  ThreadsCheck(IntSupplier breaks, BooleanSupplier areWell) {
    this.breaks = breaks;
    this.areWell = areWell;
  }

  private static Stream<Worker> workers(Engines engines, NoticeFeed feed) {
    return Stream.concat(
            engines.all().stream().map(engine -> engine.workers()), Stream.of(feed.workers()))
        .flatMap(List::stream);
  }

  @Override
  public HealthCheckResponse call() {
    int broke = breaks.getAsInt();
    boolean allGoOn = areWell.getAsBoolean();
    var response = HealthCheckResponse.named("All threads are running").up();
    if (broke > FORGIVEN || !allGoOn) {
      response
          .down()
          .withData("breaks", broke)
          .withData("allGoOn", allGoOn)
          .withData("expected", "0 or 1; restart the service; its log has the reasons");
    }
    return response.build();
  }
}
