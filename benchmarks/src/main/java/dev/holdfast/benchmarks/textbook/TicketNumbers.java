package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Gives out the next numbers after the highest, whatever the buyer would like, and tries three
/// times more if another was faster. A number that was given back is not given out again.
final class TicketNumbers implements SeatHolder {
  private static final int TRIES = 4;

  private final SqlTransactions transactions;

  TicketNumbers(Stage stage) {
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    return transactions.hold(
        TRIES,
        0,
        connection -> {
          int next = next(connection, event);
          for (int i = 0; i < seats.length; i++) {
            seats[i] = next + i;
          }
          try {
            update(
                connection,
                """
                INSERT INTO ticket (event, number, holder)
                SELECT ?, number, ? FROM unnest(?) AS number
                """,
                event,
                holder,
                seats);
            return Optional.of(Answer.HELD);
          } catch (SQLException e) {
            if (SqlTransactions.isDuplicate(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  private static int next(Connection connection, int event) throws SQLException {
    try (PreparedStatement statement =
            SqlTransactions.prepare(
                connection,
                "SELECT coalesce(max(number), -1) + 1 FROM ticket WHERE event = ?",
                event);
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new IllegalStateException("an aggregate without a row");
      }
      return rows.getInt(1);
    }
  }

  @Override
  public void release(long holder, int event, int[] numbers) {
    transactions.release(
        connection -> {
          update(
              connection,
              """
              UPDATE ticket SET holder = NULL
              WHERE event = ? AND number = ANY (?) AND holder = ?
              """,
              event,
              numbers,
              holder);
          return Optional.of(Answer.HELD);
        });
  }

  @Override
  public Set<Claim> claims() {
    return transactions.claims(Tables.TICKETS);
  }

  @Override
  public void close() {
    transactions.close();
  }
}
