package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/// Looks whether anybody has the seats, and if nobody has, inserts who has them. The isolation
/// level is all that protects it.
final class CheckThenInsert implements SeatHolder {
  private static final int TRIES = 10;
  private static final int PAUSE_MILLIS = 2;

  private final SqlTransactions transactions;

  CheckThenInsert(Stage stage, TransactionIsolation isolation) {
    this.transactions = new SqlTransactions(stage, isolation);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    return transactions.hold(
        TRIES, PAUSE_MILLIS, connection -> Optional.of(take(connection, holder, event, seats)));
  }

  static Answer take(Connection connection, long holder, int event, int[] seats)
      throws SQLException {
    if (isAnyTaken(connection, event, seats)) {
      return Answer.TAKEN;
    }
    insert(connection, holder, event, seats);
    return Answer.HELD;
  }

  static boolean isAnyTaken(Connection connection, int event, int[] seats) throws SQLException {
    try (PreparedStatement statement =
            SqlTransactions.prepare(
                connection,
                "SELECT count(*) FROM claim WHERE event = ? AND seat = ANY (?)",
                event,
                seats);
        ResultSet rows = statement.executeQuery()) {
      return rows.next() && rows.getInt(1) > 0;
    }
  }

  static void insert(Connection connection, long holder, int event, int[] seats)
      throws SQLException {
    update(
        connection,
        "INSERT INTO claim (event, seat, holder) SELECT ?, seat, ? FROM unnest(?) AS seat",
        event,
        holder,
        seats);
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    delete(transactions, holder, event, seats);
  }

  static void delete(SqlTransactions transactions, long holder, int event, int[] seats) {
    transactions.release(
        connection -> {
          update(
              connection,
              "DELETE FROM claim WHERE event = ? AND seat = ANY (?) AND holder = ?",
              event,
              seats,
              holder);
          return Optional.of(Answer.HELD);
        });
  }

  @Override
  public Set<Claim> claims() {
    return transactions.claims(Tables.CLAIMS);
  }

  @Override
  public void close() {
    transactions.close();
  }
}
