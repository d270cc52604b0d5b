package dev.holdfast.application.feed;

import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.event.EventId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The change feed over a channel of notices.
///
/// One thread sends what commits left behind, of all events at once, so that nobody waits for the
/// channel and thousands of commits become few notices. Another one hears.
public final class NoticeFeed implements ChangeFeed, AutoCloseable {
  private static final Logger LOG = System.getLogger(NoticeFeed.class.getName());
  private static final Duration BETWEEN_SENDINGS = Duration.ofMillis(15);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final NoticeChannel channel;
  private final String node = "%016x".formatted(ThreadLocalRandom.current().nextLong());
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean hearing = new AtomicBoolean();
  private volatile boolean closed;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private Map<EventId, Head> untold = new HashMap<>();

  public NoticeFeed(NoticeChannel channel) {
    this.channel = channel;
    start("change-feed-sender", this::send);
  }

  @Override
  public void tell(EventId event, long epoch, long version) {
    lock.lock();
    try {
      untold.merge(event, new Head(epoch, version), Head::later);
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
    if (hearing.compareAndSet(false, true)) {
      start("change-feed-listener", succeeded -> channel.hear(ear(succeeded)));
    } else {
      listener.missed();
    }
  }

  /// Ends both threads, and closes the channel.
  @Override
  public void close() {
    closed = true;
    wakeSender();
    try {
      for (Worker worker : workers) {
        worker.end();
        // Interrupted at a store, it would leave a broken connection.
        if (!worker.join(NoticeChannel.BETWEEN_LOOKS.multipliedBy(2))) {
          worker.interrupt();
          worker.join(LONGEST_PAUSE);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    channel.close();
  }

  private void wakeSender() {
    lock.lock();
    try {
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  private interface Step {
    /// @param succeeded to be told that the channel works
    void run(Runnable succeeded) throws Exception;
  }

  /// The threads that send and hear.
  public List<Worker> workers() {
    return List.copyOf(workers);
  }

  /// Runs a step again and again until the feed is closed. After a failure it waits a random while,
  /// longer each time, so that the nodes don't all come back to a restarted server at once.
  private void start(String name, Step step) {
    var failures = new AtomicInteger();
    workers.add(
        Worker.startVirtual(
            name,
            () -> {
              try {
                step.run(() -> failures.set(0));
              } catch (InterruptedException e) {
                throw e;
              } catch (Exception e) {
                if (!closed) {
                  int failed = failures.getAndIncrement();
                  Level level = failed == 0 ? Level.WARNING : Level.DEBUG;
                  LOG.log(level, "{0}: tries again after {1}", name, e);
                  LOG.log(Level.DEBUG, name, e);
                  pause(failed);
                }
              } catch (Error e) {
                pause(failures.getAndIncrement());
                throw e;
              }
            }));
  }

  private static void pause(int failed) throws InterruptedException {
    long longest =
        Math.min(SHORTEST_PAUSE.toMillis() << Math.min(failed, 10), LONGEST_PAUSE.toMillis());
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }

  private void send(Runnable succeeded) throws Exception {
    Map<EventId, Head> heads = takeUntold();
    try {
      channel.send(
          heads.entrySet().stream()
              .map(entry -> notice(entry.getKey(), entry.getValue()).text())
              .toList());
    } catch (Exception | Error e) {
      heads.forEach((event, head) -> tell(event, head.epoch(), head.version()));
      throw e;
    }
    succeeded.run();
    TimeUnit.MILLISECONDS.sleep(BETWEEN_SENDINGS.toMillis());
  }

  private Map<EventId, Head> takeUntold() throws InterruptedException {
    lock.lock();
    try {
      while (untold.isEmpty()) {
        if (closed) {
          throw new InterruptedException("closed");
        }
        something.await();
      }
      Map<EventId, Head> taken = untold;
      untold = new HashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private Notice notice(EventId event, Head head) {
    return new Notice(node, event, head.epoch(), head.version());
  }

  private NoticeChannel.Ear ear(Runnable succeeded) {
    return new NoticeChannel.Ear() {
      @Override
      public boolean listens() {
        return !closed;
      }

      @Override
      public void opened() {
        succeeded.run();
        listeners.forEach(Listener::missed);
      }

      @Override
      public void heard(String text) {
        Notice notice;
        try {
          notice = Notice.parse(text);
        } catch (IllegalArgumentException e) {
          LOG.log(Level.WARNING, "somebody else uses the channel of notices: {0}", e.getMessage());
          return;
        }
        if (!notice.node().equals(node)) {
          listeners.forEach(
              listener -> listener.changed(notice.event(), notice.epoch(), notice.version()));
        }
      }
    };
  }
}
