package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Sweep;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Sweeps every `holdfast.sweep.every`, also while an earlier sweep goes on: what that one is at is
/// left to it. A sweep that fails leaves the rest to the next.
@ApplicationScoped
class SweepSchedule {
  private static final Logger LOG = System.getLogger(SweepSchedule.class.getName());

  private final Sweep sweep;
  private final TimedJobs jobs;

  SweepSchedule(Sweep sweep, TimedJobs jobs) {
    this.sweep = sweep;
    this.jobs = jobs;
  }

  @Scheduled(
      identity = "sweep",
      every = "{holdfast.sweep.every}",
      concurrentExecution = ConcurrentExecution.PROCEED)
  @RunOnVirtualThread
  void sweep() {
    jobs.run(
        "the sweep",
        () -> {
          int ended = sweep.sweep();
          if (ended > 0) {
            LOG.log(Level.DEBUG, "ended {0} holds and seats of blocks", ended);
          }
        });
  }
}
