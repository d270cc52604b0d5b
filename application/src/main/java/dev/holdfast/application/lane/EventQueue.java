package dev.holdfast.application.lane;

import dev.holdfast.application.view.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What waits for one event: commands about holds that there are, and commands that place new ones
/// or sweep. Each kind keeps its order, and so does all that is about one hold.
///
/// Guarded by itself, since the thread of a contended event takes from it while its lane
/// adds to it.
final class EventQueue {
  private final View view;
  private final ArrayDeque<Waiting> overtaking = new ArrayDeque<>();
  private final ArrayDeque<Waiting> others = new ArrayDeque<>();
  private boolean contended;

  EventQueue(View view) {
    this.view = view;
  }

  View view() {
    return view;
  }

  synchronized void add(Waiting waiting) {
    (waiting.submission().command().mayOvertake() ? overtaking : others).add(waiting);
  }

  synchronized int size() {
    return overtaking.size() + others.size();
  }

  synchronized boolean isContended() {
    return contended;
  }

  synchronized void startContention() {
    contended = true;
  }

  /// Ends the contention if nothing waits any more.
  synchronized boolean endContention() {
    if (size() > 0) {
      return false;
    }
    contended = false;
    return true;
  }

  /// What is carried out next of these events. Follow-ups overtake new holds, but leave them a
  /// quarter of the batch.
  static List<Commits.Taken> nextBatch(Collection<EventQueue> ready, int batchSize) {
    Map<EventQueue, List<Waiting>> batch = new LinkedHashMap<>();
    int room = batchSize;
    int forOthers = batchSize == 1 ? 0 : Math.max(1, batchSize / 4);
    room -= take(batch, ready, batchSize - forOthers, queue -> queue.overtaking);
    room -= take(batch, ready, room, queue -> queue.others);
    take(batch, ready, room, queue -> queue.overtaking);
    List<Commits.Taken> taken = new ArrayList<>();
    batch.forEach((queue, waiting) -> taken.add(new Commits.Taken(queue, waiting)));
    return taken;
  }

  private static int take(
      Map<EventQueue, List<Waiting>> batch,
      Collection<EventQueue> ready,
      int atMost,
      Function<EventQueue, ArrayDeque<Waiting>> kind) {
    int taken = 0;
    for (EventQueue queue : ready) {
      if (taken == atMost) {
        break;
      }
      List<Waiting> more = queue.take(kind.apply(queue), atMost - taken);
      if (!more.isEmpty()) {
        batch.computeIfAbsent(queue, _ -> new ArrayList<>()).addAll(more);
        taken += more.size();
      }
    }
    return taken;
  }

  /// Not before its turn, so that one whose time is up meanwhile is not carried out.
  private synchronized List<Waiting> take(ArrayDeque<Waiting> kind, int atMost) {
    List<Waiting> taken = new ArrayList<>();
    while (taken.size() < atMost) {
      Waiting next = kind.poll();
      if (next == null) {
        break;
      }
      if (next.take()) {
        taken.add(next);
      }
    }
    return taken;
  }
}
