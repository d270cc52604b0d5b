package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.postgres.PostgresFinalSales;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Request;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of sales that stop midway, and of events that Redis has lost. Redis's own
/// clock goes on.
class TwoStepSaleTest {
  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final Node node = nodeOf();

  private Node nodeOf() {
    redis.add(sale);
    return new Node(redis, sale);
  }

  @BeforeEach
  void openTheSale() {
    node.ledger().load(node.state());
  }

  /// No seat has two live tickets, and whoever bought one has it in Redis too.
  @AfterEach
  @Tag("I1")
  void whatIsSoldIsTheSameInBoth() throws SQLException {
    EventState state = new EventState(sale);
    node.ledger().load(state);
    Map<Integer, String> inRedis = new HashMap<>();
    Picture.of(state)
        .claims()
        .forEach(
            (number, claim) -> {
              if (claim instanceof Claim.Reserved(var id, _)) {
                inRedis.put(number, id.value().toString());
              }
            });
    Map<Integer, String> tickets = new HashMap<>();
    try (Connection connection = redis.database().connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT seat_no, reservation_id FROM ticket WHERE cancelled_at IS NULL")) {
      while (row.next()) {
        assertThat(tickets.put(row.getInt("seat_no"), row.getString("reservation_id"))).isNull();
      }
    }
    assertThat(inRedis).isEqualTo(tickets);
  }

  /// Final sales that are interfered with.
  private record Interfering(FinalSales sales, Runnable before, Runnable after)
      implements FinalSales {
    @Override
    public Map<Attempt, Fate> store(Map<Attempt, Batch> batches, boolean waits) {
      before.run();
      Map<Attempt, Fate> fates = sales.store(batches, waits);
      after.run();
      return fates;
    }

    @Override
    public Fate settle(Attempt attempt) {
      return sales.settle(attempt);
    }

    @Override
    public void open(EventId event, Opener opener, boolean waits) {
      sales.open(event, opener, waits);
    }

    @Override
    public Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named) {
      return sales.lookUp(named);
    }

    @Override
    public Map<EventId, Standing> standings() {
      return sales.standings();
    }
  }

  /// A ledger of a node to which something happens before a sale is final, and after that.
  private SeatLedger ledgerWith(Runnable before, Runnable after) {
    FinalSales sales =
        new PostgresFinalSales(redis.database().pool(), TestRedis.BUDGET, TestRedis.WAITING);
    return redis.newHolds(new Interfering(sales, before, after)).ledger();
  }

  private static void nothing() {}

  /// The end of a node, which no handler of exceptions survives.
  private static final class Died extends Error {
    private static final long serialVersionUID = 1;
  }

  private static void die() {
    throw new Died();
  }

  /// A node that has marked a sale, and stands still before it is final.
  private final class PausedSale {
    private final CountDownLatch marked = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final CompletableFuture<List<Outcome>> outcomes;

    PausedSale(HoldId hold) {
      SeatLedger ledger =
          ledgerWith(
              () -> {
                marked.countDown();
                await(mayGoOn);
              },
              TwoStepSaleTest::nothing);
      Work confirming = work(node.confirming(hold));
      outcomes = CompletableFuture.supplyAsync(() -> ledger.commit(confirming));
      await(marked);
    }

    /// Lets it go on.
    ///
    /// @return what came of it
    Outcome goOn() {
      mayGoOn.countDown();
      assertThat(outcomes).succeedsWithin(20, TimeUnit.SECONDS);
      return outcomes.join().getFirst();
    }
  }

  private Work work(Command command) {
    return new Work(new EventState(sale), List.of(new Submission(command, null)));
  }

  @Test
  void aHoldIsAnsweredThoughTheSaleOfAnotherEventBesideItFails() {
    HoldId sold = node.hold("S-1").hold().terms().id();
    Sale another = Samples.sale(12);
    redis.add(another);
    EventState state = new EventState(another);
    node.ledger().load(state);
    SeatLedger failing =
        ledgerWith(
            () -> {
              throw new IllegalStateException("the sale can't be stored");
            },
            TwoStepSaleTest::nothing);
    Command.Place place = new Node(redis, another).placing("S-2");

    List<Optional<List<Outcome>>> outcomes =
        failing.commitFree(
            List.of(
                new Work(state, List.of(new Submission(place, null))),
                work(node.confirming(sold))));

    assertThat(outcomes.getFirst().orElseThrow().getFirst()).isInstanceOf(Outcome.Held.class);
    assertThat(outcomes.getLast()).as("left to be tried by itself").isEmpty();
    assertThat(Node.confirmed(node.commit(node.confirming(sold), null)).holdId()).isEqualTo(sold);
  }

  @Test
  @Tag("I2")
  void aHealerThatRacesAPausedConfirmationAbandonsItAndTheLateOneIsDecidedAgain() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    long epoch = node.state().epoch();
    var late = new PausedSale(hold);

    // The other node waits for the sale for a while, then settles it, and sells the hold itself.
    Outcome healed = node.commit(node.confirming(hold), null);
    assertThat(healed).isInstanceOf(Outcome.Confirmed.class);

    assertThat(Node.confirmed(late.goOn()))
        .as("the late one finds that it is sold")
        .isEqualTo(Node.confirmed(healed));
    node.ledger().load(node.state());
    assertThat(node.state().epoch()).as("nothing contradicts what is stored").isEqualTo(epoch);
  }

  @Test
  @Tag("I1")
  void aPausedConfirmationWhoseHoldIsReleasedMeanwhileSellsNothing() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    var late = new PausedSale(hold);

    node.commit(new Command.Release(hold), null);

    assertThat(Node.refusal(late.goOn())).isInstanceOf(Refusal.HoldReleased.class);
  }

  @Test
  @Tag("I1")
  void aPausedConfirmationIsTooLateOnceRedisHasLostItsHold() {
    var late = new PausedSale(node.hold("S-1").hold().terms().id());
    flush();
    HoldId other = new Node(redis, sale).hold("S-1").hold().terms().id();

    assertThat(Node.refusal(late.goOn())).isInstanceOf(Refusal.NotFound.class);
    assertThat(node.confirm(other).seats()).hasSize(1);
  }

  @Test
  @Tag("I2")
  void aNodeThatDiesBeforeItsSaleIsFinalHasSoldNothingAndTheHoldStays() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    SeatLedger dying = ledgerWith(TwoStepSaleTest::die, TwoStepSaleTest::nothing);
    assertThatThrownBy(() -> dying.commit(work(node.confirming(hold)))).isInstanceOf(Died.class);

    assertThat(node.confirm(hold).seats()).hasSize(1);
  }

  @Test
  @Tag("I2")
  void aNodeThatDiesAfterItsSaleIsFinalHasSoldIt() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    SeatLedger dying = ledgerWith(TwoStepSaleTest::nothing, TwoStepSaleTest::die);
    Command.Confirm confirm = node.confirming(hold);
    assertThatThrownBy(() -> dying.commit(work(confirm))).isInstanceOf(Died.class);

    assertThat(node.commit(node.confirming(hold), null))
        .isInstanceOfSatisfying(
            Outcome.Confirmed.class,
            confirmed -> {
              assertThat(confirmed.before()).isTrue();
              assertThat(confirmed.reservation().reservation().id())
                  .isEqualTo(confirm.reservationId());
            });
    assertThat(Node.refusal(node.commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  @Test
  @Tag("I2")
  void aNodeThatDiesWhileItCancelsHasCancelledOrNot() {
    var reservation = node.confirm(node.hold("S-1", "S-2").hold().terms().id());
    SeatLedger dying = ledgerWith(TwoStepSaleTest::nothing, TwoStepSaleTest::die);
    assertThatThrownBy(
            () -> dying.commit(work(Node.cancelling(reservation.id(), List.of("S-2"), null))))
        .isInstanceOf(Died.class);

    assertThat(node.hold("S-2").hold().terms().numbers()).containsExactly(1);
    assertThat(Node.refusal(node.commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  @Test
  @Tag("I2")
  void whatWasDecidedWithASaleIsNotAcknowledgedOnceRedisHasLostIt() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    SeatLedger losing = ledgerWith(TwoStepSaleTest::nothing, this::flush);
    Command.Place placed = node.placing("S-2");
    List<Submission> batch =
        List.of(new Submission(node.confirming(hold), null), new Submission(placed, null));

    assertThatThrownBy(() -> losing.commit(new Work(new EventState(sale), batch)))
        .isInstanceOf(OutcomeUnknown.class);

    assertThat(node.commit(node.confirming(hold), null))
        .isInstanceOfSatisfying(
            Outcome.Confirmed.class, confirmed -> assertThat(confirmed.before()).isTrue());
    node.hold("S-2");
  }

  @Test
  @Tag("I2")
  void aSaleIsAcknowledgedThoughTheDatabaseIsAwayForTheNextOneOfTheSameGo() {
    Sale second = Samples.sale(12);
    redis.add(second);
    Node other = new Node(redis, second);
    Command.Confirm first = node.confirming(node.hold("S-1").hold().terms().id());
    Command.Confirm next = other.confirming(other.hold("S-1").hold().terms().id());
    // So the two are not stored together, and each is tried by itself.
    redis
        .database()
        .execute(
            "INSERT INTO seat_claim VALUES ('%s', 0, 'reserved', gen_random_uuid())"
                .formatted(second.event().id()));
    FinalSales sales = new PostgresFinalSales(giving(2), TestRedis.BUDGET, TestRedis.WAITING);

    List<Optional<List<Outcome>>> outcomes =
        redis
            .newHolds(sales)
            .ledger()
            .commitFree(
                List.of(
                    work(first),
                    new Work(new EventState(second), List.of(new Submission(next, null)))));

    assertThat(Node.confirmed(outcomes.getFirst().orElseThrow().getFirst()).seats()).hasSize(1);
    assertThat(outcomes.getLast()).isEmpty();
  }

  /// A source that gives only so many connections.
  private DataSource giving(int connections) {
    var left = new AtomicInteger(connections);
    DataSource pool = redis.database().pool();
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (_, method, arguments) -> {
              if (left.getAndDecrement() <= 0) {
                throw new SQLException("the database is away", "08001");
              }
              return method.invoke(pool, arguments);
            });
  }

  @Test
  @Tag("I5")
  void theAnswerToAKeyIsRepeatedThoughRedisKnowsOfTheHoldNoMoreButThatItWasSold() {
    var key = new RequestKey("", "key", "fingerprint");
    Command.Place place = node.placing("S-1");
    node.commit(place, key);
    node.confirm(place.holdId());
    var keys = new EventKeys(sale.event().id());
    redis.send(Request.cmd(io.vertx.redis.client.Command.DEL, keys.ended(place.holdId())));

    assertThat(node.commit(place, key)).isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  @Tag("I2")
  void aSaleThatIsFinalIsAnsweredThoughStoringItSeemedToFail() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    SeatLedger failing =
        ledgerWith(
            TwoStepSaleTest::nothing,
            () -> {
              throw new IllegalStateException("after it was stored");
            });

    List<Outcome> outcomes = failing.commit(work(node.confirming(hold)));

    assertThat(Node.confirmed(outcomes.getFirst()).holdId()).isEqualTo(hold);
  }

  @Test
  @Tag("I2")
  void aSaleThatIsFinalIsAnsweredThoughTheStateDoesNotFollow() {
    HoldId hold = node.hold("S-1").hold().terms().id();
    Work confirming = work(node.confirming(hold));
    SeatLedger forgetting = ledgerWith(TwoStepSaleTest::nothing, confirming.state()::forget);

    List<Optional<List<Outcome>>> outcomes = forgetting.commitFree(List.of(confirming));

    assertThat(outcomes.getFirst().orElseThrow().getFirst())
        .isInstanceOfSatisfying(
            Outcome.Confirmed.class, confirmed -> assertThat(confirmed.before()).isFalse());
  }

  @Test
  @Tag("I2")
  void aHoldThatWasSoldInTimeDoesNotReadExpiredUntilRedisIsTold() {
    HoldView held = node.hold("S-1");
    HoldTerms terms = held.hold().terms();
    SeatLedger dying = ledgerWith(TwoStepSaleTest::nothing, TwoStepSaleTest::die);
    Command.Confirm confirm = node.confirming(terms.id());
    assertThatThrownBy(() -> dying.commit(work(confirm))).isInstanceOf(Died.class);
    redis.setClock(terms.expiresAt());
    var sold =
        new HoldView(
            sale,
            new Hold.Confirmed(terms, confirm.reservationId()),
            held.details(),
            terms.expiresAt());

    assertThat(
            new RedisHoldRecords(redis.newEvents(), redis.newOpening(), only(sold))
                .hold(sale, terms.id()))
        .contains(sold);

    Node.confirmed(node.commit(node.confirming(terms.id()), null));
  }

  private static HoldRecords only(HoldView hold) {
    return new HoldRecords() {
      @Override
      public Optional<HoldView> hold(Sale sale, HoldId id) {
        return Optional.of(hold);
      }

      @Override
      public Page<HoldView> holds(Sale of, HoldsWanted wanted) {
        return new Page<>(List.of(hold), null);
      }

      @Override
      public Page<Reservation> reservations(Sale of, ReservationsWanted wanted) {
        return new Page<>(List.of(), null);
      }

      @Override
      public Optional<Reservation> reservation(Sale sale, ReservationId id) {
        return Optional.empty();
      }
    };
  }

  @Test
  @Tag("I5")
  void theKeyOfASaleIsRefusedForAnotherThoughRedisHasLostItsAnswer() {
    HoldId sold = node.hold("S-1").hold().terms().id();
    HoldId other = node.hold("S-2").hold().terms().id();
    var key = new RequestKey("", "key", "fingerprint");
    node.commit(node.confirming(sold), key);
    redis.send(
        Request.cmd(
            io.vertx.redis.client.Command.DEL, new EventKeys(sale.event().id()).answer(key)));
    long epoch = node.state().epoch();

    Outcome outcome =
        node.commit(node.confirming(other), new RequestKey("", "key", "another fingerprint"));

    assertThat(Node.refusal(outcome)).isInstanceOf(Refusal.KeyReused.class);
    node.ledger().load(node.state());
    assertThat(node.state().epoch()).as("nothing contradicts what is stored").isEqualTo(epoch);
  }

  @Test
  @Tag("I2")
  void whatIsSoldIsSoldAfterRedisHasLostEverything() {
    HoldId sold = node.hold("S-1").hold().terms().id();
    var reservation = node.confirm(sold);
    node.hold("S-2");
    long epoch = node.state().epoch();

    flush();

    assertThat(Node.refusal(node.commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    assertThat(node.state().epoch()).isGreaterThan(epoch);
    node.hold("S-2");
    assertThat(node.commit(node.confirming(sold), null))
        .isInstanceOfSatisfying(
            Outcome.Confirmed.class,
            confirmed -> assertThat(confirmed.reservation().reservation()).isEqualTo(reservation));
  }

  @Test
  @Tag("I5")
  void onceRedisHasLostEverythingTheKeyOfASaleIsKnownAndThatOfItsHoldIsNew() {
    var placing = new RequestKey("", "placing", "fingerprint");
    var confirming = new RequestKey("", "confirming", "fingerprint");
    Command.Place place = node.placing("S-1");
    node.commit(place, placing);
    Command.Confirm confirm = node.confirming(place.holdId());
    node.commit(confirm, confirming);

    flush();

    assertThat(Node.refusal(node.commit(place, placing)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    assertThat(node.commit(confirm, confirming)).isInstanceOf(Outcome.Replayed.class);
  }

  @Test
  @Tag("I2")
  void holdsOutliveARestartOfRedisThatKeepsItsData() {
    redis.send(Request.cmd(io.vertx.redis.client.Command.CONFIG, "SET", "appendfsync", "always"));
    HoldId hold = node.hold("S-1").hold().terms().id();
    HoldId sold = node.hold("S-2").hold().terms().id();
    node.confirm(sold);
    long epoch = node.state().epoch();

    redis.server().kill();
    redis.server().restart();

    assertThat(Node.refusal(node.commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
    assertThat(node.state().epoch()).isGreaterThan(epoch);
    assertThat(node.confirm(hold).seats()).hasSize(1);
  }

  private void flush() {
    redis.send(Request.cmd(io.vertx.redis.client.Command.FLUSHALL));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
