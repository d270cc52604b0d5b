package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Canary;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/// Has the canary buy every `holdfast.canary.every`, if there is one.
@ApplicationScoped
class CanarySchedule {
  private static final Logger LOG = System.getLogger(CanarySchedule.class.getName());

  private final Optional<Canary> canary;
  private final TimedJobs jobs;

  CanarySchedule(Optional<Canary> canary, TimedJobs jobs) {
    this.canary = canary;
    this.jobs = jobs;
  }

  @Scheduled(
      identity = "canary",
      every = "{holdfast.canary.every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void buy() {
    canary.ifPresent(
        one ->
            jobs.run(
                "the canary",
                () ->
                    one.buy()
                        .ifPresent(
                            why -> LOG.log(Level.WARNING, "the canary was refused: {0}", why))));
  }
}
