package dev.holdfast.domain.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.domain.event.HoldPolicy;
import org.junit.jupiter.api.Test;

class HoldLimitTest {
  private final int most = HoldPolicy.DEFAULT.maxSeatsPerHold();

  @Test
  void aHoldMayBecomeAsLargeAsThePolicyLetsIt() {
    assertThat(HoldLimit.of(HoldPolicy.DEFAULT, 0)).isEqualTo(most);
    assertThat(HoldLimit.of(HoldPolicy.DEFAULT, most)).isEqualTo(most);
  }

  @Test
  void aHoldThatIsLargerThanAPolicyOfNowMayStaySo() {
    assertThat(HoldLimit.of(HoldPolicy.DEFAULT, most + 3)).isEqualTo(most + 3);
  }
}
