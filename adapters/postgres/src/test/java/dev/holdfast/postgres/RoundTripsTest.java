package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.CommitProxy;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How often a transaction waits for the server.
@Timeout(60)
class RoundTripsTest {
  /// More often than the driver sends a statement before it prepares it on the server.
  private static final int TIMES = 8;

  private final TestDatabase database = TestDatabase.empty();
  private final CommitProxy proxy = new CommitProxy(database.url());
  private final AgroalDataSource pool = database.newPool(proxy.jdbcUrl());
  private final EventUnderTest event =
      new EventUnderTest(database, new PostgresSeatLedger(pool, TestDatabase.BUDGET));
  private final Node commands = new Node(new PostgresStore(database), event.sale);

  @AfterEach
  void close() throws IOException {
    pool.close();
    proxy.close();
  }

  @Test
  void aHoldWaitsForTheServerTwiceAndSoDoesItsConfirmation() {
    event.commit(commands.placing("S-12"));
    for (int i = 1; i <= TIMES; i++) {
      Command.Place place = commands.placing("S-" + i);

      HoldId id = held(inTwo(place, "hold " + i)).hold().terms().id();
      confirmed(inTwo(commands.confirming(id), "confirm " + i));
    }
  }

  /// Sends a command with a key, so that each look-up is made that its resource makes.
  private Outcome inTwo(Command command, String key) {
    int before = proxy.roundTrips();
    List<Outcome> outcomes =
        event.send(List.of(new Submission(command, new RequestKey("shop", key, "fingerprint"))));
    assertThat(proxy.roundTrips() - before).as(key).isEqualTo(2);
    return outcomes.getFirst();
  }
}
