package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.EventDeleted;
import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.postgres.LedgerReads.Head;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// The final sales in PostgreSQL, in the same tables as those of events whose holds are there too.
///
/// An attempt and whoever gives it up insert the same key into `hold_outcome`, so that one of them
/// fails. The row of the event in `event_head` has the epoch, which nobody changes while an attempt
/// has its lock.
public final class PostgresFinalSales implements FinalSales {
  private static final Logger LOG = Logger.getLogger(PostgresFinalSales.class);
  private static final String OUTCOME_TABLE = "hold_outcome";
  private static final String ANSWER_TABLE = "idempotency";
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final Duration budget;
  private final Bulkhead waiting;

  /// Takes connections as it needs them. They must not take part in any transaction of somebody
  /// else's.
  ///
  /// @param budget how long something is tried again, and how long the server may take to answer
  /// @param waiting how many events' locks are waited for at once, each with a connection
  public PostgresFinalSales(DataSource dataSource, Duration budget, int waiting) {
    this.dataSource = dataSource;
    this.budget = budget;
    this.waiting = new Bulkhead(waiting, budget);
  }

  @Override
  public Map<Attempt, Fate> store(Map<Attempt, Batch> batches, boolean waits) {
    Map<Attempt, Fate> fates = new HashMap<>();
    // All in one transaction, which fails as a whole; then each alone.
    if (batches.size() > 1) {
      fates.putAll(tryToStore(batches));
    }
    for (Map.Entry<Attempt, Batch> one : batches.entrySet()) {
      if (!fates.containsKey(one.getKey())) {
        fates.put(one.getKey(), store(one, waits, fates.containsValue(Fate.STORED)));
      }
    }
    return fates;
  }

  /// Stores one of several.
  ///
  /// @param othersStored whether the caller has to hear of others, whatever becomes of this one
  private Fate store(Map.Entry<Attempt, Batch> one, boolean waits, boolean othersStored) {
    try {
      return inTurn(waits, () -> store(one.getKey(), one.getValue(), waits));
    } catch (LedgerUnavailable | IllegalStateException e) {
      if (!othersStored) {
        throw e;
      }
      LOG.warnf(e, "event %s: a sale was not stored, as others were", one.getKey().event());
      return Fate.ABANDONED;
    }
  }

  private Map<Attempt, Fate> tryToStore(Map<Attempt, Batch> batches) {
    try {
      return storeOnce(batches, /* waits= */ false);
    } catch (SQLException | IllegalStateException e) {
      LOG.debugf(e, "%d events are tried apart", batches.size());
      return Map.of();
    }
  }

  private Fate store(Attempt attempt, Batch batch, boolean waits) {
    return retrying(
        () -> {
          try {
            return Optional.of(
                Objects.requireNonNull(storeOnce(Map.of(attempt, batch), waits).get(attempt)));
          } catch (IllegalStateException e) {
            LOG.warnf(e, "event %s: a sale does not go with what is stored", attempt.event());
            return Optional.of(Fate.CONTRADICTED);
          } catch (SQLException e) {
            if (SqlFailures.isBlocked(e) && !waits) {
              return Optional.of(Fate.ABANDONED);
            }
            if (!SqlFailures.isTaken(e)) {
              throw e;
            }
            Fate fate = settle(attempt);
            LOG.warnf(e, "event %s: a sale was not stored: %s", attempt.event(), fate);
            // An attempt that was given up, or a key that is known by now, contradicts nothing.
            boolean contradicts =
                !SqlFailures.isAbout(OUTCOME_TABLE, e) && !SqlFailures.isAbout(ANSWER_TABLE, e);
            return Optional.of(fate == Fate.ABANDONED && contradicts ? Fate.CONTRADICTED : fate);
          }
        });
  }

  /// Stores those whose locks are to be had, all or none.
  private Map<Attempt, Fate> storeOnce(Map<Attempt, Batch> batches, boolean waits)
      throws SQLException {
    Map<Attempt, Fate> fates = new HashMap<>();
    try (Session session = Session.open(dataSource, budget)) {
      var reads = new LedgerReads(session);
      List<EventId> events = batches.keySet().stream().map(Attempt::event).toList();
      Map<EventId, Head> heads = lock(reads, events, waits);
      List<Attempt> locked = new ArrayList<>();
      List<Batch> parts = new ArrayList<>();
      batches.forEach(
          (attempt, batch) -> {
            Head head = heads.get(attempt.event());
            if (head == null) {
              fates.put(attempt, Fate.ABANDONED);
            } else if (head.epoch() != batch.epoch()) {
              fates.put(attempt, Fate.CONTRADICTED);
            } else {
              locked.add(attempt);
              parts.add(batch.finalPart(head.version()));
            }
          });
      if (locked.isEmpty()) {
        return fates;
      }
      var statements = new Statements(session.connection());
      statements.add(OUTCOMES, outcomes(locked, Fate.STORED));
      new LedgerWrites(parts).addTo(statements);
      Optional<SQLException> failure = session.commit(statements);
      if (failure.isPresent()) {
        LOG.warn("COMMIT of sales failed; finding out whether it happened", failure.get());
      }
      for (Attempt attempt : locked) {
        fates.put(attempt, failure.isEmpty() ? Fate.STORED : settle(attempt, failure.get()));
      }
      return fates;
    }
  }

  /// @param waits for the lock of the first, which is the only one then
  /// @return the heads of those whose locks were to be had
  private static Map<EventId, Head> lock(LedgerReads reads, List<EventId> events, boolean waits)
      throws SQLException {
    return waits
        ? reads.lockWaiting(events.getFirst(), LOCK_TIMEOUT).heads()
        : reads.lockFree(events, LOCK_TIMEOUT).heads();
  }

  private Fate settle(Attempt attempt, SQLException failure) {
    try {
      return settle(attempt);
    } catch (LedgerUnavailable e) {
      e.addSuppressed(failure);
      throw new OutcomeUnknown("the outcome of a COMMIT is unknown", e);
    }
  }

  private record Outcome(Attempt attempt, HoldId hold, Fate fate) {
    String name() {
      return fate == Fate.STORED ? "stored" : "abandoned";
    }
  }

  private static final Bulk<Outcome> OUTCOMES =
      new Bulk.Row<Outcome>()
          .with("event_id", SqlType.EVENT_ID, outcome -> outcome.attempt.event())
          .with("hold_id", SqlType.HOLD_ID, Outcome::hold)
          .with("attempt", SqlType.BIGINT, outcome -> outcome.attempt.number())
          .with("outcome", SqlType.TEXT, Outcome::name)
          .insertInto(OUTCOME_TABLE);

  /// In the order of the keys, so that two never wait for each other.
  private static List<Outcome> outcomes(Collection<Attempt> attempts, Fate fate) {
    return attempts.stream()
        .flatMap(attempt -> attempt.holds().stream().map(hold -> new Outcome(attempt, hold, fate)))
        .sorted(Comparator.comparing(outcome -> outcome.hold.value()))
        .toList();
  }

  @Override
  public Fate settle(Attempt attempt) {
    return retrying(
        () -> {
          try (Session session = Session.open(dataSource, budget)) {
            Connection connection = session.connection();
            begin(session);
            // Waits for the attempt's own transaction to end, if it is under way.
            var statements = new Statements(connection);
            List<Boolean> abandoned =
                statements.query(
                    OUTCOMES.sql() + " ON CONFLICT DO NOTHING RETURNING true",
                    row -> row.getBoolean(1),
                    OUTCOMES
                        .parameters(connection, outcomes(List.of(attempt), Fate.ABANDONED))
                        .toArray());
            statements.send();
            Fate fate = abandoned.isEmpty() ? outcome(connection, attempt) : Fate.ABANDONED;
            return session.commit().isEmpty() ? Optional.of(fate) : Optional.empty();
          }
        });
  }

  private static void begin(Session session) throws SQLException {
    var statements = new Statements(session.connection());
    statements.add("BEGIN");
    statements.add(
        "SELECT set_config('lock_timeout', '%d', true), %s"
            .formatted(LOCK_TIMEOUT.toMillis(), session.limits().expressions()));
    statements.send();
  }

  private static Fate outcome(Connection connection, Attempt attempt) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT outcome FROM hold_outcome WHERE event_id = ? AND hold_id = ? AND attempt = ?")) {
      statement.setObject(1, attempt.event().value());
      statement.setObject(2, attempt.holds().getFirst().value());
      statement.setLong(3, attempt.number());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && Columns.text(row, "outcome").equals("stored")
            ? Fate.STORED
            : Fate.ABANDONED;
      }
    }
  }

  /// The other store is opened before the commit, under the lock. Should the commit fail, that is
  /// in an epoch of its own, and the first sale there finds it out.
  @Override
  public void open(EventId event, Opener opener, boolean waits) {
    inTurn(waits, () -> openNow(event, opener, waits));
  }

  private EventId openNow(EventId event, Opener opener, boolean waits) {
    return retrying(
        () -> {
          try (Session session = Session.open(dataSource, budget)) {
            var reads = new LedgerReads(session);
            if (!lock(reads, List.of(event), waits).containsKey(event)) {
              if (!waits) {
                return Optional.of(event);
              }
              throw new EventDeleted(event);
            }
            Optional<Opener.Known> known = opener.look();
            if (known.isEmpty()) {
              return Optional.of(event);
            }
            opener.open(reads.open(event, known.get().epoch(), known.get().holds()));
            return session.commit().isEmpty() ? Optional.of(event) : Optional.empty();
          }
        });
  }

  @Override
  public Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named) {
    return retrying(
        () -> {
          try (Session session = Session.open(dataSource, budget)) {
            return Optional.of(new LedgerReads(session).lookups().lookUp(named));
          }
        });
  }

  @Override
  public Map<EventId, Standing> standings() {
    return retrying(
        () -> {
          try (Session session = Session.open(dataSource, budget)) {
            return Optional.of(new LedgerReads(session).standings());
          }
        });
  }

  /// However many wait for locks, there are connections for all the others.
  private <T> T inTurn(boolean waits, Supplier<T> work) {
    return waits ? waiting.within(work) : work.get();
  }

  private interface Try<T> {
    /// @return empty if it is to be tried again
    Optional<T> once() throws SQLException;
  }

  private <T> T retrying(Try<T> work) {
    var retries = new Retries(budget);
    SQLException failure = null;
    do {
      try {
        Optional<T> result = work.once();
        if (result.isPresent()) {
          return result.get();
        }
      } catch (SQLException e) {
        if (!SqlFailures.isPassing(e)) {
          throw SqlFailures.toDomain(e);
        }
        failure = e;
      }
    } while (retries.pause());
    throw new LedgerUnavailable("not done within " + budget, failure);
  }
}
