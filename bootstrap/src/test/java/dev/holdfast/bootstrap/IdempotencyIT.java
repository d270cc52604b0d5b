package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The same request with the same idempotency key is carried out once (I5).
@ExtendWith(RunningService.class)
class IdempotencyIT {
  private final Api api;

  IdempotencyIT(Api api) {
    this.api = api;
  }

  @Test
  void placingAgainGivesTheSameHoldAndSecretAsItIsNow() {
    String event = api.newEvent();
    String key = Api.newKey();
    Response first = api.open(seats("A-1")).header(Api.KEY, key).post(holds(event));
    first.then().statusCode(201).header("Idempotency-Replayed", nullValue());
    Held held = new Held(first.path("id"), first.path("secret"));
    String before = api.picture(event);
    Response again = api.open(seats("A-1")).header(Api.KEY, key).post(holds(event));
    again
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .header("Location", first.header("Location"))
        .body("id", equalTo(held.id()))
        .body("secret", equalTo(held.secret()));
    assertThat(api.picture(event)).isEqualTo(before);
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    api.open(seats("A-1"))
        .header(Api.KEY, key)
        .post(holds(event))
        .then()
        .statusCode(201)
        .body("status", equalTo("released"))
        .body("expiresIn", equalTo(0));
  }

  @Test
  void changingExtendingConfirmingAndCancellingAgainChangeNothing() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    String change = Api.newKey();
    String extend = Api.newKey();
    String confirm = Api.newKey();
    String cancel = Api.newKey();
    for (boolean replayed : List.of(false, true)) {
      api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}")
          .header(Api.KEY, change)
          .patch(hold(held))
          .then()
          .statusCode(200)
          .header("Idempotency-Replayed", replayed ? "true" : null)
          .body("seats.id", contains("A-1", "A-2"));
    }
    String expiresAt = "";
    for (boolean replayed : List.of(false, true)) {
      Response extended = api.asOwner(held).header(Api.KEY, extend).post(hold(held) + "/extend");
      extended.then().statusCode(200).header("Idempotency-Replayed", replayed ? "true" : null);
      assertThat(!replayed || expiresAt.equals(extended.path("expiresAt"))).isTrue();
      expiresAt = extended.path("expiresAt");
    }
    String reservation = "";
    for (boolean replayed : List.of(false, true)) {
      Response sold = api.asOwner(held).header(Api.KEY, confirm).post(hold(held) + "/confirm");
      sold.then().statusCode(201).header("Idempotency-Replayed", replayed ? "true" : null);
      assertThat(!replayed || reservation.equals(sold.path("id"))).isTrue();
      reservation = sold.path("id");
    }
    for (boolean replayed : List.of(false, true)) {
      api.asOwner(held, "{\"seats\": [\"A-1\"]}")
          .header(Api.KEY, cancel)
          .post("/api/v1/reservations/" + reservation + "/cancel")
          .then()
          .statusCode(200)
          .header("Idempotency-Replayed", replayed ? "true" : null)
          .body("cancelled", contains("A-1"));
    }
    api.availability(event).then().body("version", equalTo(5));
  }

  @Test
  void noCallTakesTheKeyOfAnother() {
    String event = api.newEvent("\"testMode\": true");
    String path = "/api/v1/events/" + event;
    String key = Api.newKey();
    Response placed = api.asAdmin(seats("A-1")).header(Api.KEY, key).post(holds(event));
    placed.then().statusCode(201);
    Held held = new Held(placed.path("id"), placed.path("secret"));
    String sold = "/api/v1/reservations/" + api.confirmed(api.placed(event, "A-2"));
    String before = api.picture(event);
    String etag = api.open().get(path).header("ETag");
    List<Response> answers =
        List.of(
            api.asAdmin("{\"add\": {\"seats\": [{\"id\": \"A-3\"}]}}")
                .header(Api.KEY, key)
                .patch(hold(held)),
            api.asAdmin().header(Api.KEY, key).post(hold(held) + "/extend"),
            api.asAdmin().header(Api.KEY, key).post(hold(held) + "/expire"),
            api.asAdmin().header(Api.KEY, key).post(hold(held) + "/confirm"),
            api.asAdmin().header(Api.KEY, key).post(sold + "/cancel"),
            api.asAdmin("{\"name\": \"Night\"}")
                .header(Api.KEY, key)
                .header("If-Match", etag)
                .patch(path),
            api.asAdmin().header(Api.KEY, key).post(path + "/pause"),
            api.asAdmin().header(Api.KEY, key).post(path + "/resume"),
            api.asAdmin("{\"advance\": \"PT1M\"}").header(Api.KEY, key).post(path + "/clock"),
            api.asAdmin("{\"seats\": [\"B-1\"], \"reason\": \"camera\"}")
                .header(Api.KEY, key)
                .post(path + "/blocks"),
            api.asAdmin("{\"seats\": [\"B-1\"]}").header(Api.KEY, key).delete(path + "/blocks"));
    assertThat(answers).extracting(Response::statusCode).containsOnly(422);
    for (Response answer : answers) {
      assertProblem(answer, 422, "idempotency-key-reused");
    }
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void noCallOfTheCatalogueTakesTheKeyOfAnother() {
    String key = Api.newKey();
    Response made =
        api.asAdmin(Api.event(api.newSeatMap(), "")).header(Api.KEY, key).post("/api/v1/events");
    made.then().statusCode(201);
    assertProblem(
        api.asAdmin(Api.event(api.newSeatMap(), "")).header(Api.KEY, key).post("/api/v1/events"),
        422,
        "idempotency-key-reused");
  }

  @Test
  void aKeyIsNotForAnotherRequest() {
    String event = api.newEvent();
    String key = Api.newKey();
    Response placed = api.open(seats("A-1")).header(Api.KEY, key).post(holds(event));
    Held held = new Held(placed.path("id"), placed.path("secret"));
    String before = api.picture(event);
    assertProblem(
        api.open(seats("A-2")).header(Api.KEY, key).post(holds(event)),
        422,
        "idempotency-key-reused");
    assertProblem(
        api.open(seats("A-1") + " ").header(Api.KEY, key).post(holds(event)),
        422,
        "idempotency-key-reused");
    assertProblem(
        api.asOwner(held).header(Api.KEY, key).post(hold(held) + "/extend"),
        422,
        "idempotency-key-reused");
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void thatNothingCouldBePlacedIsNotRemembered() {
    String event = api.newEvent();
    String key = Api.newKey();
    Held first = api.placed(event, "A-1");
    assertProblem(
        api.open(seats("A-1")).header(Api.KEY, key).post(holds(event)), 409, "seats-unavailable");
    api.asOwner(first).delete(hold(first)).then().statusCode(204);
    api.open(seats("A-1"))
        .header(Api.KEY, key)
        .post(holds(event))
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", nullValue());
  }

  @Test
  void aChangeThatWasRefusedIsNotCarriedOutLater() {
    String event = api.newEvent();
    String key = Api.newKey();
    Held inTheWay = api.placed(event, "A-1");
    Held held = api.placed(event, "A-2");
    String add = "{\"add\": {\"seats\": [{\"id\": \"A-1\"}]}}";
    assertProblem(
        api.asOwner(held, add).header(Api.KEY, key).patch(hold(held)), 409, "seats-unavailable");
    api.asOwner(inTheWay).delete(hold(inTheWay)).then().statusCode(204);
    assertProblem(
        api.asOwner(held, add).header(Api.KEY, key).patch(hold(held)), 409, "refused-before");
    api.asOwner(held, add).header(Api.KEY, Api.newKey()).patch(hold(held)).then().statusCode(200);
  }

  @Test
  void aReplayComesBeforeTheSeatsAreLookedAt() {
    String event = api.newEvent();
    String key = Api.newKey();
    Response placed = api.open(seats("A-1")).header(Api.KEY, key).post(holds(event));
    Held held = new Held(placed.path("id"), placed.path("secret"));
    api.asOwner(held).delete(hold(held));
    api.placed(event, "A-1");
    api.open(seats("A-1"))
        .header(Api.KEY, key)
        .post(holds(event))
        .then()
        .statusCode(201)
        .body("id", equalTo(held.id()));
  }

  @Test
  void aStrangerWhoGuessesAKeyIsNotGivenWhatItsOwnerHolds() {
    String event = api.newEvent();
    for (String guess : List.of("1", "order-4711", "k".repeat(21))) {
      assertTooShort(api.open(seats("A-1")).header(Api.KEY, guess).post(holds(event)));
      assertTooShort(api.open(seats("A-1")).header(Api.KEY, guess).post(holds(event)));
    }
    api.open(seats("A-1"))
        .header(Api.KEY, "k".repeat(22))
        .post(holds(event))
        .then()
        .statusCode(201);
  }

  @Test
  void noCallOfSomebodyWithoutTheKeyTakesAShortIdempotencyKey() {
    String event = api.newEvent("\"browserConfirm\": true");
    Held held = api.placed(event, "A-1");
    assertTooShort(
        api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}")
            .header(Api.KEY, "1")
            .patch(hold(held)));
    assertTooShort(api.asOwner(held).header(Api.KEY, "1").post(hold(held) + "/extend"));
    assertTooShort(api.asOwner(held).header(Api.KEY, "1").post(hold(held) + "/confirm"));
    String reservation = "/api/v1/reservations/" + api.confirmed(held);
    assertTooShort(api.asOwner(held).header(Api.KEY, "1").post(reservation + "/cancel"));
    assertTooShort(api.open(Api.room()).header(Api.KEY, "1").post("/api/v1/seat-maps"));
    assertTooShort(
        api.open(Api.event(api.newSeatMap(), "")).header(Api.KEY, "1").post("/api/v1/events"));
    api.availability(event).then().body("version", equalTo(2));
  }

  @Test
  void whoHasTheAdminKeyIsAloneAndMayUseAShortKey() {
    String event = api.newEvent();
    api.asAdmin(seats("A-1")).header(Api.KEY, "1").post(holds(event)).then().statusCode(201);
  }

  private static void assertTooShort(Response response) {
    assertProblem(response, 400, "malformed-request")
        .body(
            "errors.detail",
            contains(allOf(containsString("Idempotency-Key"), containsString("22"))));
  }

  @Test
  void eventsAndSeatMapsAreMadeOnce() {
    String key = Api.newKey();
    Response map = api.asAdmin(Api.room()).header(Api.KEY, key).post("/api/v1/seat-maps");
    api.asAdmin(Api.room())
        .header(Api.KEY, key)
        .post("/api/v1/seat-maps")
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(map.<String>path("id")));
    assertProblem(
        api.asAdmin(Api.room()).header(Api.KEY, key).post("/api/v1/seat-maps?name=other"),
        422,
        "idempotency-key-reused");
    assertProblem(
        api.asAdmin("{").header(Api.KEY, key).post("/api/v1/seat-maps"), 400, "malformed-request");
    assertProblem(
        api.asAdmin("{\"sections\": []}").header(Api.KEY, key).post("/api/v1/seat-maps"),
        422,
        "idempotency-key-reused");
    String body = Api.event(map.path("id"), "");
    String eventKey = Api.newKey();
    Response event = api.asAdmin(body).header(Api.KEY, eventKey).post("/api/v1/events");
    event.then().statusCode(201);
    api.asAdmin(body)
        .header(Api.KEY, eventKey)
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(event.<String>path("id")));
  }
}
