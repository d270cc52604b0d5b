package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerRetention;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

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

  private final Walk answers = deleting("idempotency", "created_at", "true");
  private final Walk creations = deleting("catalogue_idempotency", "created_at", "true");
  private final Walk holds = deleting("hold", "ended_at", "status IN ('released', 'expired')");
  private final Walk coolDowns = deleting("cool_down", "ends_at", "true");
  private final Walk customers =
      new Walk(
          "hold",
          "UPDATE %s SET customer = NULL",
          "ended_at",
          "status = 'confirmed' AND customer IS NOT NULL");

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

  private Walk deleting(String table, String age, String condition) {
    return new Walk(table, "DELETE FROM %s", age, condition);
  }

  @Override
  public int deleteAnswers(Duration olderThan) {
    OffsetDateTime limit = limit(olderThan);
    return answers.goOn(limit) + creations.goOn(limit);
  }

  @Override
  public int deleteEndedHolds(Duration olderThan) {
    // An answer names a hold that was open when it was given. So it is not younger than the hold's
    // end, and where no answer is older than the limit, none names a hold that ended before it.
    OffsetDateTime limit = earlier(limit(olderThan), answers.noneBefore());
    return holds.goOn(limit) + coolDowns.goOn(limit);
  }

  private static OffsetDateTime earlier(OffsetDateTime one, OffsetDateTime other) {
    return one.isBefore(other) ? one : other;
  }

  @Override
  public int forgetCustomers(Duration olderThan) {
    return customers.goOn(limit(olderThan));
  }

  private OffsetDateTime limit(Duration age) {
    Instant clock = run(LedgerReads.CLOCK, row -> Columns.instant(row, "clock"));
    return clock.minus(age).atOffset(ZoneOffset.UTC);
  }

  /// A way through a table, again and again. It is this node's own; others may walk beside it. A
  /// row's place is one in its partition, if there are partitions. So each is walked through alone.
  private final class Walk {
    private final String table;
    private final String change;
    private final String age;
    private final String condition;
    private final Map<String, PartWalk> parts = new HashMap<>();

    /// @param change what becomes of the rows, without its WHERE; `%s` stands for the table
    /// @param age the column that says how old a row is
    /// @param condition which rows, when they are old
    Walk(String table, String change, String age, String condition) {
      this.table = table;
      this.change = change;
      this.age = age;
      this.condition = condition;
    }

    /// Before when there is no row to be changed, as far as this node has seen; far in the
    /// past until it has seen the whole table once.
    synchronized OffsetDateTime noneBefore() {
      return parts.values().stream()
          .map(part -> part.noneBefore)
          .min(Comparator.naturalOrder())
          .orElse(OffsetDateTime.MIN);
    }

    /// @return how many rows it changed
    synchronized int goOn(OffsetDateTime limit) {
      String[] names =
          run(
              """
              SELECT coalesce(array_agg(relid::regclass::text), ARRAY[?::text]) AS parts
              FROM pg_partition_tree(?::regclass) WHERE isleaf
              """,
              row -> (String[]) row.getArray("parts").getArray(),
              table,
              table);
      parts.keySet().retainAll(List.of(names));
      int changed = 0;
      for (String name : names) {
        changed += parts.computeIfAbsent(name, this::part).goOn(limit);
      }
      return changed;
    }

    private PartWalk part(String name) {
      return new PartWalk(name, change.formatted(name), age, condition);
    }
  }

  /// The way through a table without partitions, or through one of its partitions.
  private final class PartWalk {
    private final String extent;
    private final String change;
    private long next;
    private long file;

    /// What the pass that is under way has left is not older.
    private OffsetDateTime noneSeenBefore = OffsetDateTime.MIN;

    /// What the table had when the last whole pass began, and still has, is not older.
    private OffsetDateTime noneBefore = OffsetDateTime.MIN;

    PartWalk(String table, String change, String age, String condition) {
      this.extent =
          """
          SELECT pg_relation_size('%1$s') / current_setting('block_size')::int AS blocks,
            pg_relation_filenode('%1$s')::bigint AS file
          """
              .formatted(table);
      this.change =
          """
          WITH
            old AS MATERIALIZED (
              SELECT ctid AS place, %3$s AS age FROM %1$s
              WHERE ctid >= ?::text::tid AND ctid < ?::text::tid AND %4$s AND %3$s < ?),
            changed AS (
              %2$s WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM %1$s WHERE ctid = ANY (ARRAY(SELECT place FROM old))
                FOR UPDATE SKIP LOCKED))
              RETURNING ctid AS place)
          SELECT (SELECT count(*) FROM changed) AS changed,
            (SELECT min(age) FROM old WHERE place NOT IN (SELECT place FROM changed)) AS oldest,
            pg_relation_filenode('%1$s')::bigint AS file
          """
              .formatted(table, change, age, condition);
    }

    private record Extent(long blocks, long file) {}

    private record Slice(int changed, @Nullable OffsetDateTime oldest, long file) {}

    /// @return how many rows it changed
    int goOn(OffsetDateTime limit) {
      Extent table = run(extent, row -> new Extent(row.getLong("blocks"), row.getLong("file")));
      if (table.file != file) {
        begin(table.file);
      }
      long most = Math.min(blocksPerCall, table.blocks);
      int changed = 0;
      for (long walked = 0; walked < most; walked += blocksAtOnce) {
        if (next == 0) {
          noneSeenBefore = limit;
        }
        Slice slice = walk(limit);
        changed += slice.changed;
        if (slice.oldest != null) {
          noneSeenBefore = earlier(noneSeenBefore, slice.oldest);
        }
        next += blocksAtOnce;
        if (slice.file != file) {
          begin(slice.file);
        } else if (next >= table.blocks) {
          noneBefore = noneSeenBefore;
          next = 0;
        }
      }
      if (table.blocks == 0) {
        noneBefore = limit;
      }
      return changed;
    }

    /// Begins anew, since what was rewritten into another file is in no known place.
    private void begin(long newFile) {
      file = newFile;
      next = 0;
    }

    private Slice walk(OffsetDateTime limit) {
      return run(
          change,
          row ->
              new Slice(
                  row.getInt("changed"),
                  row.getObject("oldest", OffsetDateTime.class),
                  row.getLong("file")),
          tid(next),
          tid(next + blocksAtOnce),
          limit);
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
    try (Session session = Session.open(dataSource, ANSWER_TIMEOUT);
        PreparedStatement statement = session.connection().prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return answer.from(row);
      }
    } catch (SQLException e) {
      throw SqlFailures.toDomain(e);
    }
  }
}
