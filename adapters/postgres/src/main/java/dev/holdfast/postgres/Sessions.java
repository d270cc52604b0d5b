package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/// Connections for what goes on beside the lanes. All of it together takes no more than readers
/// may, so that the ledger gets its own.
///
/// @param dataSource whose connections take part in nobody else's transaction
record Sessions(DataSource dataSource, Bulkhead readers) {
  interface Work<T> {
    T with(Session session) throws SQLException;
  }

  /// Does this on a connection, and waits for one.
  ///
  /// @throws LedgerUnavailable if the database could not be used
  <T> T within(Work<T> work) {
    return readers.within(() -> run(work));
  }

  private <T> T run(Work<T> work) {
    try (Session session = Session.open(dataSource, AnswerTimeout.USUAL)) {
      return work.with(session);
    } catch (SQLException e) {
      throw SqlFailures.toDomain(e);
    }
  }

  /// Statements that begin a transaction.
  static Statements begin(Session session) {
    var statements = new Statements(session.connection());
    statements.add("BEGIN ISOLATION LEVEL READ COMMITTED");
    statements.add("SELECT " + session.limits().expressions());
    return statements;
  }

  /// Sends the last statements of a transaction with its COMMIT.
  ///
  /// @throws OutcomeUnknown if the connection was lost while it was to commit
  static void commit(Session session, Statements last) throws SQLException {
    Optional<SQLException> failure = session.commit(last);
    if (failure.isPresent()) {
      throw new OutcomeUnknown("a COMMIT failed", failure.get());
    }
  }
}
