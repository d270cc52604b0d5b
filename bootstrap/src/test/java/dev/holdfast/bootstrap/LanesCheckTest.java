package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class LanesCheckTest {
  private static HealthCheckResponse after(int breaks) {
    return new LanesCheck(() -> breaks).call();
  }

  @Test
  void aLaneThatBrokeOnceIsForgiven() {
    assertThat(after(0).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(after(1).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }

  @Test
  void ifLanesBreakAgainTheServiceIsNotAliveAndSaysWhatToDo() {
    HealthCheckResponse response = after(2);

    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(response.getData().orElseThrow()).containsEntry("breaks", 2L);
    assertThat(response.getData().orElseThrow().get("expected")).asString().contains("start");
  }
}
