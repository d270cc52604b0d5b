package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.Examples;
import dev.holdfast.application.NoRecords;
import dev.holdfast.application.QuietFeed;
import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EnginesTest {
  private static final Lanes.Plan ONE_LANE = new Lanes.Plan(1, 10, 1, 1, Duration.ofSeconds(20));
  private static final Submission COMMAND = new Submission(new Command.Expire(1), null);

  private final Sale inPostgres = Examples.sale();
  private final Sale inRedis = Examples.sale(LedgerKind.REDIS);

  private static Engine engine(ScriptedLedger ledger) {
    return Engine.start(ledger, new NoRecords(), new QuietFeed(), Examples.READERS, ONE_LANE);
  }

  private static ScriptedLedger expiring(int holds) {
    return new ScriptedLedger(_ -> List.of(new Outcome.Expired(holds)));
  }

  @Test
  void anEventIsChangedInTheLedgerThatItWasMadeFor() {
    try (var engines = new Engines(engine(expiring(1)), Optional.of(engine(expiring(2))))) {
      assertThat(engines.submit(inPostgres, COMMAND)).isEqualTo(new Outcome.Expired(1));
      assertThat(engines.submit(inRedis, COMMAND)).isEqualTo(new Outcome.Expired(2));
    }
  }

  @Test
  void withoutItsLedgerAnEventIsUnavailable() {
    try (var engines = new Engines(engine(expiring(1)), Optional.empty())) {
      assertThatThrownBy(() -> engines.of(inRedis))
          .isInstanceOf(Unavailable.class)
          .hasMessage("the event's seats are in Redis, which this node is not configured for");
      assertThat(engines.submit(inPostgres, COMMAND)).isEqualTo(new Outcome.Expired(1));
    }
  }

  @Test
  void anEngineThatIsToldForAnEventIsUsedForItAloneUntilOthersAre() {
    try (var engines = new Engines(engine(expiring(1)), Optional.empty());
        var other = engine(expiring(3))) {
      var scratch = Examples.sale();
      engines.alsoUse(Map.of(scratch.event().id(), other));
      assertThat(engines.submit(scratch, COMMAND)).isEqualTo(new Outcome.Expired(3));
      assertThat(engines.submit(inPostgres, COMMAND)).isEqualTo(new Outcome.Expired(1));
      assertThat(engines.all()).doesNotContain(other);

      engines.alsoUse(Map.of());
      assertThat(engines.submit(scratch, COMMAND)).isEqualTo(new Outcome.Expired(1));
    }
  }

  @Test
  @Timeout(10)
  void noEventWaitsForALedgerThatItIsNotIn() throws InterruptedException {
    var stuck = new CountDownLatch(1);
    var redis =
        new ScriptedLedger(
            _ -> {
              awaitUninterrupted(stuck);
              return List.of(new Outcome.Expired(2));
            });
    try (var engines = new Engines(engine(expiring(1)), Optional.of(engine(redis)))) {
      Thread waiting = Thread.startVirtualThread(() -> engines.submit(inRedis, COMMAND));
      while (redis.works.isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(engines.submit(inPostgres, COMMAND)).isEqualTo(new Outcome.Expired(1));
      stuck.countDown();
      waiting.join();
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
