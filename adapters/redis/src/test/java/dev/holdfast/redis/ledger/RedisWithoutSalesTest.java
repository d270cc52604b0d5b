package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The final sales can't be reached, and whoever asks them waits in vain.
class RedisWithoutSalesTest {
  private final TestRedis redis = TestRedis.empty();
  private final FinalSales sales =
      new PostgresFinalSales(redis.database().pool(), TestRedis.BUDGET, TestRedis.WAITING);
  private final SeatLedger ledger = redis.newHolds(failing()).ledger();
  private final Sale sale = Samples.sale(12);
  private final Sale another = Samples.sale(12);
  private final EventState state = new EventState(sale);
  private final EventState stateOfAnother = new EventState(another);
  private final Node node = new Node(redis, sale);
  private HoldId hold;
  private boolean away;
  private int asked;

  @BeforeEach
  void hold() {
    redis.add(sale);
    redis.add(another);
    ledger.load(stateOfAnother);
    hold = Node.held(ledger.commit(work(node.placing("S-1"))).getFirst()).hold().terms().id();
    away = true;
    asked = 0;
  }

  private FinalSales failing() {
    return (FinalSales)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {FinalSales.class},
            (_, method, arguments) -> {
              asked++;
              if (away) {
                throw new LedgerUnavailable("the database is away", null);
              }
              try {
                return method.invoke(sales, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private Work work(Command command) {
    return new Work(state, List.of(new Submission(command, null)));
  }

  /// Commits a command together with a hold of another event, which is expected to be had.
  ///
  /// @return what came of the command
  private Optional<List<Outcome>> commitBesideAHold(Command command, String seat) {
    Command place = new Node(redis, another).placing(seat);
    List<Optional<List<Outcome>>> outcomes =
        ledger.commitFree(
            List.of(work(command), new Work(stateOfAnother, List.of(new Submission(place, null)))));
    Node.held(outcomes.getLast().orElseThrow().getFirst());
    return outcomes.getFirst();
  }

  @Test
  void onlyTheFirstGoWaitsForThemInVain() {
    commitBesideAHold(node.confirming(hold), "S-1");
    assertThat(asked).isPositive();
    asked = 0;

    assertThat(commitBesideAHold(node.confirming(hold), "S-2")).as("a sale").isEmpty();
    var unknown = HoldId.of(sale.event().id(), 1);
    assertThat(commitBesideAHold(new Command.Release(unknown), "S-3"))
        .as("something that may be sold")
        .isEmpty();
    assertThat(asked).isZero();
  }

  @Test
  void whoIsTriedByItselfAsksThemAndIfTheyAnswerEverybodyDoes() {
    commitBesideAHold(node.confirming(hold), "S-1");
    assertThatThrownBy(() -> ledger.commit(work(node.confirming(hold))))
        .isInstanceOf(LedgerUnavailable.class);
    assertThat(commitBesideAHold(node.confirming(hold), "S-2")).isEmpty();

    away = false;
    Node.confirmed(ledger.commit(work(node.confirming(hold))).getFirst());

    Outcome next = ledger.commit(work(node.placing("S-4"))).getFirst();
    Command.Confirm confirm = node.confirming(Node.held(next).hold().terms().id());
    Node.confirmed(commitBesideAHold(confirm, "S-3").orElseThrow().getFirst());
  }
}
