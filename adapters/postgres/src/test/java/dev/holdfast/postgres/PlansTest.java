package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.cancelling;
import static dev.holdfast.testkit.Node.changing;
import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.HoldRecords.HoldsWanted;
import dev.holdfast.application.port.out.HoldRecords.ReservationsWanted;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
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
import java.util.List;
import org.junit.jupiter.api.Test;

/// That nothing reads a table from end to end which grows with the sale.
class PlansTest {
  private final TestDatabase database = TestDatabase.empty();
  private final EventUnderTest event =
      new EventUnderTest(database, new PostgresSeatLedger(database.pool(), TestDatabase.BUDGET));
  private final Node commands = new Node(new PostgresStore(database), event.sale);

  @Test
  void rowsAreFoundByTheirKeysAlsoWhereATableWasEmptyWhenTheyWerePlanned() throws SQLException {
    database.execute("VACUUM ANALYZE");
    long before = rowsReadInPassing();

    database.setClock(Samples.START);
    // More often than a connection needs to keep a plan.
    for (int i = 0; i < 12; i++) {
      HoldId id = placed("S-1", "S-2");
      event.commit(new Command.Extend(id));
      event.commit(changing(id, List.of("S-3"), List.of("S-2")));
      Reservation sold = confirmed(event.commit(commands.confirming(id)));
      event.commit(cancelling(sold.id(), null, null));
      event.commit(new Command.Release(placed("S-4")));
      event.commit(new Command.Block(List.of("S-5"), List.of(), Samples.block("camera")));
      event.commit(new Command.Unblock(List.of("S-5"), List.of()));
      event.commit(new Command.Pause(i % 2 == 0));
      event.commit(new Command.Pause(false));
      var key = new RequestKey("shop", "key-" + i, "request");
      event.send(List.of(new Submission(commands.placing("S-6"), key)));
      event.send(List.of(new Submission(commands.placing("S-6"), key)));
      database.setClock(Samples.START.plus(Samples.HOLD.multipliedBy(i + 1)));
      event.commit(new Command.Expire(10));
      list();
      event.state = new EventState(event.sale);
      event.ledger.load(event.state);
    }

    assertThat(rowsReadInPassing()).isEqualTo(before);
  }

  private void list() throws SQLException {
    try (Connection connection = database.pool().getConnection()) {
      var listings = new Listings(connection);
      for (Hold.Status status : Hold.Status.values()) {
        listings.holds(event.sale, new HoldsWanted(null, status, null, 50));
      }
      listings.holds(event.sale, new HoldsWanted(null, null, null, 50));
      listings.reservations(
          event.sale, new ReservationsWanted(Samples.SHOP, null, "order-1", null, null, 50));
      listings.reservations(event.sale, new ReservationsWanted(null, "code", null, null, null, 50));
    }
  }

  private HoldId placed(String... seats) {
    return held(event.commit(commands.placing(seats))).hold().terms().id();
  }

  private long rowsReadInPassing() throws SQLException {
    // On the connection that the ledger uses, which tells of its reads when it is asked to.
    try (Connection connection = database.pool().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_stat_force_next_flush()");
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname IN (
                'event_head', 'seat_claim', 'hold', 'reservation', 'ticket', 'ledger',
                'idempotency')
              """)) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
