package dev.holdfast.benchmarks.textbook;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Transactions of one node, which are tried again as each way has it.
final class SqlTransactions implements AutoCloseable {
  /// Giving back is never given up in earnest: a seat that stays taken would spoil the figures.
  private static final int RELEASE_TRIES = 1_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int LONGEST_BACKOFF = 8;

  /// What is done within a transaction: an answer, or nothing if it must be tried again.
  interface Work {
    Optional<Answer> in(Connection connection) throws SQLException;
  }

  private final AgroalDataSource pool;
  private final Tally tally;

  SqlTransactions(Stage stage, TransactionIsolation isolation) {
    this.tally = stage.tally();
    try {
      this.pool = pool(stage, isolation);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// As the product has it, a pool whose size never changes.
  static AgroalDataSource pool(Stage stage, TransactionIsolation isolation) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                of ->
                    of.initialSize(stage.connections())
                        .minSize(stage.connections())
                        .maxSize(stage.connections())
                        .acquisitionTimeout(TIMEOUT)
                        .connectionFactoryConfiguration(
                            to ->
                                to.jdbcUrl(stage.url())
                                    .principal(new NamePrincipal(stage.user()))
                                    .credential(new SimplePassword(stage.password()))
                                    .autoCommit(false)
                                    .jdbcTransactionIsolation(isolation))));
  }

  /// Commits what holds and rolls back what does not, and tries again at most so often in all.
  ///
  /// @param pauseMillis how long the first pause is at most; each is random and may be twice as
  ///     long as the one before, up to eight times the first. 0 for no pause
  Answer hold(int tries, int pauseMillis, Work work) {
    int longest = pauseMillis;
    for (int i = 0; i < tries; i++) {
      if (i > 0) {
        tally.retries.increment();
        pause(longest);
        longest = Math.min(2 * longest, LONGEST_BACKOFF * pauseMillis);
      }
      Optional<Answer> answer = attempt(work);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return Answer.GAVE_UP;
  }

  void release(Work work) {
    if (hold(RELEASE_TRIES, 1, work) == Answer.GAVE_UP) {
      throw new IllegalStateException("seats were not given back in " + RELEASE_TRIES + " tries");
    }
  }

  private Optional<Answer> attempt(Work work) {
    try (Connection connection = pool.getConnection()) {
      try {
        Optional<Answer> answer = work.in(connection);
        if (answer.equals(Optional.of(Answer.HELD))) {
          connection.commit();
        } else {
          connection.rollback();
        }
        return answer;
      } catch (SQLException e) {
        connection.rollback();
        if (isWorthAnotherTry(e)) {
          return Optional.empty();
        }
        throw e;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isWorthAnotherTry(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return switch (state) {
      case "40P01" -> {
        tally.deadlocks.increment();
        yield true;
      }
      // A serialisation failure, and a lock that was not to be had at once.
      case "40001", "55P03" -> true;
      default -> false;
    };
  }

  static boolean isDuplicate(SQLException e) {
    return "23505".equals(e.getSQLState());
  }

  private static void pause(int longestMillis) {
    if (longestMillis > 0) {
      long nanos = ThreadLocalRandom.current().nextLong(longestMillis * 1_000_000L);
      try {
        TimeUnit.NANOSECONDS.sleep(nanos);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /// Runs one statement. Each argument is a number or a text, or numbers for an array.
  static int update(Connection connection, String sql, Object... arguments) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, arguments)) {
      return statement.executeUpdate();
    }
  }

  static PreparedStatement prepare(Connection connection, String sql, Object... arguments)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(
          i + 1, arguments[i] instanceof int[] numbers ? array(connection, numbers) : arguments[i]);
    }
    return statement;
  }

  private static Array array(Connection connection, int[] numbers) throws SQLException {
    return connection.createArrayOf("int4", Arrays.stream(numbers).boxed().toArray());
  }

  static int[] numbers(Array array) throws SQLException {
    return Arrays.stream((Integer[]) array.getArray()).mapToInt(Integer::intValue).toArray();
  }

  /// The claims that a query of event, seat and holder finds.
  Set<SeatHolder.Claim> claims(String sql) {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = prepare(connection, sql);
        ResultSet rows = statement.executeQuery()) {
      Set<SeatHolder.Claim> claims = new HashSet<>();
      while (rows.next()) {
        claims.add(new SeatHolder.Claim(rows.getInt(1), rows.getInt(2), rows.getLong(3)));
      }
      connection.rollback();
      return claims;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
