package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Deaths of the service and of its database (I2).
class SurvivalIT {
  private static final Map<String, String> SHORT_TIMEOUTS =
      Map.of(
          "HOLDFAST_SAMPLES",
          "true",
          "HOLDFAST_LANES_TIMEOUT",
          "1s",
          "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT",
          "1s",
          "QUARKUS_SHUTDOWN_DELAY",
          "3s");

  @Test
  void killingTheServiceLosesNothingThatWasAcknowledged() throws InterruptedException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
        PackagedService service = PackagedService.start(postgres, SHORT_TIMEOUTS)) {
      Api api = new Api(service.uri());
      Management management = service.management();
      List<String> samples = api.open().get("/api/v1/events").path("items.externalId");
      assertThat(samples)
          .containsExactlyInAnyOrder("sample-theatre", "sample-arena", "sample-clinic");
      String event = api.newEvent();
      Held sold = api.placed(event, "A-1");
      String key = Api.newKey();
      Response placed = api.open(seats("A-2")).header(Api.KEY, key).post(holds(event));
      Held held = new Held(placed.path("id"), placed.path("secret"));
      String reservation = api.confirmed(sold);
      service.kill();

      service.startAgain();
      api.availability(event)
          .then()
          .body("reserved", contains("A-1"))
          .body("held", contains("A-2"))
          .body("version", equalTo(3));
      api.asOwner(sold)
          .get("/api/v1/reservations/" + reservation)
          .then()
          .statusCode(200)
          .body("status", equalTo("reserved"));
      api.open(seats("A-2"))
          .header(Api.KEY, key)
          .post(holds(event))
          .then()
          .statusCode(201)
          .header("Idempotency-Replayed", "true")
          .body("id", equalTo(held.id()))
          .body("secret", equalTo(held.secret()));
      api.asOwner(held).get(hold(held)).then().statusCode(200).body("status", equalTo("held"));
      assertThat(api.open().get("/api/v1/events").<List<String>>path("items.externalId"))
          .as("the samples are not added again")
          .hasSize(4);

      postgres.kill();
      // What is shown may be so old.
      TimeUnit.SECONDS.sleep(2);
      assertProblem(api.place(event, "A-3"), 503, "unavailable").header("Retry-After", "1");
      assertProblem(api.availability(event), 503, "unavailable");
      assertProblem(api.asOwner(held).get(hold(held)), 503, "unavailable");
      assertProblem(api.open().get("/api/v1/events"), 503, "unavailable");
      assertProblem(api.open().get("/api/v1/seat-maps"), 503, "unavailable");
      management.get("/q/health/ready").then().statusCode(503);
      management.get("/q/health/live").then().statusCode(200);
      management.get("/q/health/started").then().statusCode(200);

      postgres.restart();
      management.get("/q/health/ready").then().statusCode(200);
      api.availability(event).then().statusCode(200).body("version", equalTo(3));
      api.placed(event, "A-3");
      api.confirmed(held);

      stopsAfterABalancerHadTimeToSeeIt(service, event);
    }
  }

  private static void stopsAfterABalancerHadTimeToSeeIt(PackagedService service, String event) {
    Api api = new Api(service.uri());
    int version = api.availability(event).path("version");
    URI changes = service.uri().resolve("/api/v1/events/" + event + "/changes?since=" + version);
    Map<String, String> admin = Map.of("Authorization", "Bearer " + PackagedService.ADMIN_KEY);
    URI ownChanges = service.uri().resolve("/api/v1/feed?after=latest");
    try (EventStream stream = EventStream.open(changes, Map.of());
        EventStream feed = EventStream.open(ownChanges, admin)) {
      assertThat(stream.line()).startsWith("retry: ");
      assertThat(feed.said()).startsWith("id:");
      assertThat(feed.said()).startsWith("retry:");
      service.askToStop();
      Instant deadline = Instant.now().plusSeconds(3);
      while (service.management().get("/q/health/ready").statusCode() != 503) {
        assertThat(Instant.now()).isBefore(deadline);
      }
      api.placed(event, "A-4");
      assertThat(stream.said()).startsWith("id: ");
      assertThat(stream.said()).contains("A-4");
      feed.awaitLine("data:.*A-4.*");
      service.awaitEnd();
      assertThat(stream.hasEnded()).isTrue();
      assertThat(feed.hasEnded()).isTrue();
    }
  }
}
