package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Samples;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Those who read holds and reservations leave the ledger its connections.
@QuarkusTest
@QuarkusTestResource(DatabaseResource.class)
@SuppressWarnings("NullAway.Init")
class ReadersTest {
  private static final int SEATS = 10;

  @Inject PostgresSeatMapStore seatMaps;
  @Inject PostgresEventStore events;
  @Inject PostgresHoldRecords records;
  @Inject DataSource dataSource;

  @Test
  @Timeout(60)
  void placingGoesOnBesideFiveHundredWhoReadAndGetNoAnswer() throws SQLException {
    Sale sale = Samples.sale(SEATS);
    seatMaps.add(sale.seatMap(), null);
    events.add(sale.event(), null);
    ReservationId unknown = ReservationId.of(sale.event().id(), 1);
    var ledger = new PostgresSeatLedger(dataSource, Duration.ofSeconds(5));
    var state = new EventState(sale);
    // Whoever loads an event reads what is sold, too. This node has loaded it before.
    ledger.load(state);
    List<CompletableFuture<Optional<Reservation>>> readers;

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try (Connection stranger = dataSource.getConnection();
          Statement statement = stranger.createStatement()) {
        stranger.setAutoCommit(false);
        statement.execute("LOCK TABLE reservation IN ACCESS EXCLUSIVE MODE");
        readers =
            IntStream.range(0, 500)
                .mapToObj(
                    _ ->
                        CompletableFuture.supplyAsync(
                            () -> records.reservation(sale, unknown), threads))
                .toList();
        awaitReadersWhoWaitForTheTable(statement);

        assertTimeout(Duration.ofSeconds(4), () -> placeEachSeat(ledger, state));
        stranger.rollback();
      }
    }

    for (CompletableFuture<Optional<Reservation>> reader : readers) {
      if (reader.isCompletedExceptionally()) {
        assertThat(reader.exceptionNow()).isInstanceOf(LedgerUnavailable.class);
      } else {
        assertThat(reader.join()).isEmpty();
      }
    }
    assertThat(records.hold(sale, holdOf(sale, 1))).isPresent();
  }

  private static void awaitReadersWhoWaitForTheTable(Statement statement) throws SQLException {
    int waiting = 0;
    while (waiting < ReadersShare.MOST) {
      try (ResultSet row =
          statement.executeQuery(
              "SELECT count(*) FROM pg_locks WHERE NOT granted"
                  + " AND relation = 'reservation'::regclass")) {
        row.next();
        waiting = row.getInt(1);
      }
    }
  }

  private static void placeEachSeat(PostgresSeatLedger ledger, EventState state) {
    Sale sale = state.sale();
    for (int seat = 1; seat <= SEATS; seat++) {
      var place =
          new Command.Place(
              holdOf(sale, seat),
              List.of("S-" + seat),
              List.of(),
              Map.of(),
              Samples.details(),
              Samples.ADA);
      List<Outcome> outcomes = ledger.commit(new Work(state, List.of(new Submission(place, null))));
      assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Held.class);
    }
  }

  private static HoldId holdOf(Sale sale, int seat) {
    return HoldId.of(sale.event().id(), seat);
  }
}
