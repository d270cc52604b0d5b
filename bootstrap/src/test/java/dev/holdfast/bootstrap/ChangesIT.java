package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What followed a version, asked for.
@ExtendWith(RunningService.class)
class ChangesIT {
  private final Api api;

  ChangesIT(Api api) {
    this.api = api;
  }

  private Response changes(String event, String query) {
    return api.open().get("/api/v1/events/" + event + "/changes" + query);
  }

  @Test
  void everyKindOfChangeSaysWhichSeatsAreHowNow() {
    String event = api.newEvent();
    Held first = api.placed(event, "A-1", "A-2");
    api.asOwner(
            first,
            "{\"add\": {\"seats\": [{\"id\": \"A-3\"}]}, \"remove\": {\"seats\": [{\"id\": \"A-1\"}]}}")
        .patch(hold(first))
        .then()
        .statusCode(200);
    String reservation = api.confirmed(first);
    api.asOwner(first)
        .post("/api/v1/reservations/" + reservation + "/cancel")
        .then()
        .statusCode(200);
    Held second = api.placed(event, "B-1");
    api.asOwner(second).post(hold(second) + "/extend").then().statusCode(200);
    api.asOwner(second).delete(hold(second)).then().statusCode(204);
    changes(event, "?since=0")
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("Cache-Control", "no-cache")
        .body("epoch", equalTo(api.availability(event).path("epoch")))
        .body("from", equalTo(0))
        .body("to", equalTo(7))
        .body("changes.version", contains(1, 2, 3, 4, 5, 6, 7))
        .body(
            "changes.kind",
            contains(
                "placed", "changed", "confirmed", "cancelled", "placed", "extended", "released"))
        .body("changes[0].seats", contains("A-1", "A-2"))
        .body(
            "changes[0].expiresAt", equalTo(api.asOwner(first).get(hold(first)).path("expiresAt")))
        .body("changes[0]", not(hasKey("removed")))
        .body("changes[1].seats", contains("A-3"))
        .body("changes[1].removed", contains("A-1"))
        .body("changes[1]", not(hasKey("expiresAt")))
        .body("changes[2].seats", contains("A-2", "A-3"))
        .body("changes[3].seats", contains("A-2", "A-3"))
        .body("changes[5].seats", contains("B-1"))
        .body("changes[5]", hasKey("expiresAt"))
        .body("changes[6].seats", contains("B-1"));
  }

  private static Map<String, Object> shift(int held, int reserved) {
    return Map.of("id", "Pit", "held", held, "reserved", reserved, "blocked", 0);
  }

  @Test
  void everyKindOfChangeSaysByHowMuchAreasAreFuller() {
    String event = api.newEvent();
    Response placed =
        api.open(
                "{\"seats\": [{\"id\": \"A-1\"}], \"areas\": [{\"id\": \"Pit\", \"quantity\": 2}]}")
            .post(Api.holds(event));
    Held held = new Held(placed.path("id"), placed.path("secret"));
    for (String areas :
        new String[] {
          "{\"id\": \"Pit\", \"quantity\": 3}",
          "{\"id\": \"Pit\", \"quantity\": 3, \"ticketType\": \"child\"}",
          "{\"id\": \"Pit\", \"quantity\": 1, \"ticketType\": \"adult\"}"
        }) {
      api.asOwner(held, "{\"set\": {\"areas\": [" + areas + "]}}")
          .patch(hold(held))
          .then()
          .statusCode(200);
    }
    String reservation = api.confirmed(held);
    api.asOwner(held).post("/api/v1/reservations/" + reservation + "/cancel");
    api.availability(event).then().body("areas[0].available", equalTo(50));
    changes(event, "?since=0")
        .then()
        .body(
            "changes.seats",
            contains(
                List.of("A-1"), List.of(), List.of(), List.of(), List.of("A-1"), List.of("A-1")))
        .body("changes[0].areas", contains(shift(2, 0)))
        .body("changes[1].areas", contains(shift(1, 0)))
        .body("changes[2]", not(hasKey("areas")))
        .body("changes[3].areas", contains(shift(-2, 0)))
        .body("changes[4].areas", contains(shift(-1, 1)))
        .body("changes[5].areas", contains(shift(0, -1)));
  }

  @Test
  void onlyWhatFollowedIsTold() {
    String event = api.newEvent();
    changes(event, "?since=0").then().body("from", equalTo(0)).body("to", equalTo(0));
    IntStream.rangeClosed(1, 3).forEach(n -> api.placed(event, "A-" + n));
    int epoch = api.availability(event).path("epoch");
    changes(event, "?since=2&epoch=" + epoch)
        .then()
        .body("from", equalTo(2))
        .body("to", equalTo(3))
        .body("changes.seats.flatten()", contains("A-3"));
    changes(event, "?since=3").then().body("to", equalTo(3)).body("changes", empty());
  }

  @Test
  void aVersionThatIsNoneOfThisHistoryHasToStartAgain() {
    String event = api.newEvent();
    api.placed(event, "A-1");
    int epoch = api.availability(event).path("epoch");
    for (String query : new String[] {"?since=2", "?since=1&epoch=" + (epoch + 1)}) {
      assertProblem(changes(event, query), 410, "resync")
          .body("epoch", equalTo(epoch))
          .body("version", equalTo(1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', since: absent",
    "?epoch=1, since: absent",
    "?since=-1, since",
    "?since=1.5, since",
    "?since=99999999999999999999, since",
    "?since=0&epoch=x, epoch"
  })
  void whatIsNoVersionIsNotRead(String query, String named) {
    assertProblem(changes(api.newEvent(), query), 400, "malformed-request")
        .body("errors[0].detail", startsWith(named))
        .body("errors.parameter", contains(named.replaceFirst(":.*", "")))
        .body("errors.pointer", contains(nullValue()));
  }

  @Test
  void anEventThatThereIsNotHasNoChanges() {
    assertProblem(changes("00000000-0000-4000-8000-000000000000", "?since=0"), 404, "not-found");
    assertProblem(changes("x", "?since=0"), 404, "not-found");
  }

  @Test
  void whatIsToldLeadsFromOneAvailabilityToTheNext() {
    String event = api.newEvent();
    api.placed(event, "A-1");
    int since = api.availability(event).path("version");
    Held held = api.placed(event, "A-2");
    api.confirmed(held);
    Response told = changes(event, "?since=" + since);
    assertThat(told.<Integer>path("to")).isEqualTo(api.availability(event).path("version"));
    told.then().body("changes.kind", contains("placed", "confirmed"));
  }
}
