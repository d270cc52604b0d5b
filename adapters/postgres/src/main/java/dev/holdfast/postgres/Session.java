package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/// The use of a connection for oneself: for a transaction, which is rolled back when this is closed
/// without a commit, or for statements of which each is a transaction. Between these nothing is
/// locked, and none has to be ended, which is a round trip less.
///
/// Whoever begins a transaction sends BEGIN with its first statements, and sets its
/// {@link #limits}. The driver would send BEGIN in a message of its own, which the server answers.
final class Session implements AutoCloseable {
  private final Connection connection;

  /// The same, which can be asked also after the pool has taken it for broken.
  private final BaseConnection driver;

  private final Duration answerTimeout;
  private final int usualTimeout;

  private Session(Connection connection, Duration answerTimeout) throws SQLException {
    this.connection = connection;
    this.driver = connection.unwrap(BaseConnection.class);
    this.answerTimeout = answerTimeout;
    this.usualTimeout = connection.getNetworkTimeout();
    AnswerTimeout.set(connection, answerTimeout);
  }

  /// @param answerTimeout how long the server may take to answer before the connection is given up
  /// @throws LedgerUnavailable if there is no connection to be had
  static Session open(DataSource dataSource, Duration answerTimeout) throws SQLException {
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

  /// How long the server is to let the transaction go on without the client.
  TimeLimits limits() {
    return TimeLimits.within(answerTimeout);
  }

  /// Commits.
  ///
  /// @return as for {@link #commit(Statements)}
  Optional<SQLException> commit() throws SQLException {
    return commit(new Statements(connection));
  }

  /// Sends statements and COMMIT in one go. The server carries out nothing after a statement that
  /// fails, and so no COMMIT.
  ///
  /// A commit that succeeds with a warning is not as durable as it should be: the server was told
  /// to stop waiting for its synchronous standby.
  ///
  /// @return why nobody knows yet whether this is committed and durable; empty if it is
  /// @throws SQLException if a statement before COMMIT failed
  /// @throws IllegalStateException if one changed another number of rows than it was to, or if no
  ///     transaction is open
  Optional<SQLException> commit(Statements last) throws SQLException {
    // A COMMIT of a transaction that has failed rolls it back, and succeeds.
    if (driver.getTransactionState() != TransactionState.OPEN) {
      throw new IllegalStateException(
          "transaction: %s (expected: OPEN)".formatted(driver.getTransactionState()));
    }
    last.add("COMMIT");
    try {
      return Optional.ofNullable(last.send());
    } catch (SQLException e) {
      // The server said last that the transaction is still there, and can only be rolled back.
      if (driver.getTransactionState() == TransactionState.FAILED) {
        if (SqlFailures.isUnexpectedCount(e)) {
          throw new IllegalStateException(e.getMessage(), e);
        }
        throw e;
      }
      return Optional.of(e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      if (driver.getTransactionState() != TransactionState.IDLE) {
        rollBack();
      }
      connection.setNetworkTimeout(Runnable::run, usualTimeout);
    } catch (SQLException e) {
      // The connection is closed, and so the pool does not keep it.
    }
  }

  private void rollBack() throws SQLException {
    var statements = new Statements(connection);
    statements.add("ROLLBACK");
    try {
      statements.send();
    } catch (SQLException e) {
      // Nobody may go on in this transaction. The server rolls back what it loses its client of.
      driver.close();
    }
  }
}
