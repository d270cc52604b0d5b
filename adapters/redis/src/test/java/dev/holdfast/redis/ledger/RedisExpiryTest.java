package dev.holdfast.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RedisExpiryTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final TestRedis redis = TestRedis.empty();
  private final Sale sale = Samples.sale(12);
  private final Node node = new Node(redis, sale);

  @BeforeEach
  void open() {
    redis.add(sale);
    redis.setClock(START);
  }

  @Test
  @Tag("I3")
  void aHoldIsLiveAtTheInstantAtWhichItIsMarkedAsSold() {
    HoldTerms terms = node.hold("S-1").hold().terms();
    // Live when it is decided, and not any more when it is marked.
    redis.setClock(terms.expiresAt().minus(SECOND));
    redis.setClockStep(SECOND.multipliedBy(2));

    assertThat(Node.refusal(node.commit(node.confirming(terms.id()), null)))
        .isInstanceOf(Refusal.HoldExpired.class);
  }

  @Test
  @Tag("I4")
  void anEventIsFoundOnceAHoldIsDueAndNotAfterItWasSwept() {
    HoldTerms first = node.hold("S-1").hold().terms();
    redis.setClock(START.plus(SECOND));
    HoldTerms second = node.hold("S-2").hold().terms();
    assertThat(due()).isEmpty();

    redis.setClock(first.expiresAt());
    assertThat(due()).containsExactly(sale.event().id());
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(due()).as("the second is not due yet").isEmpty();

    redis.setClock(second.expiresAt());
    assertThat(due()).containsExactly(sale.event().id());
    assertThat(node.commit(new Command.Expire(10), null)).isEqualTo(new Outcome.Expired(1));
    assertThat(due()).isEmpty();
  }

  @Test
  @Tag("I3")
  void theClockSetBackALittleRevivesNothingAndALotRaisesTheAlarm() {
    RedisHolds holds = redis.newHolds();
    EventState state = new EventState(sale);
    HoldTerms terms = Node.held(commit(holds, state, node.placing("S-1"))).hold().terms();
    redis.setClock(terms.expiresAt());
    Node.held(commit(holds, state, node.placing("S-2")));

    redis.setClock(terms.expiresAt().minusSeconds(5));
    assertThat(commit(holds, state, node.confirming(terms.id())))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(holds.clockSteps()).isZero();

    redis.setClock(terms.expiresAt().minusSeconds(6));
    assertThat(commit(holds, state, node.confirming(terms.id())))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(holds.clockSteps()).isEqualTo(1);
    Node.held(commit(holds, state, node.placing("S-3")));
    assertThat(holds.clockSteps()).as("without reading the event").isEqualTo(2);
  }

  private static Outcome commit(RedisHolds holds, EventState state, Command command) {
    return holds
        .ledger()
        .commit(new SeatLedger.Work(state, List.of(new Submission(command, null))))
        .getFirst();
  }

  private List<EventId> due() {
    return node.ledger().eventsDue(10);
  }
}
