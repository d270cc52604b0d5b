package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.confirmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// I2: what was acknowledged survives `kill -9` of the server.
class CrashTest {
  private static final int SEATS = 20_000;
  private static final int SELLERS = 3;

  @Test
  void killingTheServerLosesNoAcknowledgedConfirmation() throws InterruptedException {
    try (var server = EmbeddedPostgres.temporary()) {
      var database = new TestDatabase(server);
      Sale sale = Samples.sale(SEATS);
      database.add(sale);
      Map<Integer, ReservationId> acknowledged = new ConcurrentHashMap<>();
      var selling = new AtomicBoolean(true);
      try (var sellers = Executors.newFixedThreadPool(SELLERS)) {
        for (int first = 0; first < SELLERS; first++) {
          int seller = first;
          sellers.execute(() -> sell(database, sale, seller, selling, acknowledged));
        }
        try {
          await(acknowledged, 20);
          server.kill();
          int beforeTheCrash = acknowledged.size();
          server.restart();
          await(acknowledged, beforeTheCrash + 20);
        } finally {
          selling.set(false);
        }
      }

      Picture stored = Picture.stored(new PostgresStore(database).newLedger(), sale);
      assertThat(acknowledged)
          .allSatisfy(
              (seat, id) ->
                  assertThat(stored.claims())
                      .containsEntry(seat, new Claim.Reserved(id, Samples.ADA)));
      assertThat(Picture.folded(new PostgresStore(database).newLedger(), sale)).isEqualTo(stored);
    }
  }

  private static void sell(
      TestDatabase database,
      Sale sale,
      int first,
      AtomicBoolean selling,
      Map<Integer, ReservationId> acknowledged) {
    var ledger = new PostgresSeatLedger(database.pool(), Duration.ofSeconds(2));
    var commands = new Node(new PostgresStore(database), sale);
    var state = new EventState(sale);
    for (int seat = first; selling.get(); seat += SELLERS) {
      var place = commands.placing("S-" + (seat + 1));
      var confirm = commands.confirming(place.holdId());
      try {
        var outcomes =
            ledger.commit(
                new Work(
                    state, List.of(new Submission(place, null), new Submission(confirm, null))));
        acknowledged.put(seat, confirmed(outcomes.get(1)).id());
      } catch (LedgerUnavailable | OutcomeUnknown _) {
        state = new EventState(sale);
      }
    }
  }

  private static void await(Map<Integer, ReservationId> acknowledged, int size)
      throws InterruptedException {
    for (int i = 0; i < 300 && acknowledged.size() < size; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(size);
  }

  /// Why the fate of a commit is not asked by `pg_xact_status`.
  @Test
  void aTransactionNumberThatACrashForgotIsGivenToAnotherTransaction() throws SQLException {
    try (var server = EmbeddedPostgres.temporary()) {
      var database = new TestDatabase(server);
      database.execute("CHECKPOINT");
      String lost;
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        lost = transactionNumber(statement);
        server.kill();
      }
      server.restart();

      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        assertThat(transactionNumber(statement)).isEqualTo(lost);
        try (ResultSet row =
            statement.executeQuery("SELECT pg_xact_status('" + lost + "'::xid8)")) {
          row.next();
          assertThat(row.getString(1)).isEqualTo("committed");
        }
      }
    }
  }

  private static String transactionNumber(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
      row.next();
      return row.getString(1);
    }
  }
}
