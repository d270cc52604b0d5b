package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.application.port.in.Unavailable;
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

  SweepSchedule(Sweep sweep) {
    this.sweep = sweep;
  }

  @Scheduled(
      identity = "sweep",
      every = "{holdfast.sweep.every}",
      concurrentExecution = ConcurrentExecution.PROCEED)
  @RunOnVirtualThread
  void sweep() {
    try {
      int ended = sweep.sweep();
      if (ended > 0) {
        LOG.log(Level.DEBUG, "ended {0} holds and seats of blocks", ended);
      }
    } catch (Unavailable e) {
      // Each second while the store is away; why it is, those who ask it say.
      LOG.log(Level.WARNING, "the sweep failed; the next one continues: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the sweep failed; the next one continues", e);
    }
  }
}
