package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Reads the seats with their versions, without any lock, and changes them if the versions are
/// still the same; if they are not, reads again.
final class VersionedRows implements SeatHolder {
  private static final int TRIES = 10;
  private static final int PAUSE_MILLIS = 1;

  private final SqlTransactions transactions;

  VersionedRows(Stage stage) {
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    int[] sorted = Arrays.stream(seats).sorted().toArray();
    return transactions.hold(
        TRIES, PAUSE_MILLIS, connection -> hold(connection, holder, event, sorted));
  }

  private static Optional<Answer> hold(Connection connection, long holder, int event, int[] seats)
      throws SQLException {
    int[] versions = new int[seats.length];
    try (PreparedStatement statement =
            SqlTransactions.prepare(
                connection,
                """
                SELECT version, holder FROM seat WHERE event = ? AND seat = ANY (?) ORDER BY seat
                """,
                event,
                seats);
        ResultSet rows = statement.executeQuery()) {
      for (int i = 0; rows.next(); i++) {
        versions[i] = rows.getInt(1);
        rows.getLong(2);
        if (!rows.wasNull()) {
          return Optional.of(Answer.TAKEN);
        }
      }
    }
    int changed =
        update(
            connection,
            """
            UPDATE seat s SET holder = ?, version = s.version + 1
            FROM unnest(?, ?) AS seen (seat, version)
            WHERE s.event = ? AND s.seat = seen.seat AND s.version = seen.version
            """,
            holder,
            seats,
            versions,
            event);
    return changed == seats.length ? Optional.of(Answer.HELD) : Optional.empty();
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    transactions.release(
        connection -> {
          update(
              connection,
              """
              UPDATE seat SET holder = NULL, version = version + 1
              WHERE event = ? AND seat = ANY (?) AND holder = ?
              """,
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
