package dev.holdfast.application.lane;

import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// One thread that owns the states of its events and hands their commands to the ledger: whatever
/// waits for one event in one go, without lingering for more.
final class Lane {
  private static final int STATES_KEPT = 100;
  private static final long IDLE_MILLIS = 100;

  private final SeatLedger ledger;
  private final int batchSize;
  private final BlockingQueue<Waiting> queue;
  private final LinkedHashMap<EventId, EventState> states = new LinkedHashMap<>(16, 0.75f, true);
  private final Thread thread;
  private volatile boolean closed;

  Lane(int index, SeatLedger ledger, int queueLength, int batchSize) {
    this.ledger = ledger;
    this.batchSize = batchSize;
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
        Waiting first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          for (List<Waiting> ofOneEvent : waiting(first).values()) {
            // Not before its turn, so that one whose time is up meanwhile is not carried out.
            List<Waiting> batch = ofOneEvent.stream().filter(Waiting::take).toList();
            if (!batch.isEmpty()) {
              carryOut(batch);
            }
          }
        }
      }
    } catch (InterruptedException _) {
      closed = true;
    }
    var closing = new Unavailable("the service is stopping; nothing was changed");
    queue.forEach(waiting -> waiting.answer().completeExceptionally(closing));
  }

  /// What waits now, at most one batch, by event and in the order in which it came.
  private Map<EventId, List<Waiting>> waiting(Waiting first) {
    List<Waiting> waiting = new ArrayList<>(List.of(first));
    queue.drainTo(waiting, batchSize - 1);
    return waiting.stream()
        .collect(
            Collectors.groupingBy(
                one -> one.sale().event().id(), LinkedHashMap::new, Collectors.toList()));
  }

  private void carryOut(List<Waiting> batch) {
    EventId event = batch.getFirst().sale().event().id();
    try {
      EventState state =
          states.computeIfAbsent(event, _ -> new EventState(batch.getFirst().sale()));
      List<Outcome> outcomes =
          ledger.commit(state, batch.stream().map(Waiting::submission).toList());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer().complete(outcomes.get(i));
      }
    } catch (Unavailable e) {
      states.remove(event);
      batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
    } catch (RuntimeException | Error e) {
      states.remove(event);
      if (batch.size() == 1) {
        batch.getFirst().answer().completeExceptionally(e);
      } else {
        // One of them is the culprit; its neighbours are not to suffer for it.
        int half = batch.size() / 2;
        carryOut(batch.subList(0, half));
        carryOut(batch.subList(half, batch.size()));
      }
    }
    if (states.size() > STATES_KEPT) {
      states.pollFirstEntry();
    }
  }
}
