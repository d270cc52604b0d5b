package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node that stands still in the midst of a transaction, as one that got a SIGSTOP does: its
/// connection stays open, and nothing comes over it.
@Timeout(60)
class PausedNodeTest {
  private static final Duration BUDGET = Duration.ofSeconds(6);

  private final TestDatabase database = TestDatabase.empty();
  private final EventUnderTest event =
      new EventUnderTest(database, new PostgresSeatLedger(database.pool(), BUDGET));
  private final Node commands = new Node(new PostgresStore(database), event.sale);
  private final CountDownLatch paused = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);

  /// Connections of a node that pauses once, before it calls this method of a connection for
  /// anything with this text.
  private DataSource pausingAt(String method, String text) {
    var isToCome = new AtomicBoolean(true);
    return proxy(
        DataSource.class,
        database.pool(),
        (name, _, result) ->
            name.equals("getConnection")
                ? proxy(
                    Connection.class,
                    result.get(),
                    (called, argument, value) -> {
                      if (called.equals(method)
                          && argument.contains(text)
                          && isToCome.getAndSet(false)) {
                        paused.countDown();
                        goesOn.await();
                      }
                      return value.get();
                    })
                : result.get());
  }

  private interface Result {
    Object get() throws Exception;
  }

  private interface Interception {
    Object called(String method, String argument, Result result) throws Exception;
  }

  @SuppressWarnings("NullAway")
  private static <T> T proxy(Class<T> type, Object target, Interception interception) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                interception.called(
                    method.getName(),
                    arguments == null || arguments.length == 0 ? "" : String.valueOf(arguments[0]),
                    () -> {
                      try {
                        return method.invoke(target, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause() instanceof Exception cause ? cause : e;
                      }
                    })));
  }

  private EventUnderTest pausedNode(String method, String text) {
    return new EventUnderTest(event, new PostgresSeatLedger(pausingAt(method, text), BUDGET));
  }

  @ParameterizedTest
  @ValueSource(strings = {"prepareStatement", "commit"})
  void aNodeThatIsPausedWithAnEventsLockDoesNotKeepTheOthersFromIt(String method)
      throws InterruptedException {
    String text = method.equals("commit") ? "" : "INSERT INTO hold";
    EventUnderTest stopped = pausedNode(method, text);
    CompletableFuture<Outcome> first =
        CompletableFuture.supplyAsync(() -> stopped.commit(commands.placing("S-1")));
    paused.await();

    HoldId second = held(event.commit(commands.placing("S-1"))).hold().terms().id();

    goesOn.countDown();
    assertThat(first.join()).isInstanceOf(Outcome.Refused.class);
    assertThat(event.stored().claims()).isEqualTo(Map.of(0, new Claim.Held(second)));
    assertThat(event.folded()).isEqualTo(event.stored());
  }

  @Test
  void aNodeThatIsPausedForAMomentGoesOn() throws InterruptedException {
    var patient =
        new EventUnderTest(
            event,
            new PostgresSeatLedger(
                pausingAt("prepareStatement", "INSERT INTO hold"), BUDGET.multipliedBy(10)));
    CompletableFuture<Outcome> first =
        CompletableFuture.supplyAsync(() -> patient.commit(commands.placing("S-1")));
    paused.await();
    goesOn.countDown();

    held(first.join());
  }
}
