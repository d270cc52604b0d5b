package dev.holdfast.benchmarks.textbook;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Counted places: a row for each event says how many are left and which number is next. Buyers of
/// an event wait for each other at its row, so there may be several of them (stripes), each with
/// its part of the places and with numbers of its own.
final class Counters implements SeatHolder {
  static final int STRIPES = 8;

  private static final int TRIES = 5;

  private static final String GIVE_BACK =
      """
      WITH back AS (
        DELETE FROM ticket WHERE event = ? AND number = ANY (?) AND holder = ? RETURNING 1)
      UPDATE counter SET free = free + (SELECT count(*) FROM back) WHERE event = ? AND stripe = ?
      """;

  private final int stripes;
  private final String take;
  private final SqlTransactions transactions;

  Counters(Stage stage, int stripes) {
    this.stripes = stripes;
    this.take =
        """
        WITH
          wish (event, stripe, places, holder) AS (VALUES (?, ?, ?, ?)),
          taken AS (
            UPDATE counter c SET free = c.free - w.places, next = c.next + w.places
            FROM wish w
            WHERE c.event = w.event AND c.stripe = w.stripe AND c.free >= w.places
            RETURNING w.*, c.next - w.places AS first)
        INSERT INTO ticket (event, number, holder)
        SELECT event, (first + i) * %d + stripe, holder
        FROM taken, generate_series(0, places - 1) AS i
        RETURNING number
        """
            .formatted(stripes);
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
  }

  /// Asks one stripe after another until one has places enough, each in a transaction of its own:
  /// whoever waits for one must not keep others waiting for another.
  @Override
  public Answer hold(long holder, int event, int[] seats) {
    int first = ThreadLocalRandom.current().nextInt(stripes);
    Answer answer = Answer.TAKEN;
    for (int i = 0; i < stripes && answer == Answer.TAKEN; i++) {
      int stripe = (first + i) % stripes;
      answer =
          transactions.hold(
              TRIES, 0, connection -> Optional.of(take(connection, holder, event, stripe, seats)));
    }
    return answer;
  }

  private Answer take(Connection connection, long holder, int event, int stripe, int[] seats)
      throws SQLException {
    try (PreparedStatement statement =
            SqlTransactions.prepare(connection, take, event, stripe, seats.length, holder);
        ResultSet rows = statement.executeQuery()) {
      Answer answer = Answer.TAKEN;
      for (int i = 0; rows.next(); i++) {
        seats[i] = rows.getInt(1);
        answer = Answer.HELD;
      }
      return answer;
    }
  }

  @Override
  public void release(long holder, int event, int[] numbers) {
    transactions.release(
        connection -> {
          SqlTransactions.update(
              connection, GIVE_BACK, event, numbers, holder, event, numbers[0] % stripes);
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
