package dev.holdfast.testkit;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Recollection;
import dev.holdfast.domain.ledger.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store in memory. It keeps what a database would keep, and no state of an event: a ledger over
/// it has to find its way from stored claims, holds and entries, as one over a database has.
public final class InMemoryStore implements LedgerStore {
  private static final long EPOCH = 1;

  private final Map<EventId, Tables> events = new HashMap<>();
  private Instant clock = Instant.EPOCH;

  private static final class Tables {
    Instant lastAt = Instant.EPOCH;
    final List<LedgerEntry> ledger = new ArrayList<>();
    final Map<Integer, Claim> claims = new HashMap<>();
    final Map<HoldId, Hold> holds = new LinkedHashMap<>();
    final Map<HoldId, HoldDetails> details = new HashMap<>();
    final Map<ReservationId, Reservation> reservations = new HashMap<>();
    final List<KeptAnswer> answers = new ArrayList<>();

    List<HoldTerms> openHolds() {
      return holds.values().stream().filter(Hold.Open.class::isInstance).map(Hold::terms).toList();
    }
  }

  @Override
  public synchronized void add(Sale sale) {
    events.put(sale.event().id(), new Tables());
  }

  @Override
  public SeatLedger newLedger() {
    return new Ledger();
  }

  @Override
  public synchronized void setClock(Instant now) {
    clock = now;
  }

  private Tables tables(EventId event) {
    Tables tables = events.get(event);
    if (tables == null) {
      throw new IllegalArgumentException("event: " + event + " (expected: one that was added)");
    }
    return tables;
  }

  private Instant now(Tables tables) {
    return clock.isBefore(tables.lastAt) ? tables.lastAt : clock;
  }

  private final class Ledger implements SeatLedger {
    @Override
    public List<Outcome> commit(EventState state, List<Submission> batch) {
      synchronized (InMemoryStore.this) {
        Tables tables = tables(state.sale().event().id());
        bringToHead(state, tables);
        state.recall(recollection(tables, batch));
        Batch decided = Batch.decide(state, batch, now(tables));
        store(tables, decided, state);
        state.forget();
        return decided.outcomes();
      }
    }

    @Override
    public Instant load(EventState state) {
      synchronized (InMemoryStore.this) {
        Tables tables = tables(state.sale().event().id());
        restore(state, tables);
        return now(tables);
      }
    }

    @Override
    public List<LedgerEntry> entries(EventId event, long after, int atMost) {
      synchronized (InMemoryStore.this) {
        return tables(event).ledger.stream().skip(after).limit(atMost).toList();
      }
    }

    @Override
    public List<EventId> eventsWithDueHolds(int atMost) {
      synchronized (InMemoryStore.this) {
        return events.entrySet().stream()
            .filter(
                entry ->
                    entry.getValue().openHolds().stream().anyMatch(terms -> !terms.isLive(clock)))
            .map(Map.Entry::getKey)
            .limit(atMost)
            .toList();
      }
    }

    private void bringToHead(EventState state, Tables tables) {
      if (state.isKnown() && state.version() <= tables.ledger.size()) {
        tables.ledger.stream().skip(state.version()).forEach(state::apply);
        state.forget();
      } else {
        restore(state, tables);
      }
    }

    private void restore(EventState state, Tables tables) {
      Map<Integer, ReservationId> reserved = new HashMap<>();
      tables.claims.forEach(
          (number, claim) -> {
            if (claim instanceof Claim.Reserved(ReservationId id)) {
              reserved.put(number, id);
            }
          });
      state.restore(EPOCH, tables.ledger.size(), tables.lastAt, tables.openHolds(), reserved);
    }

    private Recollection recollection(Tables tables, List<Submission> batch) {
      return new Recollection(
          tables.holds.values().stream().filter(hold -> !(hold instanceof Hold.Open)).toList(),
          tables.details,
          List.copyOf(tables.reservations.values()),
          tables.answers.stream().filter(answer -> asks(batch, answer)).toList());
    }

    private static boolean asks(List<Submission> batch, KeptAnswer answer) {
      return batch.stream()
          .map(Submission::key)
          .anyMatch(key -> key != null && key.isSameKey(answer.key()));
    }

    private void store(Tables tables, Batch batch, EventState state) {
      for (Batch.ClaimChange change : batch.claims()) {
        Optional<Claim> before = Optional.ofNullable(tables.claims.get(change.number()));
        if (!before.equals(change.before())) {
          throw new IllegalStateException(change + " (expected: " + before + ")");
        }
        change
            .after()
            .ifPresentOrElse(
                claim -> tables.claims.put(change.number(), claim),
                () -> tables.claims.remove(change.number()));
      }
      batch.placed().forEach(hold -> tables.holds.put(hold.terms().id(), hold));
      batch.held().forEach(hold -> tables.holds.put(hold.terms().id(), hold));
      batch
          .placed()
          .forEach(
              hold ->
                  state
                      .details(hold.terms().id())
                      .ifPresent(details -> tables.details.put(hold.terms().id(), details)));
      batch.confirmed().forEach(sold -> tables.reservations.put(sold.id(), sold));
      batch.cancelled().forEach(sold -> tables.reservations.put(sold.id(), sold));
      tables.answers.addAll(batch.answers());
      tables.ledger.addAll(batch.entries());
      if (!batch.entries().isEmpty()) {
        tables.lastAt = batch.entries().getLast().at();
      }
    }
  }
}
