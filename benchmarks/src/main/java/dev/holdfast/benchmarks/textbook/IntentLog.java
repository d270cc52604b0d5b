package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// A hold over two stores that can't commit together. The database first says what is intended
/// (PENDING), then the other store takes the seats, and then the intent is COMMITTED or ABORTED.
///
/// A node that starts aborts whatever is pending and gives back the seats of all that was aborted.
/// If that was a slow node's and not a dead one's, the slow one can't commit any more.
final class IntentLog implements SeatHolder {
  private static final int TRIES = 5;

  private final SeatHolder seats;
  private final SqlTransactions log;

  IntentLog(Stage stage, SeatHolder seats) {
    this.seats = seats;
    this.log = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
    recover();
  }

  private void recover() {
    log.release(
        connection -> {
          update(connection, "UPDATE intent SET state = 'ABORTED' WHERE state = 'PENDING'");
          return Optional.of(Answer.HELD);
        });
    log.release(
        connection -> {
          giveBackAborted(connection);
          return Optional.of(Answer.HELD);
        });
  }

  private void giveBackAborted(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            SqlTransactions.prepare(
                connection, "SELECT holder, event, seats FROM intent WHERE state = 'ABORTED'");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        seats.release(rows.getLong(1), rows.getInt(2), SqlTransactions.numbers(rows.getArray(3)));
      }
    }
  }

  @Override
  public Answer hold(long holder, int event, int[] wanted) {
    intend(holder, event, wanted);
    Answer answer = seats.hold(holder, event, wanted);
    if (answer != Answer.HELD) {
      var _ = change(holder, "PENDING", "ABORTED");
      return answer;
    }
    if (change(holder, "PENDING", "COMMITTED")) {
      return Answer.HELD;
    }
    seats.release(holder, event, wanted);
    return Answer.GAVE_UP;
  }

  private void intend(long holder, int event, int[] wanted) {
    log.release(
        connection -> {
          update(
              connection,
              "INSERT INTO intent (holder, event, seats, state) VALUES (?, ?, ?, 'PENDING')",
              holder,
              event,
              wanted);
          return Optional.of(Answer.HELD);
        });
  }

  /// Whether an intent was in one state, and is now in the other.
  private boolean change(long holder, String from, String to) {
    return log.hold(
            TRIES,
            0,
            connection -> {
              int changed =
                  update(
                      connection,
                      "UPDATE intent SET state = ? WHERE holder = ? AND state = ?",
                      to,
                      holder,
                      from);
              return Optional.of(changed == 1 ? Answer.HELD : Answer.TAKEN);
            })
        == Answer.HELD;
  }

  /// Aborts first, so that whoever recovers gives back what this node did not get to.
  @Override
  public void release(long holder, int event, int[] held) {
    var _ = change(holder, "COMMITTED", "ABORTED");
    seats.release(holder, event, held);
  }

  @Override
  public Set<Claim> claims() {
    return seats.claims();
  }

  @Override
  public void close() {
    log.close();
    seats.close();
  }
}
