package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Locks the seats' rows with `SELECT … FOR UPDATE`, looks at them, and changes them.
final class LockedRows implements SeatHolder {
  private static final String SELECT =
      """
      SELECT s.holder
      FROM unnest(?) WITH ORDINALITY AS wanted (seat, position)
        JOIN seat s ON s.event = ? AND s.seat = wanted.seat
      ORDER BY %s FOR UPDATE OF s
      """;

  /// How it locks, and what it does when it doesn't get a lock.
  enum Locking {
    /// In the order in which the buyer named the seats.
    BUYERS_ORDER(SELECT.formatted("wanted.position"), 5, 0),
    SEATS_ORDER(SELECT.formatted("s.seat"), 5, 0),
    NO_WAIT(SELECT.formatted("s.seat") + " NOWAIT", 10, 2);

    private final String select;
    private final int tries;
    private final int pauseMillis;

    Locking(String select, int tries, int pauseMillis) {
      this.select = select;
      this.tries = tries;
      this.pauseMillis = pauseMillis;
    }
  }

  private final Locking locking;
  private final SqlTransactions transactions;

  LockedRows(Stage stage, Locking locking) {
    this.locking = locking;
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    return transactions.hold(
        locking.tries,
        locking.pauseMillis,
        connection -> {
          if (!lockAndSeeWhetherFree(connection, event, seats)) {
            return Optional.of(Answer.TAKEN);
          }
          update(
              connection,
              "UPDATE seat SET holder = ? WHERE event = ? AND seat = ANY (?)",
              holder,
              event,
              seats);
          return Optional.of(Answer.HELD);
        });
  }

  private boolean lockAndSeeWhetherFree(Connection connection, int event, int[] seats)
      throws SQLException {
    try (PreparedStatement statement =
            SqlTransactions.prepare(connection, locking.select, seats, event);
        ResultSet rows = statement.executeQuery()) {
      boolean free = true;
      while (rows.next()) {
        rows.getLong(1);
        free &= rows.wasNull();
      }
      return free;
    }
  }

  /// Locks in the same order as a hold does, for a release can wait for one just as well.
  @Override
  public void release(long holder, int event, int[] seats) {
    transactions.release(
        connection -> {
          var _ = lockAndSeeWhetherFree(connection, event, seats);
          update(
              connection,
              "UPDATE seat SET holder = NULL WHERE event = ? AND seat = ANY (?) AND holder = ?",
              event,
              seats,
              holder);
          return Optional.of(Answer.HELD);
        });
  }

  @Override
  public Set<Claim> claims() {
    return transactions.claims("SELECT event, seat, holder FROM seat WHERE holder IS NOT NULL");
  }

  @Override
  public void close() {
    transactions.close();
  }
}
