package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class ThreadsCheckTest {
  private static HealthCheckResponse after(int breaks) {
    return new ThreadsCheck(() -> breaks, () -> true).call();
  }

  @Test
  void aThreadThatBrokeOnceIsForgiven() {
    assertThat(after(0).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(after(1).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }

  @Test
  void ifThreadsBreakAgainTheServiceIsNotAliveAndSaysWhatToDo() {
    HealthCheckResponse response = after(2);

    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(response.getData().orElseThrow()).containsEntry("breaks", 2L);
    assertThat(response.getData().orElseThrow().get("expected")).asString().contains("start");
  }

  @Test
  void withoutOneOfItsThreadsTheServiceIsNotAlive() {
    assertThat(new ThreadsCheck(() -> 0, () -> false).call().getStatus())
        .isEqualTo(HealthCheckResponse.Status.DOWN);
  }
}
