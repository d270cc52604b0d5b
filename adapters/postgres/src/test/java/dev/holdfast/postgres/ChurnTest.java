package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
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
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Tables do not grow with what comes and goes. With `-Dholdfast.churn=PT1H`, it is also shown for
/// an hour under the server's own autovacuum, a day in each second.
class ChurnTest {
  private static final String LENGTH = "holdfast.churn";
  private static final int ROUNDS = 4;
  private static final int QUARTERS = 4;

  /// The holds of a day, of which half are released and the others expire.
  private static final int HOLDS = 200;

  /// So many holds are placed by one transaction.
  private static final int BATCH = 10;

  /// As autovacuum does it, by the settings of these tables: once there are so many dead rows. Each
  /// day leaves as many as there are holds in each of these tables at least.
  private static final List<String> VACUUMED = List.of("seat_claim", "hold", "idempotency");

  private static final List<String> TABLES =
      List.of("seat_claim", "hold", "idempotency", "event_head");

  /// What clients have read, from memory or from disk.
  private static final String BLOCKS =
      """
      SELECT (sum(hits) + sum(reads))::bigint FROM pg_stat_io
      WHERE backend_type = 'client backend' AND object = 'relation'
      """;

  private final TestDatabase database = TestDatabase.empty();
  private final PostgresLedgerRetention retention = new PostgresLedgerRetention(database.pool());
  private final Sale sale = toOneCustomer(Samples.sale(2 * HOLDS));
  private final Node node;
  private Instant now = Samples.START;
  private final List<Long> placingNanos = new ArrayList<>();
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
    for (int i = 0; i < ROUNDS; i++) {
      round(days, first);
    }
    for (int i = 0; i < ROUNDS; i++) {
      round(days, second);
    }

    assertThat(first.keySet()).containsExactlyInAnyOrderElementsOf(TABLES);
    assertNotLarger(second, first);
  }

  /// A hold must not read more of the database for the dead rows of others, either. That does not
  /// depend on the machine's speed, as the times do that are printed.
  @Test
  @Tag("long")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  @EnabledIfSystemProperty(named = LENGTH, matches = ".+")
  void autovacuumKeepsTablesAndTheCostOfAHoldAsTheyWere() throws Exception {
    Duration quarter = Duration.parse(System.getProperty(LENGTH)).dividedBy(QUARTERS);
    List<Quarter> quarters = new ArrayList<>();
    for (int i = 0; i < QUARTERS; i++) {
      quarters.add(quarter(quarter));
      System.out.printf("churn, quarter %d: %s%n", i + 1, quarters.getLast());
    }

    // In the first quarter, tables grow to their size.
    Quarter before = quarters.get(1);
    Quarter last = quarters.getLast();
    assertNotLarger(last.bytes, before.bytes);
    assertThat(last.blocksPerHold).isLessThanOrEqualTo(1.1 * before.blocksPerHold);
  }

  private static void assertNotLarger(Map<String, Long> later, Map<String, Long> before) {
    before.forEach(
        (table, bytes) ->
            assertThat(later.get(table))
                .as("%s, at most %d bytes before", table, bytes)
                .isLessThanOrEqualTo(bytes + bytes / 10));
  }

  /// What a quarter of the time came to.
  ///
  /// @param bytes how large each table has been, with its indexes
  /// @param dead how many dead rows of each table there have been at once
  /// @param blocksPerHold blocks of the database that clients read for a hold, its end and all
  /// that belongs to it
  /// @param p50 milliseconds of a transaction that places holds
  private record Quarter(
      int days,
      Map<String, Long> bytes,
      Map<String, Long> dead,
      double blocksPerHold,
      double p50,
      double p99) {}

  private Quarter quarter(Duration length) throws Exception {
    Map<String, Long> bytes = new TreeMap<>();
    Map<String, Long> dead = new TreeMap<>();
    placingNanos.clear();
    int days = 0;
    long blocks = number(BLOCKS);
    long end = System.nanoTime() + length.toNanos();
    for (long next = System.nanoTime(); next < end; next = Math.max(next, System.nanoTime())) {
      day();
      days++;
      measure("pg_total_relation_size(relid)", bytes);
      measure("n_dead_tup", dead);
      next += Duration.ofSeconds(1).toNanos();
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
    blocks = number(BLOCKS) - blocks;
    List<Long> sorted = placingNanos.stream().sorted().toList();
    return new Quarter(
        days,
        bytes,
        dead,
        (double) blocks / (days * HOLDS),
        sorted.get(sorted.size() / 2) / 1e6,
        sorted.get(sorted.size() * 99 / 100) / 1e6);
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
    measure("pg_total_relation_size(relid)", largest);
    VACUUMED.forEach(table -> database.execute("VACUUM " + table));
  }

  private void measure(String what, Map<String, Long> largest) throws SQLException {
    for (String table : TABLES) {
      largest.merge(
          table,
          number(
              "SELECT %s FROM pg_stat_user_tables WHERE relid = '%s'::regclass"
                  .formatted(what, table)),
          Math::max);
    }
  }

  private static Sale toOneCustomer(Sale sale) {
    return sale.with(
        SettingsPatch.builder()
            .customerLimit(HoldLimits.Limit.NONE)
            .build()
            .on(sale.event().settings()));
  }

  private void day() {
    now = now.plus(Duration.ofDays(1));
    database.setClock(now);
    List<HoldId> holds = new ArrayList<>();
    for (int first = 1; first <= HOLDS; first += BATCH) {
      List<Submission> placing =
          IntStream.range(first, first + BATCH)
              .mapToObj(i -> node.placing("S-" + i, "S-" + (HOLDS + i)))
              .map(
                  hold ->
                      new Submission(hold, new RequestKey("shop", "key " + keys++, "fingerprint")))
              .toList();
      long begun = System.nanoTime();
      List<Outcome> placed = node.commit(placing);
      placingNanos.add(System.nanoTime() - begun);
      placed.forEach(done -> holds.add(Node.held(done).hold().terms().id()));
    }
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
