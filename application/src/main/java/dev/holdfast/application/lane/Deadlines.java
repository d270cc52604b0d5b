package dev.holdfast.application.lane;

import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.port.in.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Ends the waiting of those whose deadline has passed. One thread looks after all of them, for the
/// thread behind a timer each took a twentieth of the service's time.
final class Deadlines implements AutoCloseable {
  private static final long LOOK_MILLIS = 50;

  private final Duration timeout;
  private final Queue<Since> arrived = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Since> late = new ArrayDeque<>();
  private final Worker worker;

  private record Since(Waiting waiting, long nanos) {}

  /// @param timeout how long a command may wait to be taken up, and then to be answered
  Deadlines(Duration timeout) {
    this.timeout = timeout;
    this.worker =
        Worker.start(
            "deadlines",
            () -> {
              TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
              look(System.nanoTime());
            });
  }

  /// Looks after one who begins to wait now.
  void watch(Waiting waiting) {
    arrived.add(new Since(waiting, System.nanoTime()));
  }

  Worker worker() {
    return worker;
  }

  private void look(long now) {
    for (Since next = arrived.poll(); next != null; next = arrived.poll()) {
      if (!next.waiting().answer().isDone()) {
        late.add(next);
      }
    }
    for (Iterator<Since> each = late.iterator(); each.hasNext(); ) {
      Since since = each.next();
      long waited = now - since.nanos();
      if (waited >= timeout.toNanos() && since.waiting().giveUp()) {
        since
            .waiting()
            .answer()
            .completeExceptionally(
                new Unavailable("gave up after %s; nothing was changed".formatted(timeout)));
      } else if (waited >= 2 * timeout.toNanos()) {
        since
            .waiting()
            .answer()
            .completeExceptionally(new StillUnderWay(since.waiting().outcome()));
      }
      if (since.waiting().answer().isDone()) {
        each.remove();
      }
    }
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
