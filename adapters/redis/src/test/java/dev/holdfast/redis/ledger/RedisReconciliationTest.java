package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.Reconciliation;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisReconciliationTest {
  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final EventKeys keys = new EventKeys(sale.event().id());
  private final Reconciliation reconciliation = redis.newHolds().reconciliation();
  private final Node node = nodeOf();

  private Node nodeOf() {
    redis.add(sale);
    return new Node(redis, sale);
  }

  @AfterEach
  void keepEverything() {
    redis.send(Request.cmd(Command.CONFIG, "SET", "maxmemory-policy", "noeviction"));
  }

  @Test
  void whatIsAsItShouldBeIsLeftAlone() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    node.confirm(hold);
    node.hold("S-2");

    assertThat(reconciliation.reconcile()).isZero();
    assertThat(node.ledger().heads(List.of(sale.event().id())).events())
        .containsEntry(
            sale.event().id(),
            new SeatLedger.Heads.Head(node.state().epoch(), node.state().version()));
  }

  @Test
  void anEventThatRedisHasLostIsOpenedBeforeAnybodyAsks() {
    node.confirm(node.hold("S-1").hold().terms().id());
    redis.send(Request.cmd(Command.FLUSHALL));

    assertThat(reconciliation.reconcile()).isOne();
    assertThat(reconciliation.reconcile()).isZero();
    assertThat(redis.send(Request.cmd(Command.HLEN, keys.finalClaims()))).hasToString("1");
  }

  @Test
  void aSoldSeatThatRedisDoesNotKnowIsFoundAndNeverHeld() {
    node.confirm(node.hold("S-1").hold().terms().id());
    redis.send(Request.cmd(Command.DEL, keys.finalClaims()));

    assertThat(reconciliation.reconcile()).isOne();
    assertThat(Node.refusal(new Node(redis, sale).commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  @Test
  void anEventThatIsSoldMeanwhileContradictsNothing() {
    FinalSales sales = redis.newSales();
    var seat = new AtomicInteger();
    FinalSales sellingMeanwhile =
        (FinalSales)
            Proxy.newProxyInstance(
                FinalSales.class.getClassLoader(),
                new Class<?>[] {FinalSales.class},
                (_, method, arguments) -> {
                  Object answer = method.invoke(sales, arguments);
                  if (method.getName().equals("standings")) {
                    String next = "S-" + seat.incrementAndGet();
                    node.confirm(node.hold(next).hold().terms().id());
                  }
                  return answer;
                });

    assertThat(redis.newHolds(sellingMeanwhile).reconciliation().reconcile()).isZero();
    assertThat(seat).hasValue(2);
  }

  @Test
  void blockedSeatsAreBlockedAgainWhereRedisHasLostThem() {
    redis.setClock(Samples.START);
    Claim.Blocked presale = new Claim.Blocked("presale", "fan-club", Samples.START.plusSeconds(60));
    block(Samples.block("camera"), "S-1");
    block(presale, "S-3", "S-4");
    node.confirm(node.hold("S-2").hold().terms().id());
    assertThat(reconciliation.reconcile()).isZero();

    redis.send(Request.cmd(Command.FLUSHALL));
    assertThat(reconciliation.reconcile()).isOne();

    EventState state = new EventState(sale);
    node.ledger().load(state);
    assertThat(state.blocks(Samples.START))
        .isEqualTo(Map.of(Samples.block("camera"), List.of(0), presale, List.of(2, 3)));
    assertThat(state.availability(Samples.START).reserved()).containsExactly(1);
    assertThat(reconciliation.reconcile()).isZero();

    redis.setClock(Samples.START.plusSeconds(60));
    assertThat(node.ledger().eventsDue(10)).contains(sale.event().id());
    node.hold("S-5");
    node.confirm(node.hold("S-3").hold().terms().id());
    assertThat(reconciliation.reconcile()).as("what is released is so in both stores").isZero();
    assertThat(redis.send(Request.cmd(Command.HLEN, keys.finalClaims()))).hasToString("4");
  }

  private void block(Claim.Blocked claim, String... seats) {
    node.commit(
        new dev.holdfast.domain.ledger.Command.Block(List.of(seats), List.of(), claim), null);
  }

  @Test
  void whenAnEventIsDueIsNotedAgain() {
    node.hold("S-1");
    redis.send(Request.cmd(Command.DEL, EventKeys.DUE));

    reconciliation.reconcile();

    assertThat(redis.send(Request.cmd(Command.ZCARD, EventKeys.DUE))).hasToString("1");
  }

  @Test
  void theTimeOfAnEventGoesOnInANewEpochAfterTheClockWentForwardAndBack() {
    redis.setClock(Samples.START.plus(Duration.ofHours(1)));
    node.hold("S-1");
    Instant now = Samples.START.plusSeconds(7);
    redis.setClock(now);
    assertThat(node.hold("S-2").now()).as("it stands still").isAfter(now);

    redis
        .database()
        .execute(
            "UPDATE event_head SET epoch = epoch + 1 WHERE event_id = '%s'"
                .formatted(sale.event().id()));
    assertThat(reconciliation.reconcile()).isOne();

    assertThat(node.hold("S-3").hold().terms().placedAt()).isEqualTo(now);
  }

  @Test
  void noEventIsOpenedInARedisThatForgets() {
    redis.send(Request.cmd(Command.CONFIG, "SET", "maxmemory-policy", "allkeys-lru"));

    assertThatThrownBy(() -> node.hold("S-1"))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("noeviction");
    assertThat(redis.newHolds().evictionPolicy()).contains("allkeys-lru");
  }
}
