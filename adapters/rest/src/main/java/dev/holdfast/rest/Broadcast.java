package dev.holdfast.rest;

import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.SeatViews.Changes;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Availability;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells all who watch one event what happens to its seats.
///
/// One thread reads what is new, encodes it once, and hands it to each event loop that has
/// watchers; there it is sent to them all in one go. Whoever comes with an older version is first
/// brought to where the others are. Nothing is kept for a watcher but how far it is: one that does
/// not read as fast as things happen is told to start again.
final class Broadcast {
  private static final Logger LOG = System.getLogger(Broadcast.class.getName());

  /// At most five messages a second, however much happens.
  private static final Duration GAP = Duration.ofMillis(200);

  private static final Duration PAUSE_WHILE_UNAVAILABLE = Duration.ofSeconds(1);
  private static final int PAGES_KEPT = 16;

  private final EventId event;
  private final SeatViews views;
  private final Duration heartbeat;
  private final Runnable onLeft;
  private final Runnable onEnd;
  private final Semaphore news = new Semaphore(0);
  private final SeatViews.Watch watch;

  /// When all were sent something last; used by the thread of this alone.
  private long silentSince = System.nanoTime();

  // Guarded by this.
  private final Map<Executor, Group> groups = new HashMap<>();
  private int watchers;
  private boolean ended;
  private long epoch;
  private long at;

  /// The pages sent last to those who were behind, by the version they follow. Many come back at
  /// once from the same version when a node has gone.
  private final Map<Long, Frame> pages = new LinkedHashMap<>();

  private final Lock readingPages = new ReentrantLock();

  /// Starts to tell of an event.
  ///
  /// @param onLeft called for each watcher that has gone, by whatever cause
  /// @param onEnd called when this has ended, since nobody watches any more
  /// @throws EventGone if there is no such event
  /// @throws Unavailable if its version can't be known
  Broadcast(EventId event, SeatViews views, Duration heartbeat, Runnable onLeft, Runnable onEnd) {
    this.event = event;
    this.views = views;
    this.heartbeat = heartbeat;
    this.onLeft = onLeft;
    this.onEnd = onEnd;
    // First this, so that no change falls between.
    this.watch = views.watch(event, news::release).orElseThrow(() -> new EventGone(event));
    try {
      Availability.Stamp head = views.stamp(event).orElseThrow(() -> new EventGone(event));
      this.epoch = head.epoch();
      this.at = head.version();
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
    Thread.ofVirtual().name("broadcast-" + event).start(this::run);
  }

  /// One watcher, confined to its event loop.
  private static final class Watcher {
    final Outlet outlet;
    final long epoch;
    long at;

    /// Where it was when it was last asked whether it reads.
    long atBefore = -1;

    boolean catchingUp;

    Watcher(Outlet outlet, long epoch, long at) {
      this.outlet = outlet;
      this.epoch = epoch;
      this.at = at;
    }
  }

  /// Takes a watcher that knows a version.
  ///
  /// @param loop runs tasks in order on the outlet's event loop; equal for the same loop
  /// @return false if this has ended since nobody watched
  synchronized boolean join(Outlet outlet, Executor loop, long knownEpoch, long knownVersion) {
    if (ended) {
      return false;
    }
    watchers++;
    Group group = groups.computeIfAbsent(loop, one -> new Group(one, epoch, at));
    loop.execute(() -> group.join(new Watcher(outlet, knownEpoch, knownVersion)));
    return true;
  }

  private void left() {
    synchronized (this) {
      watchers--;
      if (watchers == 0) {
        ended = true;
        news.release();
      }
    }
    onLeft.run();
  }

  /// Closes every outlet. Their clients come back, here or elsewhere.
  synchronized void close() {
    each(Group::close);
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  private void run() {
    try (watch) {
      long gaveUpAt = System.nanoTime();
      while (!hasEnded()) {
        if (news.tryAcquire(
            Math.min(remaining(silentSince), remaining(gaveUpAt)), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
          tellAll();
        }
        if (remaining(silentSince) <= 0) {
          silentSince = System.nanoTime();
          each(Group::beat);
        }
        if (remaining(gaveUpAt) <= 0) {
          gaveUpAt = System.nanoTime();
          forgetPages();
          each(Group::giveUp);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      if (!hasEnded()) {
        // It broke. Those who watch are not to wait for ever.
        close();
      }
      onEnd.run();
    }
  }

  /// How long it is until an instant is a heartbeat ago, in nanoseconds.
  private long remaining(long instant) {
    return heartbeat.toNanos() - (System.nanoTime() - instant);
  }

  private void tellAll() throws InterruptedException {
    try {
      boolean isMore = true;
      while (isMore) {
        isMore = tell();
      }
      Thread.sleep(GAP);
    } catch (RuntimeException | Error e) {
      if (e instanceof Unavailable) {
        LOG.log(Logger.Level.DEBUG, "the changes can't be read for now", e);
      } else {
        LOG.log(Logger.Level.ERROR, "the changes were not told", e);
      }
      news.release();
      Thread.sleep(PAUSE_WHILE_UNAVAILABLE);
    }
  }

  /// Tells what is new, up to a page.
  ///
  /// @return whether there may be more
  private boolean tell() {
    // Nobody else sets these.
    Changes changes = views.changes(event, at, epoch, ChangesResource.PAGE).orElse(null);
    if (changes == null) {
      // The event was deleted. Whoever comes back is told so.
      close();
      return false;
    }
    switch (changes) {
      case Changes.Page page when page.entries().isEmpty() -> {}
      case Changes.Page page -> tell(Frame.of(page));
      case Changes.Resync head -> restart(head);
    }
    return changes instanceof Changes.Page page && page.entries().size() == ChangesResource.PAGE;
  }

  private synchronized void tell(Frame frame) {
    at = frame.to();
    silentSince = System.nanoTime();
    each(group -> group.tell(frame));
  }

  private synchronized void restart(Changes.Resync head) {
    epoch = head.epoch();
    at = head.version();
    each(group -> group.restart(head.epoch(), head.version()));
  }

  private void forgetPages() {
    if (readingPages.tryLock()) {
      pages.clear();
      readingPages.unlock();
    }
  }

  /// Has something done on each event loop.
  private synchronized void each(Consumer<Group> what) {
    groups.values().forEach(group -> group.loop.execute(() -> what.accept(group)));
  }

  /// A page for somebody who is behind; null if there is none, and it has to start again. One is
  /// read at a time, and many who are equally far behind get the same.
  ///
  /// @param to greater than from; where the page ends at the latest
  private @Nullable Frame page(long knownEpoch, long from, long to) {
    readingPages.lock();
    try {
      Frame kept = pages.get(from);
      if (kept != null && kept.epoch() == knownEpoch && kept.to() <= to) {
        return kept;
      }
      int atMost = (int) Math.min(to - from, ChangesResource.PAGE);
      switch (views.changes(event, from, knownEpoch, atMost).orElseThrow()) {
        case Changes.Page page when page.entries().isEmpty() -> {
          return null;
        }
        case Changes.Page page -> {
          Frame frame = Frame.of(page);
          if (pages.size() >= PAGES_KEPT) {
            pages.remove(pages.keySet().iterator().next());
          }
          pages.put(from, frame);
          return frame;
        }
        case Changes.Resync _ -> {
          return null;
        }
      }
    } finally {
      readingPages.unlock();
    }
  }

  /// The watchers of one event loop. All of it happens there.
  private final class Group {
    final Executor loop;
    private final Set<Watcher> members = new HashSet<>();
    private long groupEpoch;
    private long groupAt;

    Group(Executor loop, long epoch, long at) {
      this.loop = loop;
      this.groupEpoch = epoch;
      this.groupAt = at;
    }

    void join(Watcher watcher) {
      members.add(watcher);
      if (!watcher.outlet.open(() -> loop.execute(() -> leave(watcher)))) {
        leave(watcher);
      } else if (watcher.epoch != groupEpoch) {
        end(watcher, Frame.resync(groupEpoch, groupAt));
      } else if (watcher.at < groupAt) {
        catchUp(watcher);
      }
    }

    /// May be called again for one that has left.
    private void leave(Watcher watcher) {
      if (members.remove(watcher)) {
        left();
      }
    }

    private void end(Watcher watcher, Buffer last) {
      leave(watcher);
      watcher.outlet.close(last);
    }

    private void endAll(Buffer last) {
      Set.copyOf(members).forEach(watcher -> end(watcher, last));
    }

    void close() {
      endAll(Frame.NOTHING);
    }

    void restart(long epoch, long version) {
      groupEpoch = epoch;
      groupAt = version;
      endAll(Frame.resync(epoch, version));
    }

    void tell(Frame frame) {
      groupAt = frame.to();
      Buffer resync = Frame.resync(groupEpoch, groupAt);
      for (Watcher watcher : Set.copyOf(members)) {
        if (watcher.catchingUp || watcher.at >= frame.to()) {
          continue;
        }
        if (watcher.outlet.isFull()) {
          end(watcher, resync);
        } else if (watcher.at == frame.from()) {
          watcher.outlet.send(frame.bytes());
          watcher.at = frame.to();
        } else {
          catchUp(watcher);
        }
      }
    }

    /// Shows that streams on which nothing happens are alive.
    void beat() {
      for (Watcher watcher : members) {
        if (!watcher.outlet.isFull()) {
          watcher.outlet.send(Frame.HEARTBEAT);
        }
      }
    }

    /// Ends those who read nothing.
    void giveUp() {
      Buffer resync = Frame.resync(groupEpoch, groupAt);
      for (Watcher watcher : Set.copyOf(members)) {
        if (watcher.outlet.isFull() && (!watcher.catchingUp || watcher.at == watcher.atBefore)) {
          end(watcher, resync);
        }
        watcher.atBefore = watcher.at;
      }
    }

    private void catchUp(Watcher watcher) {
      watcher.catchingUp = true;
      long epoch = groupEpoch;
      long from = watcher.at;
      long to = groupAt;
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  Frame page = page(epoch, from, to);
                  loop.execute(() -> caughtUp(watcher, page));
                } catch (RuntimeException | Error e) {
                  loop.execute(() -> end(watcher, Frame.NOTHING));
                  LOG.log(Logger.Level.DEBUG, "no changes for one who is behind", e);
                }
              });
    }

    private void caughtUp(Watcher watcher, @Nullable Frame page) {
      if (!members.contains(watcher)) {
        return;
      }
      if (page == null) {
        end(watcher, Frame.resync(groupEpoch, groupAt));
        return;
      }
      watcher.outlet.send(page.bytes());
      watcher.at = page.to();
      watcher.outlet.onceDrained(() -> goOn(watcher));
    }

    private void goOn(Watcher watcher) {
      if (!members.contains(watcher)) {
        return;
      }
      if (watcher.at < groupAt) {
        catchUp(watcher);
      } else {
        watcher.catchingUp = false;
      }
    }
  }
}
