package dev.holdfast.scheduler;

import dev.holdfast.application.port.in.Deliveries;
import dev.holdfast.application.port.in.FeedRelay;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Relays commits to the feeds ten times a second, which is more often than the framework's
/// scheduler does anything, and has what is new delivered. Every few seconds it looks for what
/// other nodes have left behind.
@Singleton
class RelaySchedule {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_CATCHING_UP = Duration.ofSeconds(5);

  /// How soon this node delivers what another one has relayed, or what failed before.
  private static final Duration BETWEEN_DELIVERIES = Duration.ofMillis(500);

  private final FeedRelay relay;
  private final Deliveries deliveries;
  private final TimedJobs jobs;
  private volatile boolean stopped;

  /// Only the thread's own.
  private long caughtUp;

  private long delivered;

  RelaySchedule(FeedRelay relay, Deliveries deliveries, TimedJobs jobs) {
    this.relay = relay;
    this.deliveries = deliveries;
    this.jobs = jobs;
  }

  void start(@Observes StartupEvent starting) {
    caughtUp = System.nanoTime();
    Thread.ofVirtual().name("feed-relay").start(this::run);
  }

  void stop(@Observes @Priority(0) ShutdownEvent stopping) throws InterruptedException {
    stopped = true;
    deliveries.stop();
  }

  private void run() {
    while (!stopped) {
      boolean succeeded = jobs.run("the relay to the feeds", this::relay);
      try {
        TimeUnit.NANOSECONDS.sleep((succeeded ? PAUSE : AFTER_A_FAILURE).toNanos());
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void relay() {
    boolean grew = relay.relay();
    if (isTime(caughtUp, BETWEEN_CATCHING_UP)) {
      grew |= relay.catchUp();
      deliveries.look();
      caughtUp = System.nanoTime();
    }
    if (grew || isTime(delivered, BETWEEN_DELIVERIES)) {
      delivered = System.nanoTime();
      deliveries.deliver();
    }
  }

  private static boolean isTime(long last, Duration pause) {
    return System.nanoTime() - last > pause.toNanos();
  }
}
