package dev.holdfast.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// How long the server may take to answer one statement. A connection on which it takes longer is
/// given up: it may be frozen, or gone without a word, and would be waited for without end.
///
/// It is not set for all connections of the pool from the start, for a migration may take longer.
final class AnswerTimeout {
  /// For those who have no reason for another one.
  static final Duration USUAL = Duration.ofSeconds(5);

  private AnswerTimeout() {}

  static void set(Connection connection, Duration timeout) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
  }
}
