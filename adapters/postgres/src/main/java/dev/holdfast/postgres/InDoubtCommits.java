package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.postgres.LedgerReads.Head;
import dev.holdfast.postgres.LedgerReads.Moment;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Finds out what became of transactions whose COMMIT failed.
///
/// Such a transaction kept the head's lock to its very end. So whoever gets the lock after it knows
/// that it has ended, and sees its entries in the ledger or knows that they will never be there.
///
/// This holds on whichever server answers, as long as it can be written to and has the same epoch.
/// The status of the transaction's number would prove less: a server that crashed before it flushed
/// anything of a transaction gives the same number to another one, and so does a promoted standby.
final class InDoubtCommits {
  private static final Logger LOG = Logger.getLogger(InDoubtCommits.class);

  private final DataSource dataSource;
  private final Duration budget;
  private final Duration lockTimeout;
  private final Duration commitTimeout;

  InDoubtCommits(
      DataSource dataSource, Duration budget, Duration lockTimeout, Duration commitTimeout) {
    this.dataSource = dataSource;
    this.budget = budget;
    this.lockTimeout = lockTimeout;
    this.commitTimeout = commitTimeout;
  }

  /// A commit that failed.
  ///
  /// @param batches what it would have stored, each of another event
  /// @param moment names its transaction
  record InDoubtCommit(List<Batch> batches, Moment moment, SQLException failure) {
    /// The events of the batches. The transaction kept the locks of all, so one of them tells when
    /// it has ended.
    List<EventId> events() {
      return batches.stream().map(InDoubtCommits::eventOf).toList();
    }
  }

  private static EventId eventOf(Batch batch) {
    return batch.sale().event().id();
  }

  /// Whether a commit happened after all. If it did, it is durable, and if not, it never will.
  ///
  /// A commit that kept nothing but answers counts as one that did not happen: those that are kept
  /// are found when the batch is run again.
  ///
  /// @throws OutcomeUnknown if the server stays away, or its ledger is another one by now
  boolean happened(InDoubtCommit inDoubt) {
    LOG.warnf(
        inDoubt.failure,
        "COMMIT for events %s failed; finding out whether it happened",
        inDoubt.events());
    long deadline = System.nanoTime() + commitTimeout.toNanos();
    var retries = new Retries(budget);
    do {
      Optional<Boolean> happened = look(inDoubt);
      if (happened.isPresent()) {
        LOG.infof("COMMIT for events %s: happened is %s", inDoubt.events(), happened.get());
        return happened.get();
      }
      if (System.nanoTime() - deadline > 0) {
        terminate(inDoubt.moment);
      }
    } while (retries.pause());
    throw new OutcomeUnknown("the outcome of a COMMIT is unknown", inDoubt.failure);
  }

  /// Whether it happened; empty if that is not to be found out now.
  private Optional<Boolean> look(InDoubtCommit inDoubt) {
    try (Session session = Session.open(dataSource, budget)) {
      var reads = new LedgerReads(session);
      reads.lockWaiting(inDoubt.events().getFirst(), lockTimeout);
      Map<EventId, Head> heads = reads.heads(inDoubt.events());
      for (Batch batch : inDoubt.batches) {
        Head head = heads.get(eventOf(batch));
        if (head == null || head.epoch() != batch.epoch()) {
          throw new OutcomeUnknown("an event's ledger is in another epoch now", inDoubt.failure);
        }
      }
      if (inDoubt.batches.stream().allMatch(batch -> batch.entries().isEmpty())) {
        return Optional.of(false);
      }
      for (Batch batch : inDoubt.batches) {
        if (!isStored(reads, batch)) {
          return Optional.of(false);
        }
      }
      return commitSomething(session) ? Optional.of(true) : Optional.empty();
    } catch (SQLException | LedgerUnavailable e) {
      LOG.debugf(e, "no answer yet for events %s", inDoubt.events());
      return Optional.empty();
    }
  }

  /// Whether all of a batch is there. An entry alone may be another node's that made the same one,
  /// such as of a hold that both found expired; but then that node kept no answer for these keys,
  /// and changed no other event likewise. Where all is there, it makes no difference who stored it.
  private static boolean isStored(LedgerReads reads, Batch batch) throws SQLException {
    EventId event = eventOf(batch);
    List<LedgerEntry> entries = batch.entries();
    if (!entries.isEmpty()
        && !reads
            .entries(event, entries.getFirst().version() - 1, entries.size())
            .equals(entries)) {
      return false;
    }
    Set<RequestKey> keys =
        batch.delta().answers().stream().map(KeptAnswer::key).collect(Collectors.toSet());
    LookupResult kept =
        reads
            .lookups()
            .lookUp(Map.of(event, new Lookup(keys, Set.of(), Set.of())))
            .getOrDefault(event, LookupResult.NONE);
    return kept.answers().containsAll(batch.delta().answers());
  }

  /// A transaction that was terminated while it waited for its synchronous standby is committed,
  /// but may be lost with the server. A later commit that was acknowledged vouches for it.
  private static boolean commitSomething(Session session) throws SQLException {
    var statements = new Statements(session.connection());
    statements.add("SELECT pg_logical_emit_message(true, 'holdfast', '')");
    return session.commit(statements).isEmpty();
  }

  /// Ends the transaction if it goes on all the same, such as one that never read its COMMIT.
  private void terminate(Moment moment) {
    try (Session session = Session.open(dataSource, budget);
        PreparedStatement statement =
            session
                .connection()
                .prepareStatement(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE pid = ? AND backend_xid = ?::xid8::xid
                    """)) {
      statement.setInt(1, moment.backend());
      statement.setString(2, moment.transaction());
      statement.execute();
    } catch (SQLException | LedgerUnavailable e) {
      LOG.debugf(e, "backend %s could not be terminated", moment.backend());
    }
  }
}
