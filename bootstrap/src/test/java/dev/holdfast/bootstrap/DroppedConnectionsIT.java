package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.testkit.Simulation;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients whose connections drop send the same request again, with the same key, until they hear
/// what became of it. What they hear is what became of it.
@ExtendWith(RunningService.class)
class DroppedConnectionsIT {
  private static final System.Logger LOG = System.getLogger(DroppedConnectionsIT.class.getName());
  private static final int CLIENTS = 24;
  private static final int CHANGES = 25;

  /// Fewer than all clients want, so that some are refused.
  private static final int MOST_PLACES = 4;

  private final Api api;

  DroppedConnectionsIT(Api api) {
    this.api = api;
  }

  @Test
  void whatARepeatIsToldIsWhatBecameOfTheRequest() throws Exception {
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    SplittableRandom random = new SplittableRandom(seed);
    String event = api.newEvent("\"limits\": {\"address\": {\"held\": 0}}");
    List<Future<Integer>> clients = new ArrayList<>();
    int refused = 0;
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 0; i < CLIENTS; i++) {
        Held held = api.placed(event, "%s-%d".formatted(i < 20 ? "A" : "B", i % 20 + 1));
        SplittableRandom own = random.split();
        clients.add(threads.submit(() -> change(seed, held, own)));
      }
      for (Future<Integer> client : clients) {
        refused += client.get();
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }

  /// @return how many changes were refused
  private int change(long seed, Held held, SplittableRandom random)
      throws IOException, InterruptedException {
    int refused = 0;
    int places = 0;
    for (int i = 0; i < CHANGES; i++) {
      int wanted = random.nextInt(MOST_PLACES + 1);
      String body =
          "{\"set\": {\"areas\": [{\"id\": \"Pit\", \"quantity\": %d}]}}".formatted(wanted);
      String key = Api.newKey();
      for (int drops = random.nextInt(3); drops > 0; drops--) {
        drop(held, body, key, random);
      }
      Response answer = api.asOwner(held, body).header(Api.KEY, key).patch(hold(held));
      switch (answer.statusCode()) {
        case 200 -> places = wanted;
        case 409 -> refused++;
        default -> throw new AssertionError("seed " + seed + ": " + answer.asString());
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(20));
      assertThat(placesOf(held)).as("seed %d, change %d: %s", seed, i, body).isEqualTo(places);
    }
    return refused;
  }

  /// Sends a request, and goes away a moment later.
  private void drop(Held held, String body, String key, SplittableRandom random)
      throws IOException, InterruptedException {
    try (RawClient client = RawClient.to(api.uri())) {
      client.send(
          """
          PATCH %s HTTP/1.1
          Host: localhost
          Content-Type: application/json
          Content-Length: %d
          %s: %s
          %s: %s

          %s"""
              .formatted(hold(held), body.length(), Api.SECRET, held.secret(), Api.KEY, key, body));
      TimeUnit.NANOSECONDS.sleep(random.nextLong(Duration.ofMillis(4).toNanos()));
      if (random.nextBoolean()) {
        client.breakOff();
      }
    }
  }

  private int placesOf(Held held) {
    Response shown = api.asOwner(held).get(hold(held));
    shown.then().statusCode(200);
    return shown.<List<Integer>>path("areas.quantity").stream().mapToInt(Integer::intValue).sum();
  }
}
