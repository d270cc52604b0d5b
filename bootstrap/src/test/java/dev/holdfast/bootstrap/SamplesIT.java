package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningService.class)
class SamplesIT {
  private final EmbeddedPostgres postgres;

  SamplesIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void twoNodesThatStartAtOnceMakeEachSampleOnce() throws InterruptedException, ExecutionException {
    Map<String, String> oneDatabase =
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", postgres.createDatabase(), "HOLDFAST_SAMPLES", "true");
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<PackagedService> other =
          threads.submit(() -> PackagedService.start(postgres, oneDatabase));
      try (PackagedService one = PackagedService.start(postgres, oneDatabase);
          PackagedService two = other.get()) {
        for (PackagedService node : List.of(one, two)) {
          Api api = new Api(node.uri());
          assertThat(api.open().get("/api/v1/events").<List<String>>path("items.externalId"))
              .containsExactlyInAnyOrder("sample-theatre", "sample-arena", "sample-clinic");
          assertThat(api.open().get("/api/v1/seat-maps").<List<String>>path("items.name"))
              .hasSize(3);
        }
      }
    }
  }
}
