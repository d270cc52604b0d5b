package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.ledger.Command.Release;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// New holds are decided on what a node knows, where it was the last to change the event.
class RedisUnreadTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Pattern HEADS = Pattern.compile("cmdstat_hmget:calls=(\\d+)");

  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final Node node = new Node(redis, sale);
  private final Node other = new Node(redis, sale);
  private HoldView mine;

  @BeforeEach
  void open() {
    redis.add(sale);
    redis.setClock(START);
    mine = node.hold("S-1");
  }

  @Test
  void theNextHoldLooksAtTheHeadButOnce() {
    assertThat(looksAtTheHeadOf(() -> node.hold("S-2"))).isEqualTo(1);
  }

  @Test
  void whatAnotherNodeHasChangedIsReadFirst() {
    other.hold("S-2");

    assertThat(looksAtTheHeadOf(() -> node.hold("S-3")))
        .as("in vain, read, and written")
        .isEqualTo(3);
    assertThat(node.state().version()).isEqualTo(3);
    assertThat(Node.refusal(node.commit(node.placing("S-2"), null)))
        .isInstanceOf(Refusal.SeatsUnavailable.class);
  }

  @Test
  void whatWasFreedByAnotherNodeIsNotRefused() {
    other.commit(new Release(mine.hold().terms().id()), null);

    assertThat(node.hold("S-1").hold().terms().id()).isNotEqualTo(mine.hold().terms().id());
  }

  @Test
  void aFenceThatWasRaisedMeanwhileKeepsOutWhatDoesNotKnowIt() {
    redis.newEvents().readFenced(RedisEvents.Asked.of(new EventKeys(sale.event().id())));

    assertThat(looksAtTheHeadOf(() -> node.hold("S-2"))).isEqualTo(3);
  }

  /// The servers of a cluster have clocks of their own, and the one that was asked may not be the
  /// event's.
  @Test
  void aClockThatIsNotTheEventsOwnIsNotBelieved() {
    redis.setClockStep(Duration.ofSeconds(2));

    assertThat(looksAtTheHeadOf(() -> node.hold("S-2"))).isEqualTo(3);
  }

  /// How often the head of an event was looked at.
  private int looksAtTheHeadOf(Runnable what) {
    redis.send(Request.cmd(Command.CONFIG).arg("RESETSTAT"));
    what.run();
    String statistics = String.valueOf(redis.send(Request.cmd(Command.INFO).arg("commandstats")));
    Matcher heads = HEADS.matcher(statistics);
    return heads.find() ? Integer.parseInt(heads.group(1)) : 0;
  }
}
