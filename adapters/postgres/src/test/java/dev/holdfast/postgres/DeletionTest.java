package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.EventDeleted;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What becomes of all that is stored of an event that is deleted.
class DeletionTest {
  private final TestDatabase database = TestDatabase.empty();
  private final PostgresStore store = new PostgresStore(database);

  /// An event of which every table has something.
  private Node sold(Sale sale) {
    database.add(sale);
    Node node = new Node(store, sale);
    node.hold("S-1");
    var id = node.hold("S-2", "S-3").hold().terms().id();
    var reservation = confirmed(node.commit(node.confirming(id), null));
    node.commit(Node.cancelling(reservation.id(), List.of("S-3"), "ill"), null);
    node.commit(new Command.Block(List.of("S-4"), List.of(), Samples.block("camera")), null);
    var key = new RequestKey("shop", "key", "request");
    held(node.commit(List.of(new Submission(node.placing("S-5"), key))).getFirst());
    database.execute(
        """
        INSERT INTO hold_outcome VALUES ('%1$s', gen_random_uuid(), 1, 'stored');
        INSERT INTO feed_cursor VALUES ('%1$s', 1, 1);
        INSERT INTO cool_down VALUES ('%1$s', 6, 7, now())"""
            .formatted(sale.event().id()));
    return node;
  }

  /// How many rows each table has of an event. Those of the feed stay.
  private Map<String, Long> rows(Sale sale) throws SQLException {
    Map<String, Long> rows = new TreeMap<>();
    for (String table :
        texts(
            """
            SELECT c.table_name FROM information_schema.columns AS c
            JOIN information_schema.tables AS t USING (table_schema, table_name)
            WHERE c.column_name = 'event_id' AND t.table_schema = 'public'
              AND t.table_type = 'BASE TABLE' AND c.table_name <> 'feed_entry'""")) {
      String count =
          texts("SELECT count(*) FROM %s WHERE event_id = '%s'".formatted(table, sale.event().id()))
              .getFirst();
      rows.put(table, Long.valueOf(count));
    }
    return rows;
  }

  private List<String> texts(String query) throws SQLException {
    try (Connection connection = database.pool().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    }
  }

  private String delete(Sale sale) throws SQLException {
    return texts("SELECT delete_test_event('%s')".formatted(sale.event().id())).getFirst();
  }

  @Test
  void nothingOfATestEventIsLeftAndAllOfTheOthers() throws SQLException {
    Sale test = Samples.inTestMode(Samples.sale(12));
    Sale other = Samples.inTestMode(Samples.sale(12));
    sold(test);
    sold(other);
    Map<String, Long> before = rows(other);
    assertThat(before.values())
        .as("tables of an event without a row: %s", before)
        .doesNotContain(0L);

    assertThat(delete(test)).isEqualTo("t");

    assertThat(rows(test).values()).as("%s", rows(test)).containsOnly(0L);
    assertThat(rows(other)).isEqualTo(before);
    assertThat(delete(test)).as("again").isEqualTo("f");
  }

  @Test
  void anEventThatIsNoTestStays() throws SQLException {
    Sale sale = Samples.sale(12);
    sold(sale);
    Map<String, Long> before = rows(sale);

    assertThat(delete(sale)).isEqualTo("f");

    assertThat(rows(sale)).isEqualTo(before);
  }

  @Test
  void whoeverStillKnowsTheEventIsToldThatItIsGone() throws SQLException {
    Sale sale = Samples.inTestMode(Samples.sale(12));
    Node node = sold(sale);
    delete(sale);

    assertThatThrownBy(() -> node.hold("S-6")).isInstanceOf(EventDeleted.class);
    assertThatThrownBy(() -> node.ledger().load(new EventState(sale)))
        .isInstanceOf(EventDeleted.class);
    assertThat(node.ledger().eventsDue(10)).isEmpty();
  }
}
