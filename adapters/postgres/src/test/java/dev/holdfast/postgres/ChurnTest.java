package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tables do not grow with what comes and goes. `-Dholdfast.churn=PT1H` goes on for an hour.
class ChurnTest {
  private static final Duration AT_LEAST =
      Duration.parse(System.getProperty("holdfast.churn", "PT0S"));
  private static final int ROUNDS = 4;

  /// The holds of a day, of which half are released and the others expire.
  private static final int HOLDS = 200;

  /// As autovacuum does it, by the settings of these tables: once there are so many dead rows. Each
  /// day leaves as many as there are holds in each of these tables at least.
  private static final List<String> VACUUMED = List.of("seat_claim", "hold", "idempotency");

  private static final List<String> TABLES =
      List.of("seat_claim", "hold", "idempotency", "event_head");

  private final TestDatabase database = TestDatabase.empty();
  private final PostgresLedgerRetention retention = new PostgresLedgerRetention(database.pool());
  private final Sale sale = Samples.sale(2 * HOLDS);
  private final Node node;
  private Instant now = Samples.START;
  private int keys;

  ChurnTest() {
    database.add(sale);
    node = new Node(new PostgresStore(database), sale);
  }

  @Test
  void tablesStayAsLargeAsTheyWereWhateverComesAndGoes() throws SQLException {
    int days = deadRowsUntilVacuum() / HOLDS;
    Map<String, Long> first = new HashMap<>();
    Map<String, Long> second = new HashMap<>();
    long start = System.nanoTime();
    int rounds = 0;
    while (rounds < ROUNDS || System.nanoTime() - start < AT_LEAST.dividedBy(2).toNanos()) {
      round(days, first);
      rounds++;
    }
    for (int i = 0; i < rounds; i++) {
      round(days, second);
    }

    assertThat(first.keySet()).containsExactlyInAnyOrderElementsOf(TABLES);
    first.forEach(
        (table, bytes) ->
            assertThat(second.get(table))
                .as("%s, at most %d bytes in the first half", table, bytes)
                .isLessThanOrEqualTo(bytes + bytes / 10));
  }

  /// So many dead rows of these tables make autovacuum begin.
  private int deadRowsUntilVacuum() throws SQLException {
    int most = 0;
    for (String table : VACUUMED) {
      most =
          Math.max(
              most,
              (int)
                  number(
                      """
                      SELECT option_value::int FROM pg_class, pg_options_to_table(reloptions)
                      WHERE oid = '%s'::regclass AND option_name = 'autovacuum_vacuum_threshold'
                      """
                          .formatted(table)));
    }
    return most;
  }

  /// Sells until autovacuum would begin, and does what it does.
  ///
  /// @param largest how large each table has been, with its indexes
  private void round(int days, Map<String, Long> largest) throws SQLException {
    for (int i = 0; i < days; i++) {
      day();
    }
    for (String table : TABLES) {
      largest.merge(
          table, number("SELECT pg_total_relation_size('%s')".formatted(table)), Math::max);
    }
    VACUUMED.forEach(table -> database.execute("VACUUM " + table));
  }

  private void day() {
    now = now.plus(Duration.ofDays(1));
    database.setClock(now);
    List<Submission> placing = new ArrayList<>();
    for (int i = 1; i <= HOLDS; i++) {
      Command.Place hold = node.placing("S-" + i, "S-" + (HOLDS + i));
      placing.add(new Submission(hold, new RequestKey("shop", "key " + keys++, "fingerprint")));
    }
    List<HoldId> holds =
        node.commit(placing).stream().map(done -> Node.held(done).hold().terms().id()).toList();
    node.commit(
        IntStream.range(0, HOLDS / 2)
            .mapToObj(i -> new Submission(new Command.Release(holds.get(i)), null))
            .toList());
    now = now.plus(Samples.HOLD);
    database.setClock(now);
    assertThat(node.commit(new Command.Expire(HOLDS), null))
        .isEqualTo(new Outcome.Expired(HOLDS / 2));
    retention.deleteAnswers(Duration.ofHours(25));
    retention.deleteEndedHolds(Duration.ofDays(2));
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).as(sql).isTrue();
      return row.getLong(1);
    }
  }
}
