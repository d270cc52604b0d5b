package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Holds whose time is up.
@ExtendWith(RunningService.class)
class ExpiryIT {
  private static final String ONE_SECOND = "\"holdPolicy\": {\"duration\": \"PT1S\"}";

  private final Api api;
  private final EmbeddedPostgres postgres;

  ExpiryIT(Api api, EmbeddedPostgres postgres) {
    this.api = api;
    this.postgres = postgres;
  }

  private static void waitUntilExpired(Api api, Held held) throws InterruptedException {
    Response response;
    do {
      TimeUnit.MILLISECONDS.sleep(20);
      response = api.asOwner(held).get(hold(held));
    } while (response.path("status").equals("held"));
    response
        .then()
        .statusCode(200)
        .body("status", equalTo("expired"))
        .body("expiresIn", equalTo(0));
  }

  @Test
  void expiredSeatsAreFreeAndCanBeHeldBeforeAnySweep() throws InterruptedException {
    try (PackagedService unswept =
        PackagedService.start(postgres, Map.of("HOLDFAST_SWEEP_EVERY", "off"))) {
      Api alone = new Api(unswept.uri());
      String event = alone.newEvent(ONE_SECOND);
      Held first = alone.placed(event, "A-1", "A-2");
      alone.availability(event).then().header("ETag", endsWith(".1.0\""));
      waitUntilExpired(alone, first);
      alone
          .availability(event)
          .then()
          .header("ETag", endsWith(".1.1\""))
          .body("version", equalTo(1))
          .body("held", empty())
          .body("available", equalTo(90));
      Response read = alone.asOwner(first).get(hold(first));
      assertProblem(alone.confirm(first), 409, "hold-expired")
          .body("expiredAt", equalTo(read.<String>path("expiresAt")));
      assertProblem(alone.asOwner(first).post(hold(first) + "/extend"), 409, "hold-expired");
      Held second = alone.placed(event, "A-2");
      // The one in the way was expired wholly, by an entry of its own.
      alone.availability(event).then().body("version", equalTo(3));
      alone.confirmed(second);
      alone.asOwner(first).delete(hold(first)).then().statusCode(204);
    }
  }

  @Test
  void dueHoldsAreSweptSoon() throws InterruptedException {
    String event = api.newEvent(ONE_SECOND);
    Held held = api.placed(event, "A-1");
    waitUntilExpired(api, held);
    Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
    while (api.availability(event).<Integer>path("version") < 2) {
      assertThat(Instant.now()).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    api.availability(event).then().header("ETag", endsWith(".2.0\"")).body("held", empty());
    assertProblem(api.confirm(held), 409, "hold-expired");
    api.placed(event, "A-1");
  }

  @Test
  void aHoldThatIsConfirmedInTimeStaysSold() throws InterruptedException {
    String event = api.newEvent(ONE_SECOND);
    api.confirmed(api.placed(event, "A-1"));
    TimeUnit.MILLISECONDS.sleep(2_500);
    api.availability(event).then().body("version", equalTo(2)).body("reserved[0]", equalTo("A-1"));
  }
}
