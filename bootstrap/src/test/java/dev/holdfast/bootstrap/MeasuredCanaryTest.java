package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.in.Canary;
import dev.holdfast.application.port.in.Unavailable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class MeasuredCanaryTest {
  private final MeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void purchasesAreCountedByWhatTheyCameToAndThereBeforeTheFirst() {
    Queue<Canary> fates =
        new ArrayDeque<>(
            List.of(
                Optional::empty,
                () -> Optional.of("planned"),
                () -> {
                  throw new Unavailable("planned");
                },
                () -> {
                  throw new IllegalStateException("planned");
                }));
    var canary = new MeasuredCanary(() -> fates.remove().buy(), meters);
    assertCounts(0, 0, 0, 0);

    assertThat(canary.buy()).isEmpty();
    assertCounts(1, 0, 0, 0);
    assertThat(canary.buy()).hasValue("planned");
    assertCounts(1, 1, 0, 0);
    assertThatThrownBy(canary::buy).isInstanceOf(Unavailable.class);
    assertCounts(1, 1, 1, 0);
    assertThatThrownBy(canary::buy).isInstanceOf(IllegalStateException.class);
    assertCounts(1, 1, 1, 1);
  }

  private void assertCounts(long ok, long refused, long unavailable, long error) {
    assertThat(List.of(count("ok"), count("refused"), count("unavailable"), count("error")))
        .containsExactly(ok, refused, unavailable, error);
  }

  private long count(String outcome) {
    return meters.get("holdfast.canary").tag("outcome", outcome).timer().count();
  }
}
