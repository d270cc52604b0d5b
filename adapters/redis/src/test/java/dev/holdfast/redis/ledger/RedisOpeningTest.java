package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.testkit.LedgerStore.Lock;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An event has to be opened, and somebody else has it locked where its sales are final.
class RedisOpeningTest {
  /// Much less than what is tried again for.
  private static final Duration AT_ONCE = TestRedis.BUDGET.dividedBy(4);

  private final TestRedis redis = TestRedis.empty();
  private final Sale locked = Samples.sale(12);
  private final Sale free = Samples.sale(12);
  private final Sale another = Samples.sale(12);
  private final SeatLedger ledger = redis.newLedger();
  private Lock lock = () -> {};

  @BeforeEach
  void loseTheFirst() {
    for (Sale sale : List.of(locked, free, another)) {
      redis.add(sale);
      ledger.load(new EventState(sale));
    }
    lose(locked);
    lock = redis.database().lock(idOf(locked));
  }

  @AfterEach
  void unlock() {
    lock.close();
  }

  private static EventId idOf(Sale sale) {
    return sale.event().id();
  }

  private void lose(Sale sale) {
    String head = new EventKeys(idOf(sale)).head();
    redis.send(Request.cmd(io.vertx.redis.client.Command.HDEL, head, "run"));
  }

  private Work placing(Sale sale) {
    Command.Place place = new Node(redis, sale).placing("S-1");
    return new Work(new EventState(sale), List.of(new Submission(place, null)));
  }

  private static void within(Duration time, Runnable work) {
    long begun = System.nanoTime();
    work.run();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(time);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TestRedis.BUDGET.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void othersOfTheSameGoAreNotKeptWaiting() {
    within(
        AT_ONCE,
        () -> {
          List<Optional<List<Outcome>>> outcomes =
              ledger.commitFree(List.of(placing(locked), placing(free)));

          assertThat(outcomes.getFirst()).as("left to be tried by itself").isEmpty();
          Node.held(outcomes.getLast().orElseThrow().getFirst());
        });
  }

  @Test
  void whoAsksWhereSeveralEventsAreHearsOfTheOthersAndOfItOnceItIsUnlocked()
      throws InterruptedException {
    Set<EventId> both = Set.of(idOf(locked), idOf(free));
    within(AT_ONCE, () -> assertThat(ledger.heads(both).events()).containsOnlyKeys(idOf(free)));

    lock.close();

    await(() -> ledger.heads(both).events().keySet().equals(both));
  }

  private void makeUnreadable(Sale sale) {
    String head = new EventKeys(idOf(sale)).head();
    redis.send(Request.cmd(io.vertx.redis.client.Command.DEL, head));
    redis.send(Request.cmd(io.vertx.redis.client.Command.SET, head, "not a hash"));
  }

  @Test
  void anEventThatCanNotBeReadKeepsNoOthers() {
    makeUnreadable(another);

    assertThat(ledger.heads(List.of(idOf(another), idOf(free))).events())
        .containsOnlyKeys(idOf(free));
    List<Optional<List<Outcome>>> outcomes =
        ledger.commitFree(List.of(placing(another), placing(free)));
    assertThat(outcomes.getFirst()).isEmpty();
    Node.held(outcomes.getLast().orElseThrow().getFirst());
    assertThatThrownBy(() -> ledger.commit(placing(another))).isInstanceOf(LedgerUnavailable.class);
  }

  @Test
  void whoIsTriedByItselfWaitsForIt() {
    lock.close();

    Node.held(ledger.commit(placing(locked)).getFirst());
  }

  @Test
  void allOthersAreReconciled() {
    lose(free);
    lose(another);

    within(AT_ONCE, () -> assertThat(redis.newHolds().reconciliation().reconcile()).isEqualTo(2));
  }

  @Test
  void anEventThatCanNotBeReadKeepsNoOthersFromBeingReconciled() {
    makeUnreadable(another);
    lose(free);

    assertThat(redis.newHolds().reconciliation().reconcile()).isOne();
  }

  @Test
  @Tag("I6")
  void anEventThatAVersionHasLeftWhichKeptNoSettingsIsOpenedAnew() {
    Node node = new Node(redis, free);
    HoldId before = node.hold("S-1").hold().terms().id();
    String head = new EventKeys(idOf(free)).head();
    redis.send(Request.cmd(io.vertx.redis.client.Command.HDEL, head, "settings"));

    HoldId after = node.hold("S-2").hold().terms().id();

    var state = new EventState(free);
    ledger.load(state);
    assertThat(state.openHolds())
        .extracting(HoldTerms::id)
        .containsExactlyInAnyOrder(before, after);
    assertThat(state.sale()).isEqualTo(free);
  }

  @Test
  @Tag("I5")
  void theKeyOfARequestThatFoundNothingToChangeIsKeptWhereSettingsAre() {
    var resume = new Command.Pause(false);
    new Node(redis, free).commit(resume, new RequestKey("shop", "resume-once", "body"));
    redis.send(Request.cmd(io.vertx.redis.client.Command.FLUSHALL));

    Outcome again =
        new Node(redis, free).commit(resume, new RequestKey("shop", "resume-once", "other"));

    assertThat(Node.refusal(again)).isEqualTo(new Refusal.KeyReused());
  }

  @Test
  void whatContradictsItsSalesIsOpenedAnewOnce() {
    var state = new EventState(free);
    ledger.load(state);
    var keys = new EventKeys(idOf(free));
    EventOpening opening = redis.newOpening();

    opening.reopen(keys, state.epoch(), true);
    opening.reopen(keys, state.epoch(), true);

    assertThat(opening.read(Asked.of(keys)).epoch()).isEqualTo(state.epoch() + 1);
  }

  @Test
  @Tag("I6")
  void aHoldThatContradictsASaleIsNotThereFromTheBeginningOfTheNewEpoch() {
    Node node = new Node(redis, free);
    HoldId hold = node.hold("S-1").hold().terms().id();
    redis
        .database()
        .execute(
            "INSERT INTO seat_claim VALUES ('%s', 0, 'reserved', gen_random_uuid())"
                .formatted(idOf(free)));
    lose(free);

    var state = new EventState(free);
    ledger.load(state);
    long beginning = state.version();
    HoldId next = node.hold("S-2").hold().terms().id();

    assertThat(state.openHolds()).isEmpty();
    assertThat(redis.newHolds().records().hold(free, hold).orElseThrow().hold())
        .isInstanceOf(Hold.Released.class);
    List<LedgerEntry> entries = ledger.entries(idOf(free), beginning, 10);
    assertThat(entries).hasSize(1);
    state.apply(entries);
    assertThat(state.openHold(next)).isPresent();
  }
}
