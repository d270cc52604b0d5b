package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.postgres.LedgerReads.Head;
import dev.holdfast.postgres.LedgerReads.Moment;
import dev.holdfast.postgres.LostCommits.LostCommit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// The ledger in PostgreSQL. All that changes an event's seats happens in one transaction under the
/// lock of the event's row in `event_head`.
public final class PostgresSeatLedger implements SeatLedger {
  private static final Logger LOG = Logger.getLogger(PostgresSeatLedger.class);
  private static final Duration TOLERATED_CLOCK_STEP = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final Duration budget;
  private final Duration lockTimeout;
  private final LostCommits lostCommits;
  private final LongAdder clockSteps = new LongAdder();

  /// A ledger that takes connections as it needs them. They must not take part in any transaction
  /// of somebody else's.
  ///
  /// @param budget how long a commit is tried again while locks and broken connections keep it from
  ///     succeeding, how long the server may take to answer one statement, and how long the fate of
  ///     a commit that failed is looked into; at least 1 s
  public PostgresSeatLedger(DataSource dataSource, Duration budget) {
    this(dataSource, budget, Duration.ofSeconds(1), Duration.ofSeconds(5));
  }

  /// @param lockTimeout how long one try waits for one lock
  /// @param patience how long a transaction whose COMMIT failed may go on before it is terminated
  PostgresSeatLedger(
      DataSource dataSource, Duration budget, Duration lockTimeout, Duration patience) {
    this.dataSource = dataSource;
    this.budget = budget;
    this.lockTimeout = lockTimeout;
    this.lostCommits = new LostCommits(dataSource, budget, lockTimeout, patience);
  }

  /// How often the server's clock was found set back by more than a small step. Until it has caught
  /// up, an event's time stands still and its holds outlive their expiry.
  public long clockSteps() {
    return clockSteps.sum();
  }

  /// What one try to commit came to.
  private sealed interface Attempt {
    record Done(List<Outcome> outcomes) implements Attempt {}

    /// The time of a confirmed hold was up before the commit.
    record TooLate() implements Attempt {}

    /// The COMMIT itself failed.
    record Lost(LostCommit commit, List<Outcome> outcomes) implements Attempt {}
  }

  @Override
  public List<Outcome> commit(EventState state, List<Submission> batch) {
    var retries = new Retries(budget);
    SQLException failure = null;
    boolean trusted = true;
    do {
      try {
        switch (attempt(state, batch, trusted)) {
          case Attempt.Done(List<Outcome> outcomes) -> {
            return outcomes;
          }
          case Attempt.Lost(LostCommit lost, List<Outcome> outcomes) -> {
            if (lostCommits.happened(lost)) {
              return outcomes;
            }
            failure = lost.failure();
          }
          case Attempt.TooLate _ -> {}
        }
      } catch (SQLException e) {
        if (!SqlFailures.isPassing(e)) {
          throw SqlFailures.toDomain(e);
        }
        failure = e;
      }
      trusted = false;
    } while (retries.pause());
    throw new LedgerUnavailable("not committed within " + budget, failure);
  }

  /// @param trusted whether the state may be at a version of the ledger; if not, a try that failed
  ///     has brought it forward to what was never stored
  private Attempt attempt(EventState state, List<Submission> submissions, boolean trusted)
      throws SQLException {
    EventId event = state.sale().event().id();
    try (Session session = Session.begin(dataSource, budget)) {
      var reads = new LedgerReads(session.connection(), event);
      Head head = reads.lockHead(lockTimeout).orElseThrow(() -> unknown(event));
      Moment moment = reads.moment();
      Instant now = notBefore(head.lastAt(), moment.clock(), event);
      if (trusted) {
        reads.bringToHead(state, head);
      } else {
        reads.restore(state, head);
      }
      state.forget();
      state.recall(reads.recall(submissions));
      Batch batch = Batch.decide(state, submissions, now);
      if (batch.isEmpty()) {
        state.forget();
        return new Attempt.Done(batch.outcomes());
      }
      new LedgerWrites(session.connection(), state, batch, now).send();
      if (confirmed(batch).findAny().isPresent() && isTooLate(batch, reads.clock())) {
        return new Attempt.TooLate();
      }
      Optional<SQLException> failure = session.commit();
      state.forget();
      if (failure.isEmpty()) {
        return new Attempt.Done(batch.outcomes());
      }
      var lost = new LostCommit(event, head.epoch(), batch.entries(), moment, failure.get());
      return new Attempt.Lost(lost, batch.outcomes());
    }
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

  /// A write may have waited for a stranger's lock since the batch was decided.
  private static boolean isTooLate(Batch batch, Instant clock) {
    return !confirmed(batch).allMatch(hold -> hold.terms().isLive(clock));
  }

  private static Stream<Hold> confirmed(Batch batch) {
    return Stream.concat(batch.placed().stream(), batch.held().stream())
        .filter(Hold.Confirmed.class::isInstance);
  }

  private static IllegalStateException unknown(EventId event) {
    return new IllegalStateException("event: " + event + " (expected: one that is stored)");
  }

  @Override
  public Instant load(EventState state) {
    EventId event = state.sale().event().id();
    return read(
        connection -> {
          var reads = new LedgerReads(connection, event);
          // Before the snapshot, so that at this instant everything in it is as it says.
          Instant clock = reads.clock();
          connection.rollback();
          Head head = reads.snapshot().orElseThrow(() -> unknown(event));
          reads.restore(state, head);
          return clock.isBefore(head.lastAt()) ? head.lastAt() : clock;
        });
  }

  @Override
  public List<LedgerEntry> entries(EventId event, long after, int atMost) {
    return read(connection -> new LedgerReads(connection, event).entries(after, atMost));
  }

  @Override
  public List<EventId> eventsWithDueHolds(int atMost) {
    return read(connection -> LedgerReads.eventsWithDueHolds(connection, atMost));
  }

  private interface Reading<T> {
    T from(Connection connection) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    var retries = new Retries(budget);
    SQLException failure;
    do {
      try (Session session = Session.begin(dataSource, budget)) {
        return reading.from(session.connection());
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
