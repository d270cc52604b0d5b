package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Reconcile;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Reconciles at the start and every `holdfast.reconcile.every`. What could not be mended is
/// left to the next time, or to whoever comes to the event before.
@ApplicationScoped
class ReconcileSchedule {
  private static final Logger LOG = System.getLogger(ReconcileSchedule.class.getName());

  private final Reconcile reconcile;
  private final TimedJobs jobs;

  ReconcileSchedule(Reconcile reconcile, TimedJobs jobs) {
    this.reconcile = reconcile;
    this.jobs = jobs;
  }

  @Scheduled(
      identity = "reconcile",
      every = "{holdfast.reconcile.every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void reconcile() {
    jobs.run(
        "the reconciliation",
        () -> {
          int mended = reconcile.reconcile();
          if (mended > 0) {
            LOG.log(Level.INFO, "mended {0} events", mended);
          }
        });
  }
}
