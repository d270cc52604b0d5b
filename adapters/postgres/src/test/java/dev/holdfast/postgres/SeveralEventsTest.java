package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.CommitProxy;
import dev.holdfast.testkit.CommitProxy.Fault;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One transaction over several events: its COMMIT gets lost, others lock what it needs, and two of
/// them want the same.
@Timeout(60)
class SeveralEventsTest {
  private static final Duration BUDGET = Duration.ofSeconds(10);
  private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

  private final TestDatabase database = TestDatabase.empty();
  private final CommitProxy proxy = new CommitProxy(database.url());
  private final AgroalDataSource pool = database.newPool(proxy.jdbcUrl());
  private final PostgresSeatLedger ledger =
      new PostgresSeatLedger(pool, BUDGET, LOCK_TIMEOUT, Duration.ofMillis(300));
  private final List<EventUnderTest> events = newEvents(3);

  @AfterEach
  void close() throws IOException {
    pool.close();
    proxy.close();
  }

  private List<EventUnderTest> newEvents(int count) {
    return IntStream.range(0, count).mapToObj(_ -> new EventUnderTest(database, ledger)).toList();
  }

  private static Work placing(EventUnderTest event, int seat) {
    Command place = new Node(new PostgresStore(event.database), event.sale).placing("S-" + seat);
    String key = event.id() + seat;
    return new Work(
        event.state, List.of(new Submission(place, new RequestKey("shop", key, "body"))));
  }

  private List<Work> placingEverywhere(int seat) {
    return events.stream().map(event -> placing(event, seat)).toList();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whateverBecomesOfACommitAllItsEventsAreStoredOnceAndAnsweredAsStored(Fault fault) {
    proxy.breakNextCommit(fault, () -> {});

    List<Optional<List<Outcome>>> outcomes = ledger.commitFree(placingEverywhere(1));

    assertThat(outcomes).allSatisfy(of -> held(of.orElseThrow().getFirst()));
    for (EventUnderTest event : events) {
      assertThat(event.stored().version()).isEqualTo(1);
      assertThat(event.folded()).isEqualTo(event.stored());
      assertThat(event.state.version()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aCommitOfNothingButAnswersKeepsThemWhateverBecomesOfIt(Fault fault) {
    List<Work> again = new ArrayList<>();
    for (EventUnderTest event : events) {
      var place = new Node(new PostgresStore(database), event.sale).placing("S-1");
      event.commit(place);
      // Extended in the same moment, nothing changes, but the answer is kept.
      database.setClock(event.stored().lastAt());
      again.add(
          new Work(
              event.state,
              List.of(
                  new Submission(
                      new Command.Extend(place.holdId()), new RequestKey("shop", "k", "body")))));
    }
    proxy.breakNextCommit(fault, () -> {});

    List<Optional<List<Outcome>>> outcomes = ledger.commitFree(again);

    for (int i = 0; i < events.size(); i++) {
      Outcome outcome = outcomes.get(i).orElseThrow().getFirst();
      held(outcome instanceof Outcome.Replayed replayed ? replayed.original() : outcome);
      assertThat(events.get(i).stored().version()).isEqualTo(1);
      assertThat(
              ledger.isAnswered(
                  events.get(i).sale.event().id(), new RequestKey("shop", "k", "body")))
          .isTrue();
    }
  }

  @Test
  void twoWhoTakeTheSameEventsInOppositeOrderNeverDeadlock() throws SQLException {
    List<EventUnderTest> many = newEvents(20);
    List<EventUnderTest> mirrored = new ArrayList<>();
    var other = new PostgresSeatLedger(database.pool(), BUDGET);
    for (EventUnderTest event : many.reversed()) {
      mirrored.add(new EventUnderTest(event, other));
    }
    long before = deadlocks();

    CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> sellOut(many));
    CompletableFuture<Integer> two = CompletableFuture.supplyAsync(() -> sellOut(mirrored));

    assertThat(one.join() + two.join()).as("each seat was held once").isEqualTo(20 * 12);
    assertThat(deadlocks()).isEqualTo(before);
    for (EventUnderTest event : many) {
      assertThat(event.stored().claims()).hasSize(12);
      assertThat(event.folded()).isEqualTo(event.stored());
    }
  }

  /// Places each seat of each event, and those alone that were locked.
  ///
  /// @return how many it got
  private static int sellOut(List<EventUnderTest> events) {
    int got = 0;
    for (int seat = 1; seat <= 12; seat++) {
      List<Work> works = new ArrayList<>();
      for (EventUnderTest event : events) {
        works.add(
            new Work(
                event.state,
                List.of(
                    new Submission(
                        new Node(new PostgresStore(event.database), event.sale)
                            .placing("S-" + seat),
                        null))));
      }
      List<Optional<List<Outcome>>> outcomes = events.getFirst().ledger.commitFree(works);
      for (int i = 0; i < works.size(); i++) {
        Work work = works.get(i);
        Outcome outcome =
            outcomes.get(i).orElseGet(() -> events.getFirst().ledger.commit(work)).getFirst();
        got += outcome instanceof Outcome.Held ? 1 : 0;
      }
    }
    return got;
  }

  private long deadlocks() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      // Other sessions tell what they have counted within a second.
      statement.execute("SELECT pg_sleep(1.2)");
      try (ResultSet row =
          statement.executeQuery(
              "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) {
        row.next();
        return row.getLong("deadlocks");
      }
    }
  }

  @Test
  void aStrangersLockOnOneSeatSendsAllAwayAndAloneOnlyThatEventWaits() throws SQLException {
    EventUnderTest stuck = events.getFirst();
    var place = new Node(new PostgresStore(database), stuck.sale).placing("S-1");
    stuck.commit(place);
    List<Work> works = new ArrayList<>(placingEverywhere(2));
    works.set(
        0,
        new Work(stuck.state, List.of(new Submission(new Command.Release(place.holdId()), null))));

    CompletableFuture<List<Outcome>> waiting;
    try (Connection stranger = database.connect();
        Statement lock = stranger.createStatement()) {
      stranger.setAutoCommit(false);
      lock.execute(
          "SELECT 1 FROM seat_claim WHERE event_id = '%s' FOR UPDATE".formatted(stuck.id()));

      assertThat(ledger.commitFree(works))
          .as("nobody can say whose")
          .containsOnly(Optional.empty());
      waiting = CompletableFuture.supplyAsync(() -> ledger.commit(works.getFirst()));
      held(ledger.commit(works.get(1)).getFirst());
      held(ledger.commit(works.get(2)).getFirst());
      assertThat(waiting).isNotDone();
    }

    assertThat(waiting.join()).containsExactly(new Outcome.Released());
    assertThat(events).allSatisfy(event -> assertThat(event.folded()).isEqualTo(event.stored()));
  }
}
