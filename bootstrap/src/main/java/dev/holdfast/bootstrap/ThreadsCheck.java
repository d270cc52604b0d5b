package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.service.Engines;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/// A process is alive while its threads go on: those of the lanes, of the views and of the change
/// feed. One that broke goes on by itself. If it breaks again and again, something is wrong that
/// only a new start mends.
@Liveness
@Singleton
class ThreadsCheck implements HealthCheck {
  private final Supplier<List<FailureCount>> breaks;
  private final BooleanSupplier areWell;

  @Inject
  ThreadsCheck(Engines engines, NoticeFeed feed) {
    this(
        () ->
            Stream.concat(
                    engines.all().stream().flatMap(engine -> engine.breaks().stream()),
                    feed.workers().stream().map(Worker::breaks))
                .toList(),
        () ->
            Stream.concat(
                    engines.all().stream().flatMap(engine -> engine.workers().stream()),
                    feed.workers().stream())
                .allMatch(Worker::isWell));
  }

  ThreadsCheck(Supplier<List<FailureCount>> breaks, BooleanSupplier areWell) {
    this.breaks = breaks;
    this.areWell = areWell;
  }

  @Override
  public HealthCheckResponse call() {
    List<FailureCount> counts = breaks.get();
    boolean allGoOn = areWell.getAsBoolean();
    var response = HealthCheckResponse.named("All threads are running").up();
    if (counts.stream().anyMatch(FailureCount::wereSeveralLately) || !allGoOn) {
      response
          .down()
          .withData("breaks", counts.stream().mapToLong(FailureCount::total).sum())
          .withData("allGoOn", allGoOn)
          .withData(
              "expected",
              "fewer than 3 of one thread within 5 minutes; restart the service; its log has the"
                  + " reasons");
    }
    return response.build();
  }
}
