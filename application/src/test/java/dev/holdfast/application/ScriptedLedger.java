package dev.holdfast.application;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A ledger that answers as it is told, and notes what it was called with. Stores nothing that it
/// is not given.
public final class ScriptedLedger implements SeatLedger {
  /// Every batch that was decided, in order.
  public final List<Work> works = Collections.synchronizedList(new ArrayList<>());

  /// How many events were in each transaction that did not wait.
  public final List<Integer> events = Collections.synchronizedList(new ArrayList<>());

  /// The events whose lock somebody else has.
  public final Set<EventId> locked = ConcurrentHashMap.newKeySet();

  /// The events with due holds.
  public final List<EventId> due = Collections.synchronizedList(new ArrayList<>());

  /// Entries for those who read.
  public final List<LedgerEntry> stored = Collections.synchronizedList(new ArrayList<>());

  /// Whether it can't say where its ledgers are.
  public volatile boolean isAway;

  private final Function<Work, List<Outcome>> answer;

  public ScriptedLedger(Function<Work, List<Outcome>> answer) {
    this.answer = answer;
  }

  @Override
  public List<Optional<List<Outcome>>> commitFree(List<Work> batch) {
    events.add(batch.size());
    List<Optional<List<Outcome>>> outcomes = new ArrayList<>();
    for (Work work : batch) {
      outcomes.add(
          locked.contains(work.state().sale().event().id())
              ? Optional.empty()
              : Optional.of(decide(work)));
    }
    return outcomes;
  }

  @Override
  public List<Outcome> commit(Work work) {
    while (locked.contains(work.state().sale().event().id())) {
      Thread.onSpinWait();
    }
    return decide(work);
  }

  private List<Outcome> decide(Work work) {
    works.add(work);
    return answer.apply(work);
  }

  @Override
  public void load(EventState state) {
    state.begin(1);
  }

  @Override
  public List<LedgerEntry> entries(EventId event, long after, int atMost) {
    if (stored.isEmpty()) {
      throw new AssertionError("a lane does not read");
    }
    return stored.stream().filter(entry -> entry.version() > after).limit(atMost).toList();
  }

  @Override
  public Heads heads(Collection<EventId> ids) {
    if (isAway) {
      throw new LedgerUnavailable("planned", null);
    }
    Map<EventId, Heads.Head> heads = new HashMap<>();
    ids.forEach(id -> heads.put(id, new Heads.Head(1, 0)));
    return new Heads(Instant.EPOCH, heads);
  }

  @Override
  public boolean isAnswered(EventId event, RequestKey key) {
    return false;
  }

  @Override
  public List<EventId> eventsDue(int atMost) {
    return List.copyOf(due);
  }

  @Override
  public Duration overdue() {
    return Duration.ZERO;
  }
}
