package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Confirming holds, and what becomes of the reservations.
@ExtendWith(RunningService.class)
class ReservationsIT {
  private final Api api;

  ReservationsIT(Api api) {
    this.api = api;
  }

  private static String reservation(String id) {
    return "/api/v1/reservations/" + id;
  }

  @Test
  void aConfirmedHoldIsAReservation() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1", "B-1");
    Response response =
        api.asOwner(held, "{\"reference\": \"order 1\", \"expectedTotal\": 8000}")
            .post(hold(held) + "/confirm");
    response
        .then()
        .statusCode(201)
        .header("Cache-Control", "no-store")
        .header("Location", reservation(response.path("id")))
        .body("code", matchesPattern("[0-9A-Z]{5}-[0-9A-Z]{5}"))
        .body("eventId", equalTo(event))
        .body("holdId", equalTo(held.id()))
        .body("seats.id", contains("A-1", "B-1"))
        .body("areas", empty())
        .body("total", equalTo(8000))
        .body("currency", equalTo("EUR"))
        .body("currencyDigits", equalTo(2))
        .body("reference", equalTo("order 1"))
        .body("status", equalTo("reserved"))
        .body("cancelled", nullValue())
        .body("confirmedAt", notNullValue());
    api.availability(event)
        .then()
        .body("held", empty())
        .body("reserved", contains("A-1", "B-1"))
        .body("available", equalTo(88));
    api.asOwner(held)
        .get(hold(held))
        .then()
        .body("status", equalTo("confirmed"))
        .body("expiresIn", equalTo(0));
  }

  @Test
  void confirmingAgainGivesTheSameReservationWhateverTheBody() {
    Held held = api.placed(api.newEvent(), "A-1");
    String first = api.confirm(held).then().statusCode(201).extract().asString();
    Response second =
        api.asOwner(held, "{\"expectedTotal\": 1, \"reference\": \"other\"}")
            .post(hold(held) + "/confirm");
    second.then().statusCode(200).header("Location", nullValue());
    assertThat(second.asString()).isEqualTo(first);
  }

  @Test
  void anotherTotalThanExpectedIsRefusedAndTheHoldStays() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    String before = api.picture(event);
    assertProblem(
            api.asOwner(held, "{\"expectedTotal\": 4999}").post(hold(held) + "/confirm"),
            409,
            "quote-mismatch")
        .body("quote", equalTo(Map.of("currency", "EUR", "currencyDigits", 2, "total", 5000)));
    assertThat(api.picture(event)).isEqualTo(before);
    api.confirmed(held);
  }

  @Test
  void whereBrowsersMayNotConfirmTheSecretIsNotEnoughAndTheHoldStays() {
    String event = api.newEvent("\"browserConfirm\": false");
    Held held = api.placed(event, "A-1");
    String before = api.picture(event);
    assertProblem(api.confirm(held), 403, "forbidden")
        .header("WWW-Authenticate", nullValue())
        .body("detail", startsWith("Confirming and cancelling require"));
    assertThat(api.picture(event)).isEqualTo(before);
    api.asOwner(held).get(hold(held)).then().body("status", equalTo("held"));
    api.asOwner(held).post(hold(held) + "/extend").then().statusCode(200);
    String sold =
        api.asAdmin().post(hold(held) + "/confirm").then().statusCode(201).extract().path("id");
    api.asOwner(held).get(reservation(sold)).then().statusCode(200);
    api.asAdmin()
        .header(Api.SECRET, held.secret())
        .post(hold(held) + "/confirm")
        .then()
        .statusCode(200)
        .body("id", equalTo(sold));
  }

  @Test
  void whereBrowsersMayNotConfirmTheyMayNotCancelEither() {
    String event = api.newEvent("\"browserConfirm\": false");
    Held held = api.placed(event, "A-1");
    String sold =
        api.asAdmin().post(hold(held) + "/confirm").then().statusCode(201).extract().path("id");
    String before = api.picture(event);
    assertProblem(api.asOwner(held).post(reservation(sold) + "/cancel"), 403, "forbidden");
    assertProblem(api.open().post(reservation(sold) + "/cancel"), 404, "not-found");
    assertThat(api.picture(event)).isEqualTo(before);
    api.asAdmin().post(reservation(sold) + "/cancel").then().statusCode(200);
  }

  @Test
  void whereBrowsersMayNotConfirmOnlyWhatIsNotFoundIsRefusedBefore() {
    String event = api.newEvent("\"browserConfirm\": false");
    String key = Api.newKey();
    Response placed = api.open(Api.seats("A-1")).header(Api.KEY, key).post(Api.holds(event));
    Held held = new Held(placed.path("id"), placed.path("secret"));
    Held released = api.placed(event, "A-2");
    api.asOwner(released).delete(hold(released)).then().statusCode(204);
    Held sold = api.placed(event, "A-3");
    api.asAdmin().post(hold(sold) + "/confirm").then().statusCode(201);
    String before = api.picture(event);
    assertProblem(api.open().post(hold(held) + "/confirm"), 404, "not-found");
    assertProblem(api.confirm(new Held(held.id(), sold.secret())), 404, "not-found");
    assertProblem(
        api.asOwner(held, "{\"total\": 1}").post(hold(held) + "/confirm"),
        400,
        "malformed-request");
    assertProblem(
        api.asOwner(held).header(Api.KEY, key).post(hold(held) + "/confirm"), 403, "forbidden");
    for (Held other : new Held[] {held, released, sold}) {
      assertProblem(
          api.asOwner(other, "{\"expectedTotal\": 1}").post(hold(other) + "/confirm"),
          403,
          "forbidden");
    }
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void aConfirmedHoldIsNotChangedExtendedOrReleased() {
    Held held = api.placed(api.newEvent(), "A-1");
    api.confirmed(held);
    assertProblem(api.asOwner(held).delete(hold(held)), 409, "hold-confirmed");
    assertProblem(api.asOwner(held).post(hold(held) + "/extend"), 409, "hold-confirmed");
    assertProblem(
        api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}").patch(hold(held)),
        409,
        "hold-confirmed");
  }

  @Test
  void aReservationIsReadWithItsHoldsSecretOrTheKey() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    Held other = api.placed(event, "A-2");
    String id = api.confirmed(held);
    api.asOwner(held).get(reservation(id)).then().statusCode(200).body("id", equalTo(id));
    api.asAdmin().get(reservation(id)).then().statusCode(200);
    assertProblem(api.open().get(reservation(id)), 404, "not-found");
    assertProblem(api.asOwner(other).get(reservation(id)), 404, "not-found");
    assertProblem(api.asOwner(other).post(reservation(id) + "/cancel"), 404, "not-found");
    assertProblem(api.asAdmin().get(reservation(Api.newKey())), 404, "not-found");
    assertProblem(api.asAdmin().get(reservation("nonsense")), 404, "not-found");
  }

  @Test
  void someSeatsAreCancelledThenTheRest() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1", "A-2", "A-3");
    String id = api.confirmed(held);
    for (int i = 0; i < 2; i++) {
      api.asOwner(held, "{\"seats\": [\"A-2\"], \"reason\": \"ill\"}")
          .post(reservation(id) + "/cancel")
          .then()
          .statusCode(200)
          .body("status", equalTo("partly-cancelled"))
          .body("cancelled", contains("A-2"))
          .body("cancellations.seats", contains(List.of("A-2")))
          .body("cancellations.reason", contains("ill"))
          .body("cancelledTotal", equalTo(5000))
          .body("total", equalTo(15000));
    }
    api.availability(event).then().body("reserved", contains("A-1", "A-3"));
    api.placed(event, "A-2");
    for (int i = 0; i < 2; i++) {
      api.asAdmin()
          .post(reservation(id) + "/cancel")
          .then()
          .statusCode(200)
          .body("status", equalTo("cancelled"))
          .body("cancelled", contains("A-1", "A-2", "A-3"))
          .body("cancellations.seats", contains(List.of("A-2"), List.of("A-1", "A-3")))
          .body("cancellations.areas", contains(empty(), empty()))
          .body("cancellations.reason", contains("ill", null));
    }
    api.availability(event).then().body("reserved", empty()).body("held", contains("A-2"));
  }

  @Test
  void cancellingForeignUnknownDoubledOrNoSeatsIsRefused() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1", "A-2");
    String id = api.confirmed(held);
    String before = api.picture(event);
    for (String seats :
        new String[] {"\"A-3\"", "\"Z-1\"", "\"A-1\", \"A-1\"", "", "\"A-1\", \"A-3\""}) {
      assertProblem(
          api.asOwner(held, "{\"seats\": [" + seats + "]}").post(reservation(id) + "/cancel"),
          422,
          "invalid-selection");
    }
    assertThat(api.picture(event)).isEqualTo(before);
  }
}
