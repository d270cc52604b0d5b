package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Redis answers, and does not write.
class RedisRefusingTest {
  /// Much less than what is tried again for.
  private static final Duration AT_ONCE = TestRedis.BUDGET.dividedBy(2);

  private final TestRedis redis = TestRedis.empty();
  private final EmbeddedRedis server = EmbeddedRedis.temporary(Persistence.NONE);
  private final RedisLink link = new RedisLink(redis.clientOf(server), TestRedis.BUDGET);
  private final SeatLedger ledger = redis.newLedger(server);
  private final Sale sale = Samples.sale(12);
  private final Sale another = Samples.sale(12);
  private final EventState state = new EventState(sale);
  private final EventState stateOfAnother = new EventState(another);
  private final Node node = new Node(redis, sale);

  @BeforeEach
  void add() {
    redis.add(sale);
    redis.add(another);
  }

  @AfterEach
  void close() {
    link.close();
    server.close();
  }

  private void send(String command, String... arguments) {
    Request request = Request.cmd(io.vertx.redis.client.Command.create(command));
    for (String argument : arguments) {
      request.arg(argument);
    }
    RedisLink.answered(() -> link.send(List.of(request)));
  }

  private Outcome commit(Command command) {
    return ledger.commit(new Work(state, List.of(new Submission(command, null)))).getFirst();
  }

  @Test
  void whileRedisIsFullThatIsSaidAtOnceAndNothingIsStored() {
    assertNothingIsStoredWhile(
        () -> send("CONFIG", "SET", "maxmemory", "1"),
        () -> send("CONFIG", "SET", "maxmemory", "0"));
  }

  @Test
  void whileRedisIsAReplicaThatIsSaidAtOnceAndNothingIsStored() {
    assertNothingIsStoredWhile(
        () -> send("REPLICAOF", "127.0.0.1", "1"), () -> send("REPLICAOF", "NO", "ONE"));
  }

  private void assertNothingIsStoredWhile(Runnable from, Runnable to) {
    HoldId hold = Node.held(commit(node.placing("S-1"))).hold().terms().id();
    long version = state.version();
    from.run();

    long begun = System.nanoTime();
    assertThatIsRefused(node.placing("S-2"));
    assertThatIsRefused(new Command.Extend(hold));
    assertThatIsRefused(node.confirming(hold));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(AT_ONCE);

    to.run();
    ledger.load(state);
    assertThat(state.version()).isEqualTo(version);
    Node.held(commit(node.placing("S-2")));
    Node.confirmed(commit(node.confirming(hold)));
  }

  private void assertThatIsRefused(Command command) {
    assertThatThrownBy(() -> commit(command))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageStartingWith("Redis does not write: ");
  }

  @Test
  @Tag("I2")
  void whatIsStoredIsAnsweredThoughAnotherEventOfTheSameGoIsRefused() {
    // Both are read, so both are written at once, the refused one first.
    ledger.load(state);
    ledger.load(stateOfAnother);
    send("SET", new EventKeys(another.event().id()).open(), "not a hash");
    Submission refused = new Submission(new Node(redis, another).placing("S-2"), null);

    List<Optional<List<Outcome>>> outcomes =
        ledger.commitFree(
            List.of(
                new Work(stateOfAnother, List.of(refused)),
                new Work(state, List.of(new Submission(node.placing("S-2"), null)))));

    assertThat(outcomes.getFirst()).as("left to be tried by itself").isEmpty();
    Node.held(outcomes.getLast().orElseThrow().getFirst());
    assertThatThrownBy(() -> ledger.commit(new Work(stateOfAnother, List.of(refused))))
        .isInstanceOf(LedgerUnavailable.class);
  }
}
