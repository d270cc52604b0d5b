package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// How the tables lie in the database.
class TablesTest {
  /// What does not grow with sales, and is small enough to be copied to each part of a database.
  private static final Set<String> REFERENCE =
      Set.of(
          "seat_map",
          "event",
          "catalogue_idempotency",
          "api_client",
          "api_key",
          "feed_head",
          "feed_entry",
          "webhook_endpoint",
          "webhook_secret",
          "webhook_delivery",
          "webhook_again",
          "flyway_schema_history");

  private static final Pattern BACKTICKED = Pattern.compile("`([a-z_]+)`");

  private static List<String> rows(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    }
  }

  @Test
  void everyIndexOfATableThatGrowsWithSalesBeginsWithTheEvent() throws SQLException {
    TestDatabase database = TestDatabase.empty();
    String indexes =
        """
        SELECT t.relname || ' ' || i.relname FROM pg_index
        JOIN pg_class AS t ON t.oid = indrelid JOIN pg_class AS i ON i.oid = indexrelid
        LEFT JOIN pg_attribute AS a ON attrelid = indrelid AND attnum = indkey[0]
        WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relname = ANY ('{%s}')
          AND (a.attname = 'event_id') IS %s
        """;
    String reference = String.join(",", REFERENCE);
    assertThat(rows(database, indexes.formatted(reference, "TRUE"))).hasSizeGreaterThan(10);
    assertThat(rows(database, indexes.formatted(reference, "NOT TRUE"))).isEmpty();
    assertThat(
            rows(
                database,
                """
                SELECT relname FROM pg_class AS t
                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                  AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = t.oid AND indisprimary)
                """))
        .as("without a primary key")
        .isEmpty();
  }

  @Test
  void thePageTellsTheTablesThatAreDividedFromThoseThatAreWhole() throws Exception {
    TestDatabase database = TestDatabase.emptyInPartitions();
    String tables =
        """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = '%s' AND NOT relispartition
        """;
    List<List<String>> onThePage =
        Files.readAllLines(Path.of("..", "..", "docs", "operating", "database.md")).stream()
            .filter(line -> line.startsWith("| `") && line.contains("`, `"))
            .map(line -> BACKTICKED.matcher(line.split(" \\| ", -1)[0]).results())
            .map(names -> names.map(name -> name.group(1)).toList())
            .toList();
    assertThat(onThePage).hasSize(2);
    assertThat(rows(database, tables.formatted("p")))
        .containsExactlyInAnyOrderElementsOf(onThePage.getFirst());
    assertThat(rows(database, tables.formatted("r")))
        .containsExactlyInAnyOrderElementsOf(onThePage.getLast())
        .containsExactlyInAnyOrderElementsOf(REFERENCE);
  }

  @Test
  void noTableThatGrowsWithSalesRefersToAnother() throws SQLException {
    assertThat(
            rows(
                TestDatabase.empty(),
                """
                SELECT DISTINCT confrelid::regclass::text FROM pg_constraint
                WHERE contype = 'f' AND connamespace = 'public'::regnamespace
                """))
        .isSubsetOf(REFERENCE);
  }

  @Test
  void inPartitionsOldRowsAreDeletedAndOthersInTheSamePlacesAreNot() throws SQLException {
    TestDatabase database = TestDatabase.emptyInPartitions();
    database.setClock(Samples.START);
    var store = new PostgresStore(database);
    List<HoldId> kept = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Sale sale = Samples.sale(2);
      store.add(sale);
      var node = new Node(store, sale);
      var key = new RequestKey("shop", "key", "fingerprint");
      HoldId old = held(node.commit(node.placing("S-1"), key)).hold().terms().id();
      node.commit(new Command.Release(old), null);
      kept.add(node.hold("S-2").hold().terms().id());
    }
    assertThat(rows(database, "SELECT DISTINCT tableoid::regclass::text FROM hold"))
        .hasSizeGreaterThan(3);

    database.setClock(Samples.START.plus(Duration.ofDays(3)));
    var retention = new PostgresLedgerRetention(database.pool());
    assertThat(retention.deleteAnswers(Duration.ofDays(2))).isEqualTo(12);
    assertThat(retention.deleteEndedHolds(Duration.ofDays(2))).isEqualTo(12);

    assertThat(rows(database, "SELECT hold_id FROM hold"))
        .containsExactlyInAnyOrderElementsOf(kept.stream().map(HoldId::toString).toList());
  }
}
