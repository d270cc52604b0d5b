package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.holdfast.application.port.out.EventRetention;
import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.PastEvents;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.postgres.PostgresPastEvents;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What becomes of events that are over.
class RedisRetentionTest {
  private static final Duration KEPT = Duration.ofDays(2);

  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final EventKeys keys = new EventKeys(sale.event().id());
  private final Node node = new Node(redis, sale);
  private final PastEvents past = new PostgresPastEvents(redis.database().pool(), TestRedis.BUDGET);
  private final EventRetention retention = redis.newHolds().retention(past);

  @BeforeEach
  void sellASeat() {
    redis.add(sale);
    node.confirm(node.hold("S-1").hold().terms().id());
    set("sales_close_at", 3);
  }

  /// @param column and what it is set to, so many days ago
  private void set(String column, int days) {
    redis
        .database()
        .execute("UPDATE event SET %s = now() - interval '%d days'".formatted(column, days));
  }

  /// Of the event, those that would stay for ever.
  private List<String> keysLeft() {
    Response all = redis.send(Request.cmd(Command.KEYS, "*{" + sale.event().id() + "}*"));
    return Objects.requireNonNull(all).stream()
        .map(Response::toString)
        .filter(key -> String.valueOf(redis.send(Request.cmd(Command.TTL, key))).equals("-1"))
        .toList();
  }

  private int attempts() throws SQLException {
    try (Connection connection = redis.database().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM hold_outcome")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void anEventThatIsOverTakesNoRoomAnyMore() throws SQLException {
    set("starts_at", 3);
    assertThat(keysLeft())
        .containsExactlyInAnyOrder(keys.head(), keys.finalClaims(), keys.entries());
    assertThat(attempts()).isOne();

    assertThat(retention.freePastEvents(KEPT)).isOne();

    assertThat(keysLeft()).isEmpty();
    assertThat(attempts()).isZero();
    assertThat(retention.freePastEvents(KEPT)).isZero();
  }

  @Test
  @Tag("I2")
  void whoAsksForItAfterwardsFindsWhatWasSoldInANewEpoch() {
    long epoch = node.state().epoch();
    set("starts_at", 3);
    retention.freePastEvents(KEPT);

    Node other = new Node(redis, sale);
    assertThat(Node.refusal(other.commit(node.placing("S-1"), null)))
        .isInstanceOf(Refusal.SalesClosed.class);
    assertThat(other.state().claim(0)).containsInstanceOf(Claim.Reserved.class);
    node.ledger().load(node.state());
    assertThat(node.state().epoch()).isGreaterThan(epoch);
    assertThat(retention.freePastEvents(KEPT)).as("once more").isOne();
  }

  @Test
  void anEventThatIsNotOverForSoLongStays() throws SQLException {
    set("starts_at", 1);
    assertThat(retention.freePastEvents(KEPT)).isZero();

    set("starts_at", 3);
    set("ends_at", 1);
    assertThat(retention.freePastEvents(KEPT)).isZero();

    set("ends_at", 3);
    set("sales_close_at", 1);
    assertThat(retention.freePastEvents(KEPT)).isZero();
    assertThat(attempts()).isOne();
  }

  @Test
  @Tag("I4")
  void anEventWithAHoldThatHasNotEndedStaysUntilItHas() throws SQLException {
    HoldId hold = node.hold("S-2").hold().terms().id();
    set("starts_at", 3);
    assertThat(retention.freePastEvents(KEPT)).isZero();
    assertThat(attempts()).isOne();

    node.commit(new dev.holdfast.domain.ledger.Command.Release(hold), null);
    assertThat(retention.freePastEvents(KEPT)).isOne();
  }

  @Test
  void anEventWithASaleUnderWayStays() {
    set("starts_at", 3);
    redis.send(Request.cmd(Command.HSET, keys.head(), "pending", "1", "pending_at", "1"));

    assertThat(retention.freePastEvents(KEPT)).isZero();
  }

  @Test
  void attemptsOfAnEventThatSomebodyElseHasLockedAreForgottenNextTime() throws SQLException {
    set("starts_at", 3);
    try (LedgerStore.Lock _ = redis.database().lock(sale.event().id())) {
      assertThat(retention.freePastEvents(KEPT)).isOne();
      assertThat(attempts()).isOne();
    }

    assertThat(retention.freePastEvents(KEPT)).as("it is free already").isZero();
    assertThat(attempts()).isZero();
  }

  @Test
  void eventsAreLookedAtPageByPage() {
    redis.add(Samples.sale(1));
    set("starts_at", 3);
    set("sales_close_at", 3);

    PastEvents.Page first = past.page(KEPT, null, 1);
    PastEvents.Page second = past.page(KEPT, first.next(), 1);

    assertThat(first.over()).hasSize(1);
    assertThat(second.over()).hasSize(1).doesNotContainKeys(first.next());
    assertThat(past.page(KEPT, second.next(), 1)).isEqualTo(new PastEvents.Page(Map.of(), null));
  }

  @Test
  void aSaleThatIsStoredOnlyAfterItsAttemptsWereForgottenIsOfAnEarlierEpoch() {
    EventId event = sale.event().id();
    HoldId hold = node.hold("S-2").hold().terms().id();
    Batch late =
        Batch.decide(
            node.state(),
            new LookupResult(List.of(), Map.of(hold, Samples.details()), List.of(), List.of()),
            List.of(new Submission(node.confirming(hold), null)),
            node.state().lastAt());
    var attempt = new FinalSales.Attempt(event, 1, List.of(hold));

    assertThat(past.forgetAttempts(List.of(event), 10)).isOne();

    assertThat(redis.newSales().store(Map.of(attempt, late), true))
        .containsExactly(entry(attempt, FinalSales.Fate.CONTRADICTED));
  }

  @Test
  void anEventThatIsInALaterEpochThanItsSalesStays() {
    set("starts_at", 3);
    redis.send(Request.cmd(Command.HINCRBY, keys.head(), "epoch", 1));

    assertThat(retention.freePastEvents(KEPT)).isZero();
  }
}
