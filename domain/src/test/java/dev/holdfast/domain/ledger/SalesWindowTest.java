package dev.holdfast.domain.ledger;

import static dev.holdfast.domain.ledger.TwoSeats.TICK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.Refusal.SalesClosed.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SalesWindowTest {
  private static final Instant OPEN = TwoSeats.PLACED;
  private static final Instant CLOSE = OPEN.plus(Duration.ofDays(3));

  private final Settings onSale = TwoSeats.settings(OPEN, CLOSE, true);
  private final Settings paused = onSale.withPaused(true);

  @Test
  void theWindowIncludesItsOpeningAndNotItsClose() {
    assertRefused(onSale, OPEN.minus(TICK), Phase.NOT_OPEN);
    assertThat(SalesWindow.refusal(onSale, OPEN)).isEmpty();
    assertThat(SalesWindow.refusal(onSale, CLOSE.minus(TICK))).isEmpty();
    assertRefused(onSale, CLOSE, Phase.OVER);
  }

  @Test
  void aPauseIsToldOnlyWithinTheWindow() {
    assertRefused(paused, OPEN.minus(TICK), Phase.NOT_OPEN);
    assertRefused(paused, OPEN, Phase.PAUSED);
    assertRefused(paused, CLOSE, Phase.OVER);
  }

  @Test
  void withoutLimitsItLastsUntilTheEventBegins() {
    Settings unlimited = TwoSeats.settings(null, null, true);
    assertThat(SalesWindow.refusal(unlimited, Instant.EPOCH)).isEmpty();
    assertThat(SalesWindow.refusal(unlimited, unlimited.startsAt().minus(TICK))).isEmpty();
    assertThat(SalesWindow.refusal(unlimited, unlimited.startsAt()))
        .contains(new Refusal.SalesClosed(Phase.OVER, null, unlimited.startsAt()));
  }

  private static void assertRefused(Settings settings, Instant now, Phase phase) {
    assertThat(SalesWindow.refusal(settings, now))
        .contains(new Refusal.SalesClosed(phase, OPEN, CLOSE));
  }
}
