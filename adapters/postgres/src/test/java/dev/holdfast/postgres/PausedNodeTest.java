package dev.holdfast.postgres;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
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

  @AfterEach
  void letItGoOn() {
    goesOn.countDown();
  }

  /// Something that a node does besides.
  private interface Step {
    void with(Connection connection) throws Exception;
  }

  /// Stands still, and keeps the connection.
  private void pause(Connection connection) throws InterruptedException {
    paused.countDown();
    goesOn.await();
  }

  /// Sends statements and gets answers, but never comes to an end.
  private void goRound(Connection connection) throws SQLException {
    paused.countDown();
    try (Statement statement = connection.createStatement()) {
      while (goesOn.getCount() > 0) {
        statement.execute("SELECT pg_sleep(0.1)");
      }
    }
  }

  private DataSource pausingAt(String sql) {
    return stoppingAt(sql, this::pause);
  }

  /// Connections of a node that does this step once, before it prepares statements that this
  /// pattern is found in.
  private DataSource stoppingAt(String sql, Step step) {
    var isToCome = new AtomicBoolean(true);
    return proxy(
        DataSource.class,
        database.pool(),
        (_, _, result) -> {
          // Nothing else is asked of it.
          var connection = (Connection) result.get();
          return proxy(
              Connection.class,
              connection,
              (called, argument, value) -> {
                if (called.equals("prepareStatement")
                    && Pattern.compile(sql).matcher(argument).find()
                    && isToCome.getAndSet(false)) {
                  step.with(connection);
                }
                return value.get();
              });
        });
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

  private EventUnderTest node(DataSource connections, Duration budget) {
    return new EventUnderTest(event, new PostgresSeatLedger(connections, budget));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INSERT INTO hold", "COMMIT$"})
  void aNodeThatIsPausedWithAnEventsLockDoesNotKeepTheOthersFromIt(String sql)
      throws InterruptedException {
    EventUnderTest stopped = node(pausingAt(sql), BUDGET);
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
  void aNodeWhoseTransactionDoesNotEndDoesNotKeepTheOthersFromIt() throws InterruptedException {
    EventUnderTest endless =
        node(stoppingAt("INSERT INTO hold", this::goRound), BUDGET.dividedBy(3));
    CompletableFuture<Outcome> first =
        CompletableFuture.supplyAsync(() -> endless.commit(commands.placing("S-1")));
    paused.await();

    held(event.commit(commands.placing("S-1")));

    assertThatThrownBy(first::join).hasCauseInstanceOf(LedgerUnavailable.class);
  }

  @Test
  void aNodeThatIsPausedWhileItGivesUpASaleDoesNotKeepTheOthersFromIt()
      throws InterruptedException {
    EventId id = event.sale.event().id();
    var attempt = new FinalSales.Attempt(id, 1, List.of(HoldId.of(id, 1)));
    FinalSales stopped = new PostgresFinalSales(pausingAt("COMMIT$"), BUDGET, 1);
    FinalSales sales = new PostgresFinalSales(database.pool(), BUDGET, 1);
    CompletableFuture<FinalSales.Fate> first =
        CompletableFuture.supplyAsync(() -> stopped.settle(attempt));
    paused.await();

    assertThat(sales.settle(attempt)).isEqualTo(FinalSales.Fate.ABANDONED);

    goesOn.countDown();
    assertThat(first.join()).isEqualTo(FinalSales.Fate.ABANDONED);
  }

  @Test
  void aNodeThatIsPausedWhileItReadsKeepsNoSnapshot() throws Exception {
    EventUnderTest stopped = node(pausingAt("FROM seat_claim"), BUDGET);
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(() -> stopped.ledger.load(stopped.state));
    paused.await();
    assertThat(transactions()).isOne();

    while (transactions() > 0) {
      Thread.onSpinWait();
    }

    goesOn.countDown();
    first.join();
    assertThat(stopped.state.isKnown()).isTrue();
  }

  /// How many are open while their clients do nothing.
  private int transactions() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'
                """)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aNodeThatIsPausedForAMomentGoesOn() throws InterruptedException {
    EventUnderTest slow = node(pausingAt("INSERT INTO hold"), BUDGET.multipliedBy(10));
    CompletableFuture<Outcome> first =
        CompletableFuture.supplyAsync(() -> slow.commit(commands.placing("S-1")));
    paused.await();
    goesOn.countDown();

    held(first.join());
  }
}
