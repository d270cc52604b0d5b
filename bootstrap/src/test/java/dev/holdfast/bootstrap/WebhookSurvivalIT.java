package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Receiver.Message;
import dev.holdfast.local.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two nodes that are killed one after the other while they deliver.
@Timeout(100)
class WebhookSurvivalIT {
  private static final int SEATS = 10;
  private static final int EVENTS = 4;

  @Test
  void nothingIsLostAndTheOrderStays() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
        PackagedService one = PackagedService.start(postgres, Map.of());
        PackagedService other =
            PackagedService.start(postgres, Map.of("QUARKUS_DATASOURCE_JDBC_URL", one.jdbcUrl()));
        var receiver = new Receiver()) {
      receiver.answer(
          _ -> {
            try {
              TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
            return 200;
          });
      var first = new Api(one.uri());
      var second = new Api(other.uri());
      String client = first.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
      String key =
          first
              .asAdmin("{\"scopes\": [\"events:write\", \"reservations:read\"]}")
              .post("/api/v1/clients/" + client + "/keys")
              .path("token");
      first
          .as(key, "{\"url\": \"%s\"}".formatted(receiver.url()))
          .post("/api/v1/webhook-endpoints")
          .then()
          .statusCode(201);
      List<String> events = new ArrayList<>();
      for (int i = 0; i < EVENTS; i++) {
        events.add(
            first
                .as(key, Api.event(first.newSeatMap(), ""))
                .post("/api/v1/events")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
      }

      hold(first, events, "A-");
      receiver.await(15);
      one.kill();
      endLeases(postgres, one);
      one.startAgain();
      hold(second, events, "B-");
      receiver.await(SEATS * EVENTS + 5);
      other.kill();
      endLeases(postgres, one);
      // What it had relayed or not is done by the one that is left.
      Set<String> told = awaitFeed(new Api(one.uri()), key, 2 * SEATS * EVENTS);
      awaitAll(receiver, told);

      Map<String, Long> last = new HashMap<>();
      for (String id :
          new LinkedHashSet<>(receiver.messages().stream().map(Message::id).toList())) {
        int cut = id.lastIndexOf('-');
        long version = Long.parseLong(id, cut + 1, id.length(), 10);
        assertThat(version).as(id).isEqualTo(last.getOrDefault(id.substring(0, cut), 0L) + 1);
        last.put(id.substring(0, cut), version);
      }
    }
  }

  private static void hold(Api api, List<String> events, String row) {
    for (int seat = 1; seat <= SEATS; seat++) {
      for (String event : events) {
        api.placed(event, row + seat);
      }
    }
  }

  /// As the time does that a node has which was killed, only sooner.
  private static void endLeases(EmbeddedPostgres postgres, PackagedService of) throws SQLException {
    try (Connection connection = PackagedService.database(postgres, of.jdbcUrl()).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE webhook_endpoint SET leased_until = clock_timestamp() - interval '1 second'");
    }
  }

  private static Set<String> awaitFeed(Api api, String key, int count) throws InterruptedException {
    while (true) {
      List<String> ids =
          api.as(key)
              .get("/api/v1/feed?limit=1000")
              .then()
              .statusCode(200)
              .extract()
              .path("items.id");
      if (ids.size() == count) {
        return new LinkedHashSet<>(ids);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static void awaitAll(Receiver receiver, Set<String> told) throws InterruptedException {
    while (!receiver.messages().stream().map(Message::id).toList().containsAll(told)) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
