package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What nobody has to find any more.
@ExtendWith(RunningService.class)
class PurgeIT {
  /// Each purge comes up to half a minute later than its time.
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final EmbeddedPostgres postgres;

  PurgeIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void oldAnswersAndEndedHoldsArePurgedInTime() throws SQLException, InterruptedException {
    try (PackagedService service =
            PackagedService.start(postgres, Map.of("HOLDFAST_PURGE_EVERY", "1s"));
        Connection connection =
            DriverManager.getConnection(service.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      Api api = new Api(service.uri());
      String event = api.newEvent("\"browserConfirm\": false");
      String key = Api.newKey();
      Response placed = api.open(seats("A-1")).header(Api.KEY, key).post(holds(event));
      placed.then().statusCode(201);
      Held old = new Held(placed.path("id"), placed.path("secret"));
      Held recent = api.placed(event, "A-2");
      api.asOwner(old).delete(hold(old)).then().statusCode(204);
      api.asOwner(recent).delete(hold(recent)).then().statusCode(204);

      statement.execute("UPDATE idempotency SET created_at = created_at - interval '26 hours'");
      statement.execute(
          "UPDATE hold SET ended_at = ended_at - interval '3 days' WHERE hold_id = '%s'"
              .formatted(old.id()));

      Instant deadline = Instant.now().plus(TIMEOUT);
      while (api.asOwner(old).get(hold(old)).statusCode() != 404) {
        assertThat(Instant.now()).isBefore(deadline);
        TimeUnit.MILLISECONDS.sleep(100);
      }
      api.asOwner(recent).get(hold(recent)).then().statusCode(200);
      // What is gone is not found, also where a key would be needed if it were there.
      assertProblem(api.confirm(old), 404, "not-found");
      assertProblem(api.confirm(recent), 403, "forbidden");
      api.open(seats("A-1"))
          .header(Api.KEY, key)
          .post(holds(event))
          .then()
          .statusCode(201)
          .header("Idempotency-Replayed", nullValue());
    }
  }
}
