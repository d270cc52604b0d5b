package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Gives out any free seats, whatever the buyer would like: the first that are free and that nobody
/// else is about to take.
final class SeatPool implements SeatHolder {
  private static final int TRIES = 5;

  private final SqlTransactions transactions;

  SeatPool(Stage stage) {
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    return transactions.hold(
        TRIES,
        0,
        connection ->
            Optional.of(
                take(connection, holder, event, seats) == seats.length
                    ? Answer.HELD
                    : Answer.TAKEN));
  }

  /// How many there were, at most as many as are wanted.
  private static int take(Connection connection, long holder, int event, int[] seats)
      throws SQLException {
    // Materialized, because the select may run more than once as a subquery of the update.
    try (PreparedStatement statement =
            SqlTransactions.prepare(
                connection,
                """
                WITH free AS MATERIALIZED (
                  SELECT event, seat FROM seat WHERE event = ? AND holder IS NULL
                  LIMIT ? FOR UPDATE SKIP LOCKED)
                UPDATE seat s SET holder = ? FROM free
                WHERE s.event = free.event AND s.seat = free.seat
                RETURNING s.seat
                """,
                event,
                seats.length,
                holder);
        ResultSet rows = statement.executeQuery()) {
      int taken = 0;
      while (rows.next()) {
        seats[taken++] = rows.getInt(1);
      }
      return taken;
    }
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    transactions.release(
        connection -> {
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
