package dev.holdfast.benchmarks.textbook;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Inserts without looking, and believes the primary key.
final class UniqueClaims implements SeatHolder {
  private static final int TRIES = 5;

  private final SqlTransactions transactions;

  UniqueClaims(Stage stage) {
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    // An insert waits for another's of the same seat, so it needs an order, too.
    int[] sorted = Arrays.stream(seats).sorted().toArray();
    return transactions.hold(
        TRIES,
        0,
        connection -> {
          try {
            CheckThenInsert.insert(connection, holder, event, sorted);
            return Optional.of(Answer.HELD);
          } catch (SQLException e) {
            if (SqlTransactions.isDuplicate(e)) {
              return Optional.of(Answer.TAKEN);
            }
            throw e;
          }
        });
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
