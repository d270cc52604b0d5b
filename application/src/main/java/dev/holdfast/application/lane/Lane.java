package dev.holdfast.application.lane;

import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One thread that owns the states of its events and hands their commands to the ledger.
final class Lane {
  private static final int STATES_KEPT = 100;
  private static final long IDLE_MILLIS = 100;

  private final SeatLedger ledger;
  private final BlockingQueue<Waiting> queue;
  private final LinkedHashMap<EventId, EventState> states = new LinkedHashMap<>(16, 0.75f, true);
  private final Thread thread;
  private volatile boolean closed;

  Lane(int index, SeatLedger ledger, int queueLength) {
    this.ledger = ledger;
    this.queue = new ArrayBlockingQueue<>(queueLength);
    this.thread = Thread.ofPlatform().daemon().name("lane-" + index).start(this::run);
  }

  boolean offer(Waiting waiting) {
    return !closed && queue.offer(waiting);
  }

  void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closed) {
        Waiting waiting = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (waiting != null && waiting.take()) {
          carryOut(waiting);
        }
      }
    } catch (InterruptedException _) {
      closed = true;
    }
    var closing = new Unavailable("the service is stopping; nothing was changed");
    queue.forEach(waiting -> waiting.answer().completeExceptionally(closing));
  }

  private void carryOut(Waiting waiting) {
    EventId event = waiting.sale().event().id();
    try {
      EventState state = states.computeIfAbsent(event, _ -> new EventState(waiting.sale()));
      List<Outcome> outcomes = ledger.commit(state, List.of(waiting.submission()));
      waiting.answer().complete(outcomes.getFirst());
    } catch (RuntimeException | Error e) {
      states.remove(event);
      waiting.answer().completeExceptionally(e);
    }
    if (states.size() > STATES_KEPT) {
      states.pollFirstEntry();
    }
  }
}
