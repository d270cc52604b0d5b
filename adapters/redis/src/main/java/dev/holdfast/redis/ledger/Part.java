package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.redis.store.CompareAndCommit.Change;
import dev.holdfast.redis.store.CompareAndCommit.Done;
import dev.holdfast.redis.store.CompareAndCommit.Refused;
import dev.holdfast.redis.store.CompareAndCommit.Settled;
import dev.holdfast.redis.store.CompareAndCommit.Trace;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents.Reading;
import dev.holdfast.redis.store.RedisLookup;
import dev.holdfast.redis.store.Writes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One event's part of a try to commit: what is to be decided, and what came of it.
final class Part {
  private static final Logger LOG = Logger.getLogger(Part.class);

  final Work work;
  final EventKeys keys;
  final RedisLookup lookup;
  Reading reading;
  boolean isRead;
  Batch batch;

  /// Of those that sell or cancel.
  FinalSales.Attempt attempt;

  Optional<List<Outcome>> outcomes = Optional.empty();
  @Nullable LedgerUnavailable refused;

  @SuppressWarnings("NullAway.Init")
  Part(Work work) {
    this.work = work;
    this.keys = new EventKeys(work.state().sale().event().id());
    this.lookup = new RedisLookup(keys, work.submissions());
  }

  EventState state() {
    return work.state();
  }

  /// A change of the event, if it is where it was when this was decided.
  Change change(@Nullable Instant before, Writes writes) {
    if (isRead) {
      // An answer alone raises no version.
      batch.delta().answers().stream()
          .map(answer -> keys.answer(answer.key()))
          .forEach(writes::expectAbsent);
    } else {
      lookup.wanted().forEach(writes::expectAbsent);
    }
    return new Change(keys, reading, null, before, isRead ? null : reading.clock(), writes);
  }

  Trace entries() {
    return new Trace.Entries(
        batch.entries(),
        batch.delta().answers().stream().map(answer -> keys.answer(answer.key())).toList());
  }

  /// Those whose changes are written. What Redis refuses to write can't be tried again.
  static List<Part> written(List<Part> parts, List<Settled> settled) {
    List<Part> written = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      switch (settled.get(i)) {
        case Done done -> {
          if (done == Done.DONE) {
            written.add(part);
          }
        }
        case Refused refused -> part.refused = refused.failure();
      }
    }
    return written;
  }

  /// What is stored is answered as decided, whatever becomes of the state: one that can't be
  /// brought forward is unknown from then on, and restored before it is used again.
  void apply() {
    try {
      state().apply(batch.entries());
    } catch (IllegalStateException e) {
      LOG.errorf(e, "the state of event %s does not follow what was stored", keys.event());
    }
    outcomes = Optional.of(batch.outcomes());
  }

  /// When something of events is due next that are as decided now.
  static Map<EventId, Instant> due(List<Part> stored) {
    Map<EventId, Instant> due = new HashMap<>();
    for (Part part : stored) {
      part.batch.delta().nextDue().ifPresent(next -> due.put(part.keys.event(), next));
    }
    return due;
  }
}
