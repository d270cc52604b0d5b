package dev.holdfast.benchmarks.textbook;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Looks and inserts under an advisory lock for each seat, in the order of the seats. The locks end
/// with the transaction, and stand for nothing but what all code agrees on.
final class AdvisoryLocks implements SeatHolder {
  private static final int TRIES = 5;

  private final SqlTransactions transactions;

  AdvisoryLocks(Stage stage) {
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    int[] sorted = Arrays.stream(seats).sorted().toArray();
    return transactions.hold(
        TRIES,
        0,
        connection -> {
          lock(connection, event, sorted);
          return Optional.of(CheckThenInsert.take(connection, holder, event, sorted));
        });
  }

  /// In a statement of its own, since one that also looked would see what was there before it
  /// waited.
  private static void lock(Connection connection, int event, int[] seats) throws SQLException {
    try (PreparedStatement statement =
        SqlTransactions.prepare(
            connection,
            "SELECT pg_advisory_xact_lock(?, seat) FROM unnest(?) AS seat",
            event,
            seats)) {
      statement.execute();
    }
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    CheckThenInsert.delete(transactions, holder, event, seats);
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
