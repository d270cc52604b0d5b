package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerRetention;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// Deletes what is old from PostgreSQL by walking through the tables in the order in which they lie
/// on disk. No index is kept for it, which each sale would have to pay for.
public final class PostgresLedgerRetention implements LedgerRetention {
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  /// A block of 8 kB has room for about 50 answers, or for 40 holds.
  private static final int BLOCKS_AT_ONCE = 128;

  private static final int BLOCKS_PER_CALL = 256 * BLOCKS_AT_ONCE;

  private final DataSource dataSource;
  private final int blocksAtOnce;
  private final int blocksPerCall;

  private final Walk answers = deleting("idempotency", "created_at < ?");
  private final Walk creations = deleting("catalogue_idempotency", "created_at < ?");
  private final Walk holds = deleting("hold", "status IN ('released', 'expired') AND ended_at < ?");
  private final Walk customers =
      new Walk(
          "hold",
          "UPDATE hold SET customer = NULL",
          "status = 'confirmed' AND customer IS NOT NULL AND ended_at < ?");

  /// The retention of this database, on connections that take part in nobody else's transaction.
  public PostgresLedgerRetention(DataSource dataSource) {
    this(dataSource, BLOCKS_AT_ONCE, BLOCKS_PER_CALL);
  }

  /// @param blocksAtOnce through how much of a table one transaction walks
  /// @param blocksPerCall through how much of each table one call walks
  PostgresLedgerRetention(DataSource dataSource, int blocksAtOnce, int blocksPerCall) {
    this.dataSource = dataSource;
    this.blocksAtOnce = blocksAtOnce;
    this.blocksPerCall = blocksPerCall;
  }

  private Walk deleting(String table, String condition) {
    return new Walk(table, "DELETE FROM " + table, condition);
  }

  @Override
  public int deleteAnswers(Duration olderThan) {
    OffsetDateTime limit = limit(olderThan);
    return answers.goOn(limit) + creations.goOn(limit);
  }

  @Override
  public int deleteEndedHolds(Duration olderThan) {
    OffsetDateTime limit = limit(olderThan);
    // An answer names a hold that was open when it was given. So it is not younger than the hold's
    // end, and where no answer is older than the limit, none names a hold that ended before it.
    boolean isNamed =
        run(
            "SELECT EXISTS (SELECT FROM idempotency WHERE created_at < ?)",
            row -> row.getBoolean(1),
            limit);
    return isNamed ? 0 : holds.goOn(limit);
  }

  @Override
  public int forgetCustomers(Duration olderThan) {
    return customers.goOn(limit(olderThan));
  }

  private OffsetDateTime limit(Duration age) {
    Instant clock = run(LedgerReads.CLOCK, row -> Columns.instant(row, "clock"));
    return clock.minus(age).atOffset(ZoneOffset.UTC);
  }

  /// A way through a table, again and again. It is this node's own; others may walk beside it.
  private final class Walk {
    private final String size;
    private final String change;
    private final AtomicLong next = new AtomicLong();

    /// @param change what becomes of the rows, without its WHERE
    /// @param condition which rows, with one parameter
    Walk(String table, String change, String condition) {
      this.size =
          "SELECT pg_relation_size('%s') / current_setting('block_size')::int".formatted(table);
      this.change =
          """
          WITH changed AS (
            %2$s WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM %1$s
              WHERE ctid >= ?::text::tid AND ctid < ?::text::tid AND %3$s
              FOR UPDATE SKIP LOCKED))
            RETURNING 1)
          SELECT count(*) FROM changed
          """
              .formatted(table, change, condition);
    }

    /// @return how many rows it changed
    int goOn(OffsetDateTime limit) {
      long end = run(size, row -> row.getLong(1));
      int changed = 0;
      for (int walked = 0; walked < Math.min(blocksPerCall, end); walked += blocksAtOnce) {
        long from = next.get() < end ? next.get() : 0;
        long to = from + blocksAtOnce;
        changed += run(change, row -> row.getInt(1), tid(from), tid(to), limit);
        next.set(to);
      }
      return changed;
    }

    private static String tid(long block) {
      return "(%d,0)".formatted(block);
    }
  }

  private interface Answer<T> {
    T from(ResultSet row) throws SQLException;
  }

  /// Runs one statement that has one row for an answer, in a transaction of its own.
  private <T> T run(String sql, Answer<T> answer, Object... parameters) {
    try (Session session = Session.begin(dataSource, ANSWER_TIMEOUT);
        PreparedStatement statement = session.connection().prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        T value = answer.from(row);
        var failure = session.commit();
        if (failure.isPresent()) {
          throw failure.get();
        }
        return value;
      }
    } catch (SQLException e) {
      throw SqlFailures.toDomain(e);
    }
  }
}
