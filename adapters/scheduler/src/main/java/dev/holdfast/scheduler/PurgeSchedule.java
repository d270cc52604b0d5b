package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Purge;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Purges every `holdfast.purge.every`, each time up to half a minute later, so that nodes that
/// were started together don't purge together. A purge that fails leaves the rest to the next.
@ApplicationScoped
class PurgeSchedule {
  private static final Logger LOG = System.getLogger(PurgeSchedule.class.getName());

  private final Purge purge;
  private final TimedJobs jobs;

  PurgeSchedule(Purge purge, TimedJobs jobs) {
    this.purge = purge;
    this.jobs = jobs;
  }

  @Scheduled(
      identity = "purge",
      every = "{holdfast.purge.every}",
      executionMaxDelay = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void purge() {
    jobs.run(
        "the purge",
        () -> {
          int purged = purge.purge();
          if (purged > 0) {
            LOG.log(Level.DEBUG, "deleted {0} idempotent responses and ended holds", purged);
          }
        });
  }
}
