package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.confirmed;
import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What other sessions' locks do to a commit, and what they don't.
@Timeout(60)
class LocksTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);
  private static final RequestKey KEY = new RequestKey("shop", "key", "fingerprint");

  private final TestDatabase database = TestDatabase.empty();

  private EventUnderTest event(Duration budget, Duration lockTimeout) {
    var ledger =
        new PostgresSeatLedger(database.pool(), budget, lockTimeout, Duration.ofSeconds(5));
    return new EventUnderTest(database, ledger);
  }

  /// A session with locks, until it is closed.
  private final class Stranger implements AutoCloseable {
    private final Connection connection;

    Stranger(String lock) throws SQLException {
      connection = database.connect();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(lock);
      }
    }

    /// Waits until a session waits for a lock, which can only be this one's.
    void awaitWaiter() throws SQLException, InterruptedException {
      try (Connection observer = database.connect();
          Statement statement = observer.createStatement()) {
        for (int i = 0; i < 1_000; i++) {
          try (ResultSet row =
              statement.executeQuery(
                  """
                  SELECT count(*) FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'
                  """)) {
            row.next();
            if (row.getInt(1) > 0) {
              return;
            }
          }
          TimeUnit.MILLISECONDS.sleep(5);
        }
      }
      throw new AssertionError("nobody waits");
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /// Every row and every table that a confirmation touches.
  static Stream<String> whatAConfirmationTouches() {
    List<String> locks = new ArrayList<>();
    for (String row :
        List.of(
            "event_head WHERE true",
            "seat_claim WHERE seat_no = 0",
            "seat_claim WHERE seat_no = 1",
            "hold WHERE true")) {
      locks.add("SELECT 1 FROM " + row + " FOR UPDATE");
    }
    for (String table :
        List.of(
            "event_head", "seat_claim", "hold", "reservation", "ticket", "ledger", "idempotency")) {
      for (String mode : List.of("SHARE", "EXCLUSIVE", "ACCESS EXCLUSIVE")) {
        locks.add("LOCK TABLE " + table + " IN " + mode + " MODE");
      }
    }
    return locks.stream();
  }

  @ParameterizedTest
  @MethodSource("whatAConfirmationTouches")
  void aConfirmationThatWaitedPastTheExpiryIsRefusedAndSellsNothing(String lock)
      throws SQLException, InterruptedException {
    confirmationWaitsPastTheExpiry(lock, Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @MethodSource("whatAConfirmationTouches")
  void aConfirmationTriedAgainUntilTheExpiryIsRefused(String lock)
      throws SQLException, InterruptedException {
    confirmationWaitsPastTheExpiry(lock, Duration.ofMillis(30));
  }

  private void confirmationWaitsPastTheExpiry(String lock, Duration lockTimeout)
      throws SQLException, InterruptedException {
    database.setClock(Samples.START);
    EventUnderTest event = event(BUDGET, lockTimeout);
    var node = new Node(new PostgresStore(database), event.sale);
    HoldTerms terms = held(event.commit(node.placing("S-1", "S-2"))).hold().terms();
    Picture before = event.stored();
    List<Submission> confirm = List.of(new Submission(node.confirming(terms.id()), KEY));

    CompletableFuture<List<Outcome>> outcomes;
    try (var stranger = new Stranger(lock)) {
      outcomes = CompletableFuture.supplyAsync(() -> event.send(confirm));
      stranger.awaitWaiter();
      database.setClock(terms.expiresAt());
      TimeUnit.MILLISECONDS.sleep(lockTimeout.toMillis() < 100 ? 100 : 0);
    }

    assertThat(outcomes.join())
        .containsExactly(new Outcome.Refused(new Refusal.HoldExpired(terms.expiresAt())));
    assertThat(event.stored()).isEqualTo(before);
    assertThat(event.folded()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("whatAConfirmationTouches")
  void aConfirmationThatWaitedLessIsSold(String lock) throws SQLException, InterruptedException {
    database.setClock(Samples.START);
    EventUnderTest event = event(BUDGET, Duration.ofMillis(100));
    var node = new Node(new PostgresStore(database), event.sale);
    HoldTerms terms = held(event.commit(node.placing("S-1", "S-2"))).hold().terms();
    List<Submission> confirm = List.of(new Submission(node.confirming(terms.id()), KEY));

    CompletableFuture<List<Outcome>> outcomes;
    try (var stranger = new Stranger(lock)) {
      outcomes = CompletableFuture.supplyAsync(() -> event.send(confirm));
      stranger.awaitWaiter();
      database.setClock(terms.expiresAt().minusNanos(1_000));
    }

    confirmed(outcomes.join().getFirst());
    assertThat(event.stored().claims().get(0)).isInstanceOf(Claim.Reserved.class);
    assertThat(event.folded()).isEqualTo(event.stored());
  }

  @Test
  void theRealClockOfTheServerRefusesALateConfirmation() throws SQLException, InterruptedException {
    Sale sample = Samples.sale(3);
    Duration second = Duration.ofSeconds(1);
    SettingsPatch brief =
        SettingsPatch.builder().holdDuration(second).holdMaxLifetime(second).build();
    Sale sale = sample.with(brief.on(sample.event().settings()));
    database.add(sale);
    var node = new Node(new PostgresStore(database), sale);
    HoldTerms terms = node.hold("S-1").hold().terms();

    CompletableFuture<Outcome> outcome;
    try (var _ = new Stranger("SELECT 1 FROM seat_claim WHERE seat_no = 0 FOR UPDATE")) {
      TimeUnit.MILLISECONDS.sleep(600);
      outcome =
          CompletableFuture.supplyAsync(() -> node.commit(node.confirming(terms.id())).getFirst());
      TimeUnit.MILLISECONDS.sleep(700);
    }

    assertThat(outcome.join())
        .isEqualTo(new Outcome.Refused(new Refusal.HoldExpired(terms.expiresAt())));
  }

  @Test
  void theClockIsReadAfterTheWaitForTheEvent() throws SQLException, InterruptedException {
    database.setClock(Samples.START);
    EventUnderTest event = event(BUDGET, Duration.ofSeconds(20));
    Command place = new Node(new PostgresStore(database), event.sale).placing("S-1");

    CompletableFuture<Outcome> outcome;
    try (var stranger = new Stranger("SELECT 1 FROM event_head FOR UPDATE")) {
      outcome = CompletableFuture.supplyAsync(() -> event.commit(place));
      stranger.awaitWaiter();
      database.setClock(Samples.START.plusSeconds(7));
    }

    assertThat(held(outcome.join()).hold().terms().placedAt())
        .isEqualTo(Samples.START.plusSeconds(7));
  }

  @Test
  void whatWasCommittedDuringTheWaitForTheEventIsSeen() throws SQLException, InterruptedException {
    EventUnderTest event = event(BUDGET, Duration.ofSeconds(20));
    var node = new Node(new PostgresStore(database), event.sale);
    node.hold("S-1");
    event.commit(node.placing("S-2"));

    CompletableFuture<Outcome> first;
    CompletableFuture<Outcome> second;
    try (var stranger = new Stranger("LOCK TABLE seat_claim IN ACCESS EXCLUSIVE MODE")) {
      first = CompletableFuture.supplyAsync(() -> node.commit(node.placing("S-3"), null));
      stranger.awaitWaiter();
      // This one waits for the event, which the first has.
      second = CompletableFuture.supplyAsync(() -> event.commit(node.placing("S-3")));
      TimeUnit.MILLISECONDS.sleep(100);
    }

    held(first.join());
    assertThat(second.join()).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aForgottenLockOnOneEventStopsThatEventForABoundedTimeAndNoOther() throws SQLException {
    EventUnderTest stuck = event(Duration.ofSeconds(1), Duration.ofMillis(200));
    EventUnderTest other = event(Duration.ofSeconds(1), Duration.ofMillis(200));
    var node = new Node(new PostgresStore(database), stuck.sale);
    String forgotten =
        "SELECT 1 FROM event_head WHERE event_id = '%s' FOR UPDATE".formatted(stuck.id());

    try (var _ = new Stranger(forgotten)) {
      CompletableFuture<Long> sold =
          CompletableFuture.supplyAsync(
              () ->
                  Stream.of("S-1", "S-2", "S-3")
                      .map(
                          seat ->
                              other.commit(
                                  new Node(new PostgresStore(database), other.sale).placing(seat)))
                      .filter(Outcome.Held.class::isInstance)
                      .count());
      long start = System.nanoTime();
      assertThatThrownBy(() -> stuck.commit(node.placing("S-1")))
          .isInstanceOf(LedgerUnavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      assertThat(sold.join()).isEqualTo(3);
    }

    assertThat(stuck.stored().claims()).isEqualTo(Map.of());
    held(stuck.commit(node.placing("S-1")));
  }

  @Test
  void readingNeedsNoLock() throws SQLException {
    EventUnderTest event = event(BUDGET, Duration.ofSeconds(20));
    event.commit(new Node(new PostgresStore(database), event.sale).placing("S-1"));

    try (var _ = new Stranger("SELECT 1 FROM event_head FOR UPDATE")) {
      event.ledger.load(new EventState(event.sale));
      assertThat(event.ledger.entries(event.sale.event().id(), 0, 10)).hasSize(1);
      assertThat(event.ledger.eventsDue(10)).isEmpty();
    }
  }
}
