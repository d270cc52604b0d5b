package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a partner's tests do with test events.
@ExtendWith(RunningService.class)
class SandboxIT {
  private final Api api;

  SandboxIT(Api api) {
    this.api = api;
  }

  private String newTestEvent(String more) {
    return api.newEvent("\"testMode\": true" + more);
  }

  private static String path(String event) {
    return "/api/v1/events/" + event;
  }

  private Response advance(String event, String by) {
    return api.asAdmin("{\"advance\": \"" + by + "\"}").post(path(event) + "/clock");
  }

  @Test
  void whatHasEndedOrIsPausedIsNotChanged() {
    String event = api.newEvent("\"testMode\": true");
    String more = "{\"add\": {\"seats\": [{\"id\": \"A-9\"}]}}";
    Held expired = api.placed(event, "A-1");
    api.asAdmin().post(hold(expired) + "/expire").then().statusCode(200);
    assertProblem(api.asOwner(expired, more).patch(hold(expired)), 409, "hold-expired");
    Held released = api.placed(event, "A-2");
    api.asOwner(released).delete(hold(released)).then().statusCode(204);
    assertProblem(api.asAdmin().post(hold(released) + "/expire"), 409, "hold-released");
    Held held = api.placed(event, "A-3");
    api.asAdmin().post("/api/v1/events/" + event + "/pause").then().statusCode(200);
    assertProblem(api.asOwner(held, more).patch(hold(held)), 409, "sales-closed");
  }

  @Test
  void anEventSaysWhetherItIsForTests() {
    api.open().get(path(api.newEvent())).then().body("testMode", equalTo(false));
    String event = newTestEvent("");

    api.open()
        .get(path(event))
        .then()
        .body("testMode", equalTo(true))
        .body("clockAhead", nullValue());
    advance(event, "PT1H").then().statusCode(200).body("clockAhead", equalTo("PT1H"));
    advance(event, "PT30M").then().statusCode(200);
    api.open().get(path(event)).then().body("clockAhead", equalTo("PT1H30M"));
  }

  @Test
  void whatIsDueByTheAdvancedClockIsExpired() {
    String event = newTestEvent("");
    Held held = api.placed(event, "A-1");

    advance(event, "PT10M").then().statusCode(200);
    api.asOwner(held)
        .get(hold(held))
        .then()
        .body("status", equalTo("held"))
        .body("expiresIn", lessThanOrEqualTo(300));

    advance(event, "PT5M").then().statusCode(200);
    api.asOwner(held)
        .get(hold(held))
        .then()
        .body("status", equalTo("expired"))
        .body("expiresIn", equalTo(0));
    assertProblem(api.confirm(held), 409, "hold-expired");
    api.availability(event).then().body("held", empty());
    api.open()
        .get(path(event) + "/changes?since=0")
        .then()
        .body(
            "changes.kind",
            equalTo(List.of("placed", "clock-advanced", "clock-advanced", "expired")));
  }

  @Test
  void salesOpenWhenTheEventsClockSaysSo() {
    Instant open = Instant.now().plus(Duration.ofDays(300));
    String event = newTestEvent(", \"salesOpenAt\": \"" + open + "\"");
    assertProblem(api.place(event, "A-1"), 409, "sales-closed");

    advance(event, "P300D").then().statusCode(200);
    api.confirmed(api.placed(event, "A-1"));
  }

  @Test
  void anAdvanceThatIsRepeatedWithItsKeyIsMadeOnce() {
    String event = newTestEvent("");
    String key = Api.newKey();
    for (int i = 0; i < 2; i++) {
      api.asAdmin("{\"advance\": \"PT1M\"}")
          .header(Api.KEY, key)
          .post(path(event) + "/clock")
          .then()
          .statusCode(200)
          .body("clockAhead", equalTo("PT1M"));
    }
  }

  @Test
  void theTimeOfOneHoldCanBeEnded() {
    String event = newTestEvent("");
    Held held = api.placed(event, "A-1");
    Held other = api.placed(event, "A-2");

    for (int i = 0; i < 2; i++) {
      api.asOwner(held)
          .post(hold(held) + "/expire")
          .then()
          .statusCode(200)
          .body("status", equalTo("expired"))
          .body("expiresIn", equalTo(0));
    }
    assertProblem(api.confirm(held), 409, "hold-expired");
    api.availability(event).then().body("held", equalTo(List.of("A-2")));
    api.confirmed(other);
    assertProblem(api.asOwner(other).post(hold(other) + "/expire"), 409, "hold-confirmed");
  }

  @Test
  void allOfATestEventCanBeDeleted() {
    String key = Api.newKey();
    String body = Api.event(api.newSeatMap(), "\"testMode\": true");
    String event =
        api.asAdmin(body).header(Api.KEY, key).post("/api/v1/events").then().extract().path("id");
    Held held = api.placed(event, "A-1");
    Held sold = api.placed(event, "A-2");
    String reservation = "/api/v1/reservations/" + api.confirmed(sold);
    api.asAdmin("{\"seats\": [\"A-3\"], \"reason\": \"camera\"}").post(path(event) + "/blocks");
    String kept = api.newEvent();
    Held keptHeld = api.placed(kept, "A-1");

    try (EventStream stream =
        EventStream.open(api.uri().resolve(path(event) + "/changes?since=0"), Map.of())) {
      assertThat(stream.said()).startsWith("retry: ");
      api.asAdmin().delete(path(event)).then().statusCode(204);
      while (!stream.hasEnded()) {
        // What happened before is told first.
      }
    }

    for (Response gone :
        List.of(
            api.open().get(path(event)),
            api.availability(event),
            api.open().get(path(event) + "/changes?since=0"),
            api.asAdmin().get(holds(event)),
            api.asOwner(held).get(hold(held)),
            api.confirm(held),
            api.asAdmin().get(reservation),
            api.place(event, "A-4"),
            advance(event, "PT1M"),
            api.asAdmin().delete(path(event)))) {
      assertProblem(gone, 404, "not-found");
    }
    api.asOwner(keptHeld).get(hold(keptHeld)).then().statusCode(200);
    api.asAdmin(body)
        .header(Api.KEY, key)
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .body("id", not(equalTo(event)));
  }

  @Test
  void nothingOfThatCanBeDoneToOtherEvents() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    String before = api.picture(event);

    assertProblem(advance(event, "PT1M"), 409, "no-test-event");
    assertProblem(api.asAdmin().delete(path(event)), 409, "no-test-event");
    assertProblem(api.asOwner(held).post(hold(held) + "/expire"), 409, "no-test-event");
    assertProblem(
            api.asAdmin("{\"testMode\": true}").header("If-Match", "*").patch(path(event)),
            400,
            "malformed-request")
        .body("errors.pointer", equalTo(List.of("/testMode")));

    assertThat(api.picture(event)).isEqualTo(before);
    api.asOwner(held).get(hold(held)).then().body("status", equalTo("held"));
  }

  @Test
  void howFarAClockIsAdvancedIsCheckedByPointer() {
    String event = newTestEvent("");
    for (String by : List.of("PT0S", "-PT1M", "PT0.0001S", "P4000D", "PT1000000000000000H")) {
      assertProblem(advance(event, by), 422, "invalid-event")
          .body("errors.pointer", equalTo(List.of("/advance")));
    }
    for (String body :
        List.of("{}", "{\"advance\": 600}", "{\"advance\": \"10m\"}", "{\"advance\": null}")) {
      assertProblem(api.asAdmin(body).post(path(event) + "/clock"), 400, "malformed-request")
          .body("errors.pointer", equalTo(List.of("/advance")));
    }
    assertProblem(
            api.asAdmin("{\"advance\": \"PT1M\", \"by\": 1}").post(path(event) + "/clock"),
            400,
            "malformed-request")
        .body("errors.pointer", equalTo(List.of("/by")));
    Held held = api.placed(event, "A-1");
    assertProblem(
            api.asOwner(held, "{\"at\": 1}").post(hold(held) + "/expire"), 400, "malformed-request")
        .body("errors.pointer", hasItem("/at"));
    api.open().get(path(event)).then().body("clockAhead", nullValue());
    api.asOwner(held).get(hold(held)).then().body("status", equalTo("held"));
  }

  @Test
  void holdsAreListedByTheEventsTime() {
    String event = newTestEvent("");
    api.placed(event, "A-1");
    advance(event, "PT10M").then().statusCode(200);
    Held live = api.placed(event, "A-2");
    api.asAdmin().get(holds(event) + "?status=held").then().body("items", hasSize(2));

    advance(event, "PT5M").then().statusCode(200);
    api.asAdmin()
        .get(holds(event) + "?status=held")
        .then()
        .body("items.id", equalTo(List.of(live.id())));
  }
}
