package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Reconcile;
import dev.holdfast.application.port.in.Unavailable;
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

  ReconcileSchedule(Reconcile reconcile) {
    this.reconcile = reconcile;
  }

  @Scheduled(
      identity = "reconcile",
      every = "{holdfast.reconcile.every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void reconcile() {
    try {
      int mended = reconcile.reconcile();
      if (mended > 0) {
        LOG.log(Level.INFO, "mended {0} events", mended);
      }
    } catch (Unavailable e) {
      LOG.log(Level.WARNING, "events cannot be reconciled for now: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "events can't be reconciled for now", e);
    }
  }
}
