package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.EventDeleted;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.postgres.InDoubtCommits.InDoubtCommit;
import dev.holdfast.postgres.LedgerReads.Beginning;
import dev.holdfast.postgres.LedgerReads.Head;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// The ledger in PostgreSQL. All that changes an event's seats happens in one transaction under the
/// lock of the event's row in `event_head`.
public final class PostgresSeatLedger implements SeatLedger {
  private static final Logger LOG = Logger.getLogger(PostgresSeatLedger.class);
  private static final Duration TOLERATED_CLOCK_STEP = Duration.ofSeconds(5);

  /// Who has several events waits for a stranger's lock by so much less.
  private static final int FREE_SHARE = 5;

  private final DataSource dataSource;
  private final Duration budget;
  private final Duration lockTimeout;
  private final InDoubtCommits inDoubtCommits;
  private final LongAdder clockSteps = new LongAdder();
  private final LongAdder contradictions = new LongAdder();

  /// A ledger that takes connections as it needs them. They must not take part in any transaction
  /// of somebody else's.
  ///
  /// @param budget how long a commit is tried again while locks and broken connections keep it from
  ///     succeeding, how long the server may take to answer one statement, and how long the fate of
  ///     a commit that failed is looked into; at least 1 s
  public PostgresSeatLedger(DataSource dataSource, Duration budget) {
    // Half of the time is left to see what has become of a transaction that was terminated.
    this(dataSource, budget, Duration.ofSeconds(1), budget.dividedBy(2));
  }

  /// @param lockTimeout how long one try waits for one lock
  /// @param commitTimeout how long a transaction whose COMMIT failed may go on before it is
  ///     terminated
  PostgresSeatLedger(
      DataSource dataSource, Duration budget, Duration lockTimeout, Duration commitTimeout) {
    this.dataSource = dataSource;
    this.budget = budget;
    this.lockTimeout = lockTimeout;
    this.inDoubtCommits = new InDoubtCommits(dataSource, budget, lockTimeout, commitTimeout);
  }

  /// How often the server's clock was found set back by more than a small step. Until it has caught
  /// up, an event's time stands still and its holds outlive their expiry.
  public long clockSteps() {
    return clockSteps.sum();
  }

  /// How often what is stored of an event was found to be another than what its entries come to. A
  /// new epoch was then begun.
  public long contradictions() {
    return contradictions.sum();
  }

  /// What one try to commit came to.
  private sealed interface Attempt {
    record Done(List<Optional<List<Outcome>>> outcomes) implements Attempt {}

    /// The COMMIT itself failed.
    record InDoubt(InDoubtCommit commit, List<Optional<List<Outcome>>> outcomes)
        implements Attempt {}
  }

  @Override
  public List<Optional<List<Outcome>>> commitFree(List<Work> works) {
    return commit(works, false);
  }

  @Override
  public List<Outcome> commit(Work work) {
    return commit(List.of(work), true)
        .getFirst()
        .orElseThrow(() -> new EventDeleted(eventOf(work.state())));
  }

  /// @param insists whether a lock that somebody else has is waited for, of one event alone
  private List<Optional<List<Outcome>>> commit(List<Work> works, boolean insists) {
    var retries = new Retries(budget);
    SQLException failure = null;
    boolean isMended = false;
    do {
      try {
        switch (attempt(works, insists)) {
          case Attempt.Done(var outcomes) -> {
            return outcomes;
          }
          case Attempt.InDoubt(InDoubtCommit inDoubt, var outcomes) -> {
            if (inDoubtCommits.happened(inDoubt)) {
              apply(inDoubt.batches(), statesOf(works));
              return outcomes;
            }
            failure = inDoubt.failure();
          }
        }
      } catch (SQLException e) {
        if (SqlFailures.isBlocked(e) && !insists) {
          // A stranger has locked something of one of these events, and nobody can say of which.
          return works.stream().map(_ -> Optional.<List<Outcome>>empty()).toList();
        }
        if (!SqlFailures.isPassing(e)) {
          RuntimeException unexpected = SqlFailures.toDomain(e);
          isMended = SqlFailures.isTaken(e) && mendOnce(works, isMended, unexpected);
          if (!isMended) {
            throw unexpected;
          }
        }
        failure = e;
      } catch (IllegalStateException e) {
        isMended = mendOnce(works, isMended, e);
        if (!isMended) {
          throw e;
        }
      }
    } while (retries.pause());
    throw new LedgerUnavailable("not committed within " + budget, failure);
  }

  /// Of several events it is not known which one it is about; each is then tried alone.
  private boolean mendOnce(List<Work> works, boolean isMended, RuntimeException failure) {
    return !isMended && works.size() == 1 && mend(works.getFirst().state(), failure);
  }

  /// Looks whether a state is what is stored, after a write of it did not find what it expected, or
  /// an entry did not follow. If not, the tables were changed past the ledger, or an entry is
  /// wrong. Nobody may go on from such entries, so a new epoch begins. The state is restored when
  /// it is used next.
  ///
  /// @param failure what went wrong, which is told of what goes wrong here
  /// @return whether the state is another one now, and so it is worth another try
  private boolean mend(EventState state, RuntimeException failure) {
    EventId event = eventOf(state);
    try (Session session = Session.open(dataSource, budget)) {
      var reads = new LedgerReads(session);
      Head head = reads.lockWaiting(event, lockTimeout).heads().get(event);
      if (head == null) {
        return false;
      }
      var stored = new EventState(state.sale());
      reads.bringToHead(stored, head);
      long version = state.version();
      if (state.epoch() == head.epoch()
          && follows(state, head, reads)
          && state.agreesWith(stored)) {
        return version != head.version();
      }
      if (state.epoch() == head.epoch()) {
        reads.beginEpoch(event, head.epoch());
        Optional<SQLException> unfinished = session.commit();
        if (unfinished.isPresent()) {
          throw unfinished.get();
        }
        contradictions.increment();
        LOG.errorf(
            failure,
            "event %s: its tables differ from its ledger entries; a new epoch begins",
            event);
      }
      state.forget();
      return true;
    } catch (SQLException | RuntimeException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private static boolean follows(EventState state, Head head, LedgerReads reads)
      throws SQLException {
    if (!state.isKnown()) {
      return false;
    }
    try {
      reads.bringToHead(state, head);
      return true;
    } catch (IllegalStateException _) {
      return false;
    }
  }

  /// One try: locks the events, reads what the decisions need, decides, and writes.
  private Attempt attempt(List<Work> works, boolean insists) throws SQLException {
    try (Session session = Session.open(dataSource, budget)) {
      var reads = new LedgerReads(session);
      Beginning beginning = lock(works, reads, insists);
      bringToHead(works, reads, beginning);
      Map<EventId, Batch> decided = decide(works, beginning);
      List<Optional<List<Outcome>>> outcomes =
          works.stream()
              .map(work -> Optional.ofNullable(decided.get(eventOf(work.state()))))
              .map(batch -> batch.map(Batch::outcomes))
              .toList();
      List<Batch> batches = decided.values().stream().filter(batch -> !batch.isEmpty()).toList();
      if (batches.isEmpty()) {
        return new Attempt.Done(outcomes);
      }
      Optional<SQLException> failure = session.commit(writes(session, batches));
      if (failure.isEmpty()) {
        apply(batches, statesOf(works));
        return new Attempt.Done(outcomes);
      }
      return new Attempt.InDoubt(
          new InDoubtCommit(batches, beginning.moment(), failure.get()), outcomes);
    }
  }

  /// Locks the events, and looks up what the commands name.
  private Beginning lock(List<Work> works, LedgerReads reads, boolean insists) throws SQLException {
    Map<EventId, Lookup> named = new HashMap<>();
    for (Work work : works) {
      named.put(eventOf(work.state()), Lookup.by(work.submissions()));
    }
    return insists
        ? reads.lockWaiting(eventOf(works.getFirst().state()), lockTimeout, named)
        : reads.lockFree(named.keySet(), lockTimeout.dividedBy(FREE_SHARE), named);
  }

  /// Brings the states of the events that are locked to their heads.
  private static void bringToHead(List<Work> works, LedgerReads reads, Beginning beginning)
      throws SQLException {
    for (Work work : works) {
      Head head = beginning.heads().get(eventOf(work.state()));
      if (head != null) {
        reads.bringToHead(work.state(), head);
        checkEnded(beginning.found(), work.state());
      }
    }
  }

  /// @return the batches of the events that are locked, in the order of the works
  private Map<EventId, Batch> decide(List<Work> works, Beginning beginning) {
    Map<EventId, Batch> decided = new LinkedHashMap<>();
    for (Work work : works) {
      EventId event = eventOf(work.state());
      Head head = beginning.heads().get(event);
      if (head != null) {
        Instant now = notBefore(head.lastAt(), beginning.moment().clock(), event);
        LookupResult known = beginning.found().getOrDefault(event, LookupResult.NONE);
        decided.put(event, Batch.decide(work.state(), known, work.submissions(), now));
      }
    }
    return decided;
  }

  /// A hold that has ended is not open in the state, unless the tables were changed past the
  /// ledger.
  private static void checkEnded(Map<EventId, LookupResult> found, EventState state) {
    for (Hold ended : found.getOrDefault(eventOf(state), LookupResult.NONE).endedHolds()) {
      if (state.openHold(ended.terms().id()).isPresent()) {
        throw new IllegalStateException(
            "stored: %s (expected: open, as its entries have it)".formatted(ended));
      }
    }
  }

  /// What is committed is answered as decided, whatever becomes of the state: one that can't be
  /// brought forward is unknown from then on, and restored before it is used again.
  private static void apply(List<Batch> batches, Map<EventId, EventState> states) {
    for (Batch batch : batches) {
      EventId event = batch.sale().event().id();
      try {
        Objects.requireNonNull(states.get(event)).apply(batch.entries());
      } catch (IllegalStateException e) {
        LOG.errorf(e, "the state of event %s does not match its committed entries", event);
      }
    }
  }

  private static EventId eventOf(EventState state) {
    return state.sale().event().id();
  }

  private static Map<EventId, EventState> statesOf(List<Work> works) {
    Map<EventId, EventState> states = new HashMap<>();
    works.forEach(work -> states.put(eventOf(work.state()), work.state()));
    return states;
  }

  /// The instant of a decision: the clock's, unless that was set back. A small step back revives
  /// nothing.
  private Instant notBefore(Instant lastAt, Instant clock, EventId event) {
    if (Duration.between(clock, lastAt).compareTo(TOLERATED_CLOCK_STEP) > 0) {
      clockSteps.increment();
      LOG.errorf(
          "PostgreSQL's clock is behind: %s (expected: not before %s, the last change of event %s)",
          clock, lastAt, event);
    }
    return clock.isBefore(lastAt) ? lastAt : clock;
  }

  /// A write may wait for a stranger's lock after the batch was decided. So the clock is read once
  /// more after the last, if something was sold.
  private static Statements writes(Session session, List<Batch> batches) throws SQLException {
    var statements = new Statements(session.connection());
    new LedgerWrites(batches).addTo(statements);
    batches.stream()
        .flatMap(batch -> batch.storedBefore().stream())
        .min(Comparator.naturalOrder())
        .ifPresent(
            expiry -> statements.add("SELECT expect_before(?)", expiry.atOffset(ZoneOffset.UTC)));
    return statements;
  }

  @Override
  public void load(EventState state) {
    try {
      bringForward(state);
    } catch (IllegalStateException e) {
      if (!mend(state, e)) {
        throw e;
      }
      bringForward(state);
    }
  }

  private void bringForward(EventState state) {
    EventId event = eventOf(state);
    read(
        reads -> {
          reads.bringForward(
              state, reads.snapshot(event).orElseThrow(() -> new EventDeleted(event)));
          return state;
        });
  }

  @Override
  public List<LedgerEntry> entries(EventId event, long after, int atMost) {
    return read(reads -> reads.entries(event, after, atMost));
  }

  @Override
  public Heads heads(Collection<EventId> events) {
    return read(
        reads -> {
          Instant clock = reads.clock();
          Map<EventId, Heads.Head> heads = new HashMap<>();
          reads
              .heads(events)
              .forEach(
                  (event, head) -> heads.put(event, new Heads.Head(head.epoch(), head.version())));
          return new Heads(clock, heads);
        });
  }

  @Override
  public boolean isAnswered(EventId event, RequestKey key) {
    return read(reads -> reads.lookups().isAnswered(event, key));
  }

  @Override
  public List<EventId> eventsDue(int atMost) {
    return read(reads -> reads.eventsDue(atMost));
  }

  @Override
  public Duration overdue() {
    return read(LedgerReads::overdue);
  }

  private interface Reading<T> {
    T from(LedgerReads reads) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    var retries = new Retries(budget);
    SQLException failure;
    do {
      try (Session session = Session.open(dataSource, budget)) {
        return reading.from(new LedgerReads(session));
      } catch (SQLException e) {
        if (!SqlFailures.isPassing(e)) {
          throw SqlFailures.toDomain(e);
        }
        failure = e;
      }
    } while (retries.pause());
    throw new LedgerUnavailable("not read within " + budget, failure);
  }
}
