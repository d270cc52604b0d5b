package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Purge;
import dev.holdfast.application.port.in.Unavailable;
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

  PurgeSchedule(Purge purge) {
    this.purge = purge;
  }

  @Scheduled(
      identity = "purge",
      every = "{holdfast.purge.every}",
      executionMaxDelay = "30s",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void purge() {
    try {
      int purged = purge.purge();
      if (purged > 0) {
        LOG.log(Level.DEBUG, "deleted {0} idempotent responses and ended holds", purged);
      }
    } catch (Unavailable e) {
      LOG.log(Level.WARNING, "the purge failed; the next one continues: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the purge failed; the next one continues", e);
    }
  }
}
