package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Unavailable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// How each timed job runs: a failure is logged and leaves the rest to the next time, and no job
/// begins while the service stops, because the connections that it uses are closed then.
@Singleton
class TimedJobs {
  private static final Logger LOG = System.getLogger(TimedJobs.class.getName());

  /// As long as requests that are being answered may take, too.
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  /// Jobs have it shared. Who stops the service has it alone, and keeps it.
  private final ReadWriteLock running = new ReentrantReadWriteLock();

  /// Runs a job.
  ///
  /// @param name what the log calls the job: "the sweep"
  /// @return whether it ran and did not fail
  boolean run(String name, Runnable job) {
    if (!running.readLock().tryLock()) {
      return false;
    }
    try {
      job.run();
      return true;
    } catch (Unavailable e) {
      // Each second while the store is away; why it is, those who ask it say.
      LOG.log(Level.WARNING, "{0} failed; the next one continues: {1}", name, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, name + " failed; the next one continues", e);
    } finally {
      running.readLock().unlock();
    }
    return false;
  }

  /// Before all others that stop something, which jobs may use.
  void stop(@Observes @Priority(0) ShutdownEvent stopping, Scheduler scheduler)
      throws InterruptedException {
    scheduler.pause();
    stop();
  }

  void stop() throws InterruptedException {
    if (!running.writeLock().tryLock(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      LOG.log(Level.WARNING, "a timed job still runs, and fails when its connection is closed");
    }
  }
}
