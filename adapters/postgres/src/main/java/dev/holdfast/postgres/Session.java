package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/// A transaction on a connection of its own, rolled back when it is closed without a commit.
final class Session implements AutoCloseable {
  private final Connection connection;
  private final int usualTimeout;
  private boolean committed;

  private Session(Connection connection, Duration answerTimeout) throws SQLException {
    this.connection = connection;
    this.usualTimeout = connection.getNetworkTimeout();
    AnswerTimeout.set(connection, answerTimeout);
    connection.setAutoCommit(false);
  }

  /// @param answerTimeout how long the server may take to answer before the connection is given up
  /// @throws LedgerUnavailable if there is no connection to be had
  static Session begin(DataSource dataSource, Duration answerTimeout) throws SQLException {
    Connection connection;
    try {
      connection = dataSource.getConnection();
    } catch (SQLException e) {
      throw new LedgerUnavailable("no connection to PostgreSQL: " + e.getMessage(), e);
    }
    try {
      return new Session(connection, answerTimeout);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Connection connection() {
    return connection;
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
      committed = true;
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      if (!committed) {
        connection.rollback();
      }
      connection.setNetworkTimeout(Runnable::run, usualTimeout);
    } catch (SQLException e) {
      // What is not committed is rolled back by the server when the connection breaks.
    }
  }
}
