package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/// The use of a connection for oneself: for a transaction, which is rolled back when this is closed
/// without a commit, or for statements of which each is a transaction.
///
/// Whoever begins a transaction sets its {@link #limits} with the first statement.
final class Session implements AutoCloseable {
  private final Connection connection;
  private final Duration answerTimeout;
  private final int usualTimeout;
  private boolean isOpen;

  private Session(Connection connection, Duration answerTimeout, boolean isTransaction)
      throws SQLException {
    this.connection = connection;
    this.answerTimeout = answerTimeout;
    this.usualTimeout = connection.getNetworkTimeout();
    this.isOpen = isTransaction;
    AnswerTimeout.set(connection, answerTimeout);
    connection.setAutoCommit(!isTransaction);
  }

  /// Begins a transaction.
  ///
  /// @param answerTimeout how long the server may take to answer before the connection is given up
  /// @throws LedgerUnavailable if there is no connection to be had
  static Session begin(DataSource dataSource, Duration answerTimeout) throws SQLException {
    return on(dataSource, answerTimeout, true);
  }

  /// For statements that need no transaction in common. Between them nothing is locked, and none
  /// has to be ended, which is a round trip less.
  ///
  /// @param answerTimeout and exceptions as for {@link #begin}
  static Session ofSingleStatements(DataSource dataSource, Duration answerTimeout)
      throws SQLException {
    return on(dataSource, answerTimeout, false);
  }

  private static Session on(DataSource dataSource, Duration answerTimeout, boolean isTransaction)
      throws SQLException {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      throw new LedgerUnavailable("no connection to PostgreSQL: " + e.getMessage(), e);
    }
    try {
      return new Session(connection, answerTimeout, isTransaction);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
  }

  /// How long the server is to let the transaction go on without the client.
  TimeLimits limits() {
    return TimeLimits.within(answerTimeout);
  }

  /// Commits.
  ///
  /// A commit that succeeds with a warning is not as durable as it should be: the server was told
  /// to stop waiting for its synchronous standby.
  ///
  /// @return why nobody knows yet whether this is committed and durable; empty if it is
  Optional<SQLException> commit() {
    try {
      connection.clearWarnings();
      connection.commit();
      return Optional.ofNullable(connection.getWarnings());
    } catch (SQLException e) {
      return Optional.of(e);
    } finally {
      isOpen = false;
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      if (isOpen) {
        connection.rollback();
      }
      connection.setNetworkTimeout(Runnable::run, usualTimeout);
    } catch (SQLException e) {
      // What is not committed is rolled back by the server when the connection breaks.
    }
  }
}
