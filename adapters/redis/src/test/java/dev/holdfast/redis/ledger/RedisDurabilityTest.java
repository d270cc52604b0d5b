package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What is lost with Redis, and what is not: a sale never is.
class RedisDurabilityTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final Node node = new Node(redis, sale);

  @BeforeEach
  void add() {
    redis.add(sale);
  }

  private Outcome commit(SeatLedger ledger, Command command) {
    return ledger
        .commit(new Work(new EventState(sale), List.of(new Submission(command, null))))
        .getFirst();
  }

  @Test
  @Tag("I2")
  void withoutAnAppendOnlyFileACrashLosesTheHoldsAndNoSale() {
    try (var other = EmbeddedRedis.temporary(Persistence.NONE)) {
      SeatLedger ledger = redis.newLedger(other);
      Command.Place sold = node.placing("S-1");
      commit(ledger, sold);
      Node.confirmed(commit(ledger, node.confirming(sold.holdId())));
      Command.Place lost = node.placing("S-2");
      commit(ledger, lost);

      other.kill();
      other.restart();

      assertThat(Node.refusal(commit(ledger, node.placing("S-1"))))
          .isInstanceOf(Refusal.SeatsUnavailable.class);
      assertThat(Node.refusal(commit(ledger, node.confirming(lost.holdId()))))
          .isInstanceOf(Refusal.NotFound.class);
      Node.held(commit(ledger, node.placing("S-2")));
    }
  }

  @Test
  @Tag("I1")
  @Tag("I2")
  void aReplicaThatMissedTheLastChangesLosesHoldsAndSellsNothingTwice()
      throws InterruptedException {
    HoldId kept = node.hold("S-1").hold().terms().id();
    try (var replica = EmbeddedRedis.temporary(Persistence.NONE)) {
      SeatLedger promoted = redis.newLedger(replica);
      follow(replica);
      HoldId sold = node.hold("S-2").hold().terms().id();
      node.confirm(sold);
      HoldId lost = node.hold("S-3").hold().terms().id();

      assertThat(Node.refusal(commit(promoted, node.placing("S-2"))))
          .as("sold after the replica had stopped to follow")
          .isInstanceOf(Refusal.SeatsUnavailable.class);
      assertThat(Node.refusal(commit(promoted, node.placing("S-1"))))
          .as("held before that")
          .isInstanceOf(Refusal.SeatsUnavailable.class);
      Command.Place again = node.placing("S-3");
      Node.held(commit(promoted, again));
      Node.confirmed(commit(promoted, node.confirming(again.holdId())));

      // The old server goes on, and believes that the seat is still held by the first.
      assertThatNoSaleOf(lost);
      Node.confirmed(commit(promoted, node.confirming(kept)));
    }
  }

  private void assertThatNoSaleOf(HoldId lost) {
    assertThat(Node.refusal(node.commit(node.confirming(lost), null)))
        .as("the seat was sold on the other side")
        .isInstanceOf(Refusal.HoldReleased.class);
  }

  /// Makes a server a replica that has received everything, and then one on its own.
  private void follow(EmbeddedRedis replica) throws InterruptedException {
    var main = redis.server();
    try (var link = new RedisLink(redis.clientOf(replica), TIMEOUT)) {
      send(link, "CONFIG", "SET", "masterauth", main.password());
      send(link, "REPLICAOF", "127.0.0.1", Integer.toString(main.port()));
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (!send(link, "INFO", "replication").contains("master_link_status:up")) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      send(link, "REPLICAOF", "NO", "ONE");
    }
  }

  private static String send(RedisLink link, String command, String... arguments) {
    Request request = Request.cmd(io.vertx.redis.client.Command.create(command));
    for (String argument : arguments) {
      request.arg(argument);
    }
    return String.valueOf(RedisLink.answered(() -> link.send(List.of(request))).getFirst());
  }

  @Test
  void whileRedisIsAwayNothingIsAnsweredAndAfterwardsEverythingIs() {
    try (var other = EmbeddedRedis.temporary(Persistence.NONE)) {
      SeatLedger ledger = redis.newLedger(other);
      commit(ledger, node.placing("S-1"));
      other.kill();

      assertThatThrownBy(() -> commit(ledger, node.placing("S-2"))).isInstanceOf(Unavailable.class);
      other.restart();

      Node.held(commit(ledger, node.placing("S-2")));
    }
  }
}
