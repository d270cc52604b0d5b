package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.concurrent.FailureCount;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class ThreadsCheckTest {
  private static HealthCheckResponse after(int breaks) {
    var count = new FailureCount();
    for (int i = 0; i < breaks; i++) {
      count.add();
    }
    return new ThreadsCheck(() -> List.of(new FailureCount(), count), () -> true).call();
  }

  @Test
  void aThreadThatBrokeTwiceIsForgiven() {
    assertThat(after(0).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    assertThat(after(2).getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }

  @Test
  void ifThreadsBreakAgainTheServiceIsNotAliveAndSaysWhatToDo() {
    HealthCheckResponse response = after(3);

    assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
    assertThat(response.getData().orElseThrow()).containsEntry("breaks", 3L);
    assertThat(response.getData().orElseThrow().get("expected")).asString().contains("start");
  }

  @Test
  void withoutOneOfItsThreadsTheServiceIsNotAlive() {
    assertThat(new ThreadsCheck(List::of, () -> false).call().getStatus())
        .isEqualTo(HealthCheckResponse.Status.DOWN);
  }
}
