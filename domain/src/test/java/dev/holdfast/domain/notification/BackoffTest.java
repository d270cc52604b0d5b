package dev.holdfast.domain.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void eachPauseIsUpToTwiceAsLongAsTheOneBefore() {
    assertThat(Backoff.after(1, 1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Backoff.after(2, 1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(Backoff.after(7, 1)).isEqualTo(Duration.ofSeconds(320));
  }

  @Test
  void noneIsLongerThanAnHour() {
    assertThat(Backoff.after(11, 1)).isEqualTo(Duration.ofHours(1));
    assertThat(Backoff.after(Integer.MAX_VALUE, 1)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aRandomHalfKeepsThemApart() {
    assertThat(Backoff.after(2, 0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Backoff.after(2, 0.5)).isEqualTo(Duration.ofMillis(7_500));
  }

  @Test
  void nothingElseIsAnArgument() {
    assertThatThrownBy(() -> Backoff.after(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Backoff.after(1, 1.1)).isInstanceOf(IllegalArgumentException.class);
  }
}
