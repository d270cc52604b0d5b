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
import java.util.concurrent.atomic.AtomicBoolean;

/// Relays commits to the feeds ten times a second, which is more often than the framework's
/// scheduler does anything, and has what is new delivered. Every few seconds it looks for what
/// other nodes have left behind, in a thread of its own, since another store may keep it waiting.
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

  private volatile boolean isCatchingUp;
  private volatile long caughtUp;

  /// Only the relay's thread has it.
  private long delivered;

  /// Whether any feed has, since the last delivery was begun.
  private final AtomicBoolean grew = new AtomicBoolean();

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
    boolean succeeded = jobs.run("the relay to the feeds", () -> note(relay.relay()));
    if (!isCatchingUp && isTime(caughtUp, BETWEEN_CATCHING_UP)) {
      isCatchingUp = true;
      Thread.ofVirtual().name("feed-catch-up").start(this::catchUp);
    }
    if (grew.getAndSet(false) || isTime(delivered, BETWEEN_DELIVERIES)) {
      delivered = System.nanoTime();
      succeeded &= jobs.run("the delivery of webhooks", deliveries::deliver);
    }
    return succeeded;
  }

  private void catchUp() {
    try {
      jobs.run("what other nodes left to the relay", () -> note(relay.catchUp()));
      jobs.run("the count of webhook endpoints that fail", deliveries::look);
    } finally {
      caughtUp = System.nanoTime();
      isCatchingUp = false;
    }
  }

  private void note(boolean hasGrown) {
    if (hasGrown) {
      grew.set(true);
    }
  }

  private static boolean isTime(long last, Duration pause) {
    return System.nanoTime() - last > pause.toNanos();
  }
}
