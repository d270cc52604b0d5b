package dev.holdfast.testkit;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.CoolDown;
import dev.holdfast.domain.ledger.Delta;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A store in memory. It keeps what a database would keep, and no state of an event: a ledger over
/// it has to find its way from stored claims, holds and entries, as one over a database has.
public final class InMemoryStore implements LedgerStore {
  private static final long EPOCH = 1;

  private final Map<EventId, Tables> events = new HashMap<>();
  private final Set<EventId> locked = new HashSet<>();
  private Instant clock = Instant.EPOCH;

  private static final class Tables {
    Settings settings;
    Instant lastAt = Instant.EPOCH;
    List<Integer> lastNumbers = List.of();
    final List<LedgerEntry> ledger = new ArrayList<>();
    final Map<Integer, Claim> claims = new HashMap<>();
    final Map<HoldId, Hold> holds = new LinkedHashMap<>();
    final Map<HoldId, HoldDetails> details = new HashMap<>();
    final Map<ReservationId, Reservation> reservations = new HashMap<>();
    final List<KeptAnswer> answers = new ArrayList<>();
    final Map<List<Object>, CoolDown> coolDowns = new HashMap<>();

    Tables(Settings settings) {
      this.settings = settings;
    }

    List<HoldTerms> openHolds() {
      return holds.values().stream().filter(Hold.Open.class::isInstance).map(Hold::terms).toList();
    }

    boolean isDue(Instant now) {
      return dueSince(now).isPresent();
    }

    /// Since when the longest due hold, or release of a block, has been due.
    Optional<Instant> dueSince(Instant clock) {
      Instant now = settings.now(clock);
      return Stream.concat(
              openHolds().stream().filter(terms -> !terms.isLive(now)).map(HoldTerms::expiresAt),
              claims.values().stream()
                  .flatMap(claim -> Claim.releaseAt(claim).stream())
                  .filter(at -> !now.isBefore(at)))
          .min(Comparator.naturalOrder())
          .map(settings::clockAt);
    }
  }

  @Override
  public synchronized void add(Sale sale) {
    events.put(sale.event().id(), new Tables(sale.event().settings()));
  }

  @Override
  public SeatLedger newLedger() {
    return new Ledger();
  }

  @Override
  public synchronized void setClock(Instant now) {
    clock = now;
  }

  @Override
  public synchronized Lock lock(EventId event) {
    locked.add(event);
    return () -> unlock(event);
  }

  @Override
  public synchronized void replace(EventId event, LedgerEntry entry) {
    tables(event).ledger.set((int) entry.version() - 1, entry);
  }

  private synchronized void unlock(EventId event) {
    locked.remove(event);
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
    public List<Optional<List<Outcome>>> commitFree(List<Work> works) {
      synchronized (InMemoryStore.this) {
        Map<EventId, Batch> decided = new LinkedHashMap<>();
        for (Work work : works) {
          if (!locked.contains(eventOf(work))) {
            decided.put(eventOf(work), decide(work));
          }
        }
        // Nothing is stored unless everything can be.
        decided.forEach((event, batch) -> check(tables(event), batch));
        List<Optional<List<Outcome>>> outcomes = new ArrayList<>();
        for (Work work : works) {
          Optional<Batch> batch = Optional.ofNullable(decided.get(eventOf(work)));
          batch.ifPresent(of -> store(work, of));
          outcomes.add(batch.map(Batch::outcomes));
        }
        return outcomes;
      }
    }

    @Override
    public List<Outcome> commit(Work work) {
      return commitFree(List.of(work))
          .getFirst()
          .orElseThrow(() -> new LedgerUnavailable("somebody has the event's lock", null));
    }

    private static EventId eventOf(Work work) {
      return work.state().sale().event().id();
    }

    private Batch decide(Work work) {
      Tables tables = tables(eventOf(work));
      bringToHead(work.state(), tables);
      return Batch.decide(
          work.state(), lookUp(tables, work.submissions()), work.submissions(), now(tables));
    }

    private void store(Work work, Batch batch) {
      store(tables(eventOf(work)), batch);
      work.state().apply(batch.entries());
    }

    @Override
    public void load(EventState state) {
      synchronized (InMemoryStore.this) {
        bringToHead(state, tables(state.sale().event().id()));
      }
    }

    @Override
    public Heads heads(Collection<EventId> ids) {
      synchronized (InMemoryStore.this) {
        Map<EventId, Heads.Head> heads = new HashMap<>();
        for (EventId id : ids) {
          heads.put(id, new Heads.Head(EPOCH, tables(id).ledger.size()));
        }
        return new Heads(clock, heads);
      }
    }

    @Override
    public boolean isAnswered(EventId event, RequestKey key) {
      synchronized (InMemoryStore.this) {
        return tables(event).answers.stream().anyMatch(one -> isSameKey(one.key(), key));
      }
    }

    @Override
    public List<LedgerEntry> entries(EventId event, long after, int atMost) {
      synchronized (InMemoryStore.this) {
        return tables(event).ledger.stream().skip(after).limit(atMost).toList();
      }
    }

    @Override
    public List<EventId> eventsDue(int atMost) {
      synchronized (InMemoryStore.this) {
        return events.entrySet().stream()
            .filter(entry -> entry.getValue().isDue(clock))
            .map(Map.Entry::getKey)
            .limit(atMost)
            .toList();
      }
    }

    @Override
    public Duration overdue() {
      synchronized (InMemoryStore.this) {
        return events.values().stream()
            .flatMap(tables -> tables.dueSince(clock).stream())
            .min(Comparator.naturalOrder())
            .map(since -> Duration.between(since, clock))
            .orElse(Duration.ZERO);
      }
    }

    private void bringToHead(EventState state, Tables tables) {
      List<LedgerEntry> missed = tables.ledger.stream().skip(state.version()).toList();
      if (state.isKnown()
          && state.version() <= tables.ledger.size()
          && missed.stream().allMatch(LedgerEntry::isKnown)) {
        state.apply(missed);
      } else {
        restore(state, tables);
      }
    }

    private void restore(EventState state, Tables tables) {
      Map<Integer, Claim> others = new HashMap<>(tables.claims);
      others.values().removeIf(Claim.Held.class::isInstance);
      state.restore(
          EPOCH,
          tables.ledger.size(),
          tables.lastAt,
          tables.settings,
          tables.openHolds(),
          others,
          tables.lastNumbers,
          tables.coolDowns.values());
    }

    private LookupResult lookUp(Tables tables, List<Submission> batch) {
      return new LookupResult(
          tables.holds.values().stream().filter(hold -> !(hold instanceof Hold.Open)).toList(),
          tables.details,
          List.copyOf(tables.reservations.values()),
          tables.answers.stream().filter(answer -> asks(batch, answer)).toList());
    }

    private static boolean asks(List<Submission> batch, KeptAnswer answer) {
      return batch.stream()
          .map(Submission::key)
          .anyMatch(key -> key != null && isSameKey(key, answer.key()));
    }

    private static boolean isSameKey(RequestKey one, RequestKey other) {
      return one.sender().equals(other.sender());
    }

    private static void check(Tables tables, Batch batch) {
      check(tables.claims, batch.delta().claims());
      check(tables.holds, batch.delta().holds());
      check(tables.reservations, batch.delta().reservations());
    }

    private static <K, T> void check(Map<K, T> table, List<Delta.Row<K, T>> rows) {
      for (Delta.Row<K, T> row : rows) {
        T before = table.get(row.key());
        if (!Objects.equals(before, row.before())) {
          throw new IllegalStateException(row + " (expected: " + before + ")");
        }
      }
    }

    private void store(Tables tables, Batch batch) {
      Delta delta = batch.delta();
      tables.settings = Objects.requireNonNullElse(delta.settings(), tables.settings);
      store(tables.claims, delta.claims());
      store(tables.holds, delta.holds());
      store(tables.reservations, delta.reservations());
      tables.details.putAll(delta.details());
      tables.answers.addAll(delta.answers());
      delta
          .coolDowns()
          .forEach(one -> tables.coolDowns.put(List.of(one.number(), one.mark()), one));
      tables.ledger.addAll(batch.entries());
      if (!batch.entries().isEmpty()) {
        tables.lastAt = batch.entries().getLast().at();
        tables.lastNumbers = delta.lastNumbers();
      }
    }

    private static <K, T> void store(Map<K, T> table, List<Delta.Row<K, T>> rows) {
      for (Delta.Row<K, T> row : rows) {
        T after = row.after();
        if (after == null) {
          table.remove(row.key());
        } else {
          table.put(row.key(), after);
        }
      }
    }
  }
}
