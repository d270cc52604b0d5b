package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.core.Future;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The answer to a batch is lost.
class RedisUnansweredTest {
  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final Node other = nodeOf();
  private final SeatLedger ledger = redis.newLedger(losing(redis.newClient()));
  private final EventState state = new EventState(sale);

  /// How many calls are answered before one is not; less than 0 for all.
  private final AtomicInteger answered = new AtomicInteger(-1);

  /// What happens between a call and its missing answer.
  private Runnable meanwhile = () -> {};

  private Node nodeOf() {
    redis.add(sale);
    return new Node(redis, sale);
  }

  private Redis losing(Redis client) {
    return (Redis)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Redis.class},
            (_, method, arguments) ->
                method.getName().equals("connect")
                    ? client.connect().map(this::losingAnAnswer)
                    : method.invoke(client, arguments));
  }

  private RedisConnection losingAnAnswer(RedisConnection connection) {
    return (RedisConnection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RedisConnection.class},
            (_, method, arguments) -> {
              Object result = method.invoke(connection, arguments);
              return method.getName().equals("send") && answered.getAndDecrement() == 0
                  ? lost((Future<?>) result)
                  : result;
            });
  }

  private Outcome commit(Command command) {
    return ledger
        .commit(new SeatLedger.Work(state, List.of(new Submission(command, null))))
        .getFirst();
  }

  private Future<?> lost(Future<?> answer) {
    return Future.fromCompletionStage(
        answer
            .toCompletionStage()
            .thenComposeAsync(
                _ -> {
                  meanwhile.run();
                  return CompletableFuture.failedFuture(new IOException("the answer is lost"));
                }));
  }

  @Test
  @Tag("I2")
  void aHoldIsAnsweredHoweverMuchHasHappenedSinceItWasStored() {
    holdTwice();
    Command.Place place = other.placing("S-2");
    meanwhile = () -> other.commit(holding("S-3", EventState.ENTRIES_KEPT / 2 + 1));
    // The clock is told, and the batch is stored.
    answered.set(1);

    Outcome outcome = commit(place);

    assertThat(Node.held(outcome).hold().terms().id()).isEqualTo(place.holdId());
    ledger.load(state);
    assertThat(state.version()).isGreaterThan(EventState.ENTRIES_KEPT);
    assertThat(state.openHolds()).hasSize(3);
  }

  @Test
  void whatWasNotStoredIsDecidedAgain() {
    holdTwice();
    other.hold("S-2");
    // The clock is told; the batch is not stored, since the event has moved.
    answered.set(1);

    Node.held(commit(other.placing("S-3")));

    assertThat(state.openHolds()).hasSize(4);
  }

  @Test
  @Tag("I2")
  void aSaleWhoseMarkIsNotAnsweredIsMadeAtTheFirstAttempt() throws SQLException {
    holdTwice();
    Command.Place place = other.placing("S-2");
    commit(place);
    // The event is read, and marked.
    answered.set(1);

    Outcome outcome = commit(other.confirming(place.holdId()));

    assertThat(Node.confirmed(outcome).holdId()).isEqualTo(place.holdId());
    assertThat(answered).as("the answer to the mark was lost").hasNegativeValue();
    assertThat(attempts()).isOne();
  }

  private int attempts() throws SQLException {
    try (Connection connection = redis.database().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM hold_outcome")) {
      row.next();
      return row.getInt(1);
    }
  }

  /// So that what comes next is decided without reading, and Redis knows the scripts for it.
  private void holdTwice() {
    commit(other.placing("S-10"));
    commit(other.placing("S-11"));
  }

  /// Holds a seat and gives it back, so many times.
  private Command[] holding(String seat, int times) {
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Command.Place place = other.placing(seat);
      commands.add(place);
      commands.add(new Command.Release(place.holdId()));
    }
    return commands.toArray(Command[]::new);
  }
}
