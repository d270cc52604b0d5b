package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Command.Quantity;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.testkit.AreaLedgerContract;
import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PostgresAreasTest extends AreaLedgerContract {
  private final TestDatabase database = TestDatabase.empty();
  private final PostgresStore store = new PostgresStore(database);

  @Override
  protected LedgerStore newStore() {
    return store;
  }

  @AfterEach
  @Tag("I1")
  void noAreaHasMoreClaimsOrLiveTicketsThanPlaces() throws SQLException {
    for (Places places : sale().seatMap().places()) {
      String among =
          " WHERE event_id = '%s' AND seat_no >= %d AND seat_no < %d"
              .formatted(sale().event().id(), places.first(), places.end());
      long claims = count("SELECT count(*) FROM seat_claim" + among);
      assertThat(claims).isBetween(0L, (long) places.area().capacity());
      assertThat(count("SELECT count(*) FROM seat_claim" + among + " AND kind = 'reserved'"))
          .isEqualTo(count("SELECT count(*) FROM ticket" + among + " AND cancelled_at IS NULL"));
      assertThat(
              count(
                  """
                  SELECT count(*) FROM ticket WHERE event_id = '%s' AND seat_id = '%s'
                    AND place_no >= 1
                  """
                      .formatted(sale().event().id(), places.area().id())))
          .isEqualTo(count("SELECT count(*) FROM ticket" + among));
    }
    assertThat(
            count(
                "SELECT count(*) FROM seat_claim WHERE event_id = '%s' AND seat_no >= %d"
                    .formatted(sale().event().id(), sale().seatMap().capacity())))
        .isZero();
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  @Tag("I1")
  void thePrimaryKeyHasTheLastWordOnHowManyPlacesAnAreaHas() {
    Places pit = sale().seatMap().places().getFirst();
    Node node = new Node(store, sale());
    node.hold("S-1");
    database.execute(
        """
        INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
        VALUES ('%s', %d, 'held', gen_random_uuid())
        """
            .formatted(sale().event().id(), pit.first()));

    Command.Place place = node.placing(List.of(new Quantity("Pit", 1, null)));
    assertThatThrownBy(() -> node.commit(place, null)).hasStackTraceContaining("seat_claim_pkey");

    database.execute("DELETE FROM seat_claim WHERE seat_no = " + pit.first());
    node.commit(place, null);
  }

  @Test
  void seatsAloneAreStoredWithoutAnyPlaceNumbers() throws SQLException {
    var seatsOnly = Samples.sale(2);
    database.add(seatsOnly);
    Node node = new Node(store, seatsOnly);
    node.confirm(node.hold("S-1", "S-2").hold().terms().id());

    for (String column :
        List.of("place_nos FROM hold", "place_no FROM ticket", "last_numbers FROM event_head")) {
      assertThat(
              count(
                  "SELECT count(%s WHERE event_id = '%s'"
                      .formatted(column.replace(" FROM", ") FROM"), seatsOnly.event().id())))
          .isZero();
    }
  }
}
