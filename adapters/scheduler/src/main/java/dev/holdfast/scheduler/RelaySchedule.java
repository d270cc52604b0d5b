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

  /// Only the thread's own, as are the next two.
  private long caughtUp;

  private long delivered;

  /// Whether any feed has, since the last delivery was begun.
  private boolean grew;

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
      boolean succeeded = turn();
      try {
        TimeUnit.NANOSECONDS.sleep((succeeded ? PAUSE : AFTER_A_FAILURE).toNanos());
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /// Does what it is time for. Each is a job of its own: what is in the feeds is delivered also
  /// while nothing can be appended, or while another store that is asked for its heads is away.
  ///
  /// @return whether the next turn may come at once
  boolean turn() {
    boolean succeeded = jobs.run("the relay to the feeds", () -> grew |= relay.relay());
    if (isTime(caughtUp, BETWEEN_CATCHING_UP)) {
      jobs.run("what other nodes left to the relay", () -> grew |= relay.catchUp());
      jobs.run("the count of webhook endpoints that fail", deliveries::look);
      caughtUp = System.nanoTime();
    }
    if (grew || isTime(delivered, BETWEEN_DELIVERIES)) {
      grew = false;
      delivered = System.nanoTime();
      succeeded &= jobs.run("the delivery of webhooks", deliveries::deliver);
    }
    return succeeded;
  }

  private static boolean isTime(long last, Duration pause) {
    return System.nanoTime() - last > pause.toNanos();
  }
}
