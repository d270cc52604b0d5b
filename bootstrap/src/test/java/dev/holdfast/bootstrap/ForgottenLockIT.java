package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Somebody looks into the database by hand, locks an event, and goes to lunch.
@ExtendWith(RunningService.class)
class ForgottenLockIT {
  private static final int ROUNDS = 2;

  private final EmbeddedPostgres postgres;

  ForgottenLockIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void whileASessionHasOneEventLockedAllOthersOfItsLaneSell() throws SQLException {
    String url = postgres.createDatabase();
    Map<String, String> oneLane =
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            url,
            "HOLDFAST_LANES_COUNT",
            "1",
            "HOLDFAST_LANES_TIMEOUT",
            "2s");
    try (PackagedService service = PackagedService.start(postgres, oneLane);
        ExecutorService threads = Executors.newCachedThreadPool();
        Connection forgotten =
            DriverManager.getConnection(url, postgres.user(), postgres.password())) {
      Api api = new Api(service.uri());
      String locked = api.newEvent();
      List<String> others = List.of(api.newEvent(), api.newEvent(), api.newEvent());
      forgotten.setAutoCommit(false);
      try (Statement lock = forgotten.createStatement()) {
        lock.execute("SELECT 1 FROM event_head WHERE event_id = '%s' FOR UPDATE".formatted(locked));
      }

      for (int round = 1; round <= ROUNDS; round++) {
        String seat = "A-" + round;
        List<CompletableFuture<Response>> stuck = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          stuck.add(CompletableFuture.supplyAsync(() -> place(api, locked, seat), threads));
        }
        for (String other : others) {
          api.confirmed(api.placed(other, seat, "B-" + round));
        }
        for (CompletableFuture<Response> one : stuck) {
          assertProblem(one.join(), 503, "unavailable").header("Retry-After", "1");
        }
        for (String other : others) {
          api.confirmed(api.placed(other, "A-1" + round));
        }
      }
      forgotten.rollback();

      for (int round = 1; round <= ROUNDS; round++) {
        Response first = place(api, locked, "A-" + round);
        first.then().statusCode(201).header("Idempotency-Replayed", (String) null);
        place(api, locked, "A-" + round)
            .then()
            .statusCode(201)
            .header("Idempotency-Replayed", "true")
            .body("id", equalTo(first.path("id")));
      }
      assertThat(api.availability(locked).<List<String>>path("held")).containsExactly("A-1", "A-2");
    }
  }

  /// With a key that is made of the seat.
  private static Response place(Api api, String event, String seat) {
    return api.open(seats(seat)).header(Api.KEY, seat + "-of-a-forgotten-lock").post(holds(event));
  }
}
