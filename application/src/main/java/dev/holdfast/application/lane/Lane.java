package dev.holdfast.application.lane;

import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.domain.event.EventId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One thread that hands the commands of its events to the ledger: whatever waits, of several
/// events in one go, without lingering for more.
///
/// It never waits for an event's lock. An event whose lock somebody else has is *contended*: a
/// thread of its own waits for it, until nothing waits for that event any more.
final class Lane {
  private static final long IDLE_MILLIS = 100;

  private final Commits commits;
  private final int queueLength;
  private final int batchSize;
  private final BlockingQueue<Waiting> arrived;
  private final Map<EventId, EventQueue> events = new LinkedHashMap<>();
  private final Worker worker;
  private List<Commits.Taken> atHand = List.of();

  /// How many wait that are with their events. Only its own thread knows, and tells it here.
  private volatile int sorted;

  private volatile boolean closed;

  Lane(int index, Commits commits, int queueLength, int batchSize) {
    this.commits = commits;
    this.queueLength = queueLength;
    this.batchSize = batchSize;
    this.arrived = new ArrayBlockingQueue<>(queueLength);
    this.worker = Worker.start("lane-" + index, this::step);
  }

  /// @throws Unavailable if it is full or closed
  void add(Waiting waiting) {
    if (closed) {
      throw Lanes.closing();
    }
    if (!arrived.offer(waiting)) {
      throw Lanes.full();
    }
    // It may have been closed, and emptied for the last time, since this looked.
    if (closed && waiting.giveUp()) {
      throw Lanes.closing();
    }
  }

  /// How many commands wait in it.
  int depth() {
    return arrived.size() + sorted;
  }

  /// Its thread, which breaks with a batch that then is answered as unknown.
  Worker worker() {
    return worker;
  }

  void close() {
    closed = true;
    worker.end();
    try {
      worker.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    Unavailable closing = Lanes.closing();
    arrived.forEach(waiting -> waiting.outcome().completeExceptionally(closing));
    EventQueue.nextBatch(events.values(), Integer.MAX_VALUE).forEach(taken -> taken.fail(closing));
  }

  private void step() throws InterruptedException {
    try {
      sort();
      atHand = nextBatch();
      carryOut();
    } catch (RuntimeException | Error e) {
      var unknown = new OutcomeUnknown("the lane crashed", e);
      atHand.forEach(taken -> taken.fail(unknown));
      throw e;
    } finally {
      atHand = List.of();
    }
  }

  /// Puts what has arrived with its events. Waits for something only if there is nothing to do.
  private void sort() throws InterruptedException {
    int waiting =
        events.values().stream()
            .filter(queue -> !queue.isContended())
            .mapToInt(EventQueue::size)
            .sum();
    Waiting next = waiting > 0 ? arrived.poll() : arrived.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    while (next != null) {
      Waiting one = next;
      EventQueue queue = events.computeIfAbsent(one.view().id(), _ -> new EventQueue(one.view()));
      if (queue.isContended() && queue.size() >= queueLength) {
        one.outcome().completeExceptionally(Lanes.full());
      } else {
        queue.add(one);
      }
      waiting++;
      next = waiting < queueLength ? arrived.poll() : null;
    }
  }

  private List<Commits.Taken> nextBatch() {
    events.values().removeIf(queue -> !queue.isContended() && queue.size() == 0);
    List<Commits.Taken> batch =
        EventQueue.nextBatch(
            events.values().stream().filter(queue -> !queue.isContended()).toList(), batchSize);
    // Those served go to the end, so that with many events each has its turn.
    for (Commits.Taken served : batch) {
      events.remove(served.view().id());
      events.put(served.view().id(), served.queue());
    }
    sorted = events.values().stream().mapToInt(EventQueue::size).sum();
    return batch;
  }

  private void carryOut() {
    if (!atHand.isEmpty()) {
      Map<EventQueue, List<Commits.Taken>> locked = new LinkedHashMap<>();
      for (Commits.Taken taken : commits.free(atHand)) {
        locked.computeIfAbsent(taken.queue(), _ -> new ArrayList<>()).add(taken);
      }
      locked.forEach(commits::contended);
    }
  }
}
