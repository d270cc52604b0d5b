package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Placing, reading, changing, extending and releasing holds.
@ExtendWith(RunningService.class)
class HoldsIT {
  private final Api api;

  HoldsIT(Api api) {
    this.api = api;
  }

  @Test
  void aHoldHasItsSeatsItsQuoteItsTimesAndASecret() {
    String event = api.newEvent();
    Response response =
        api.open(
                """
                {"seats": [{"id": "B-1"}, {"id": "A-1"}, {"id": "A-2", "ticketType": "child"}],
                 "customer": "ada", "metadata": {"basket": 17, "rate": 1.10}}""")
            .post(holds(event));
    response
        .then()
        .statusCode(201)
        .header("Cache-Control", "no-store")
        .header("Location", "/api/v1/holds/" + response.path("id"))
        .body("secret", notNullValue())
        .body("eventId", equalTo(event))
        .body("status", equalTo("held"))
        .body("seats.id", contains("B-1", "A-1", "A-2"))
        .body("seats.category", contains("balcony", "stalls", "stalls"))
        .body("seats.ticketType", contains("adult", "adult", "child"))
        .body("seats.price", contains(3000, 5000, 2500))
        .body("areas", empty())
        .body("quote", equalTo(Map.of("currency", "EUR", "currencyDigits", 2, "total", 10500)))
        .body("expiresIn", allOf(greaterThanOrEqualTo(895), lessThanOrEqualTo(900)))
        .body("metadata.basket", equalTo(17))
        .body("customer", equalTo("ada"));
    api.asOwner(new Held(response.path("id"), response.path("secret")))
        .get("/api/v1/holds/" + response.path("id"))
        .then()
        .body("customer", equalTo("ada"));
    Instant placedAt = Instant.parse(response.path("placedAt"));
    assertThat(Instant.parse(response.path("expiresAt"))).isEqualTo(placedAt.plusSeconds(900));
    assertThat(Instant.parse(response.path("maxExpiresAt"))).isEqualTo(placedAt.plusSeconds(1800));
    assertThat(response.asString()).contains("\"rate\":1.10");
  }

  @Test
  void anAddressWithoutAKeyHoldsNoMoreSeatsThanTheEventLetsIt() {
    String event = api.newEvent("\"limits\": {\"address\": {\"held\": 2}}");
    Held held = api.placed(event, "A-1");
    api.placed(event, "A-2");

    Response refused =
        api.open("{\"seats\": [{\"id\": \"A-3\"}], \"customer\": \"ada\"}").post(holds(event));
    assertProblem(refused, 409, "hold-limit-reached")
        .body("scope", equalTo("address"))
        .body("limit", equalTo(2))
        .body("held", equalTo(2))
        .body("reserved", equalTo(0));
    assertProblem(
        api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-3\"}]}}").patch(hold(held)),
        409,
        "hold-limit-reached");
    assertThat(api.availability(event).<Integer>path("held.size()")).isEqualTo(2);

    api.asAdmin(seats("A-3")).post(holds(event)).then().statusCode(201);
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    api.placed(event, "A-1");
  }

  @Test
  void aCustomerHoldsAndBuysNoMoreSeatsThanTheEventLetsIt() {
    String event = api.newEvent("\"limits\": {\"customer\": {\"held\": 2, \"total\": 3}}");
    String body = "{\"seats\": [%s], \"customer\": \"%s\"}";
    Response placed =
        api.asAdmin(body.formatted(Api.wishes("A-1", "A-2"), "ada")).post(holds(event));
    placed.then().statusCode(201);
    assertProblem(
            api.asAdmin(body.formatted(Api.wishes("A-3"), "ada")).post(holds(event)),
            409,
            "hold-limit-reached")
        .body("scope", equalTo("customer"))
        .body("limit", equalTo(2));
    api.asAdmin(body.formatted(Api.wishes("A-3", "A-4"), "bob"))
        .post(holds(event))
        .then()
        .statusCode(201);

    api.confirmed(new Held(placed.path("id"), placed.path("secret")));
    assertProblem(
            api.asAdmin(body.formatted(Api.wishes("A-5", "A-6"), "ada")).post(holds(event)),
            409,
            "hold-limit-reached")
        .body("limit", equalTo(3))
        .body("held", equalTo(0))
        .body("reserved", equalTo(2));
    api.asAdmin(body.formatted(Api.wishes("A-5"), "ada")).post(holds(event)).then().statusCode(201);
  }

  @Test
  void whoeverLetsASeatGoCannotHoldItAgainYetIfTheEventHasACoolDown() {
    String event = api.newEvent("\"holdPolicy\": {\"coolDown\": \"PT1H\"}");
    Held held = api.placed(event, "A-1", "A-2");
    Instant before = Instant.now().plusSeconds(3_600 - 60);
    api.asOwner(held, "{\"remove\": {\"seats\": [{\"id\": \"A-2\"}]}}")
        .patch(hold(held))
        .then()
        .statusCode(200);

    Response refused = api.place(event, "A-2", "A-3");
    assertProblem(refused, 409, "cooling-down").body("seats.id", contains("A-2"));
    assertThat(Instant.parse(refused.path("seats[0].mayBeHeldAt")))
        .isBetween(before, before.plusSeconds(120));
    assertProblem(
            api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}").patch(hold(held)),
            409,
            "cooling-down")
        .body("seats.id", contains("A-2"));
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    assertProblem(api.place(event, "A-1"), 409, "cooling-down").body("seats.id", contains("A-1"));
    api.asAdmin("{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"bob\"}")
        .post(holds(event))
        .then()
        .statusCode(201);
    api.placed(event, "A-3");
  }

  @Test
  void aHoldIsReadByWhoeverKnowsItsSecretOrHasTheKey() {
    Held held = api.placed(api.newEvent(), "A-1");
    api.asOwner(held)
        .get(hold(held))
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("id", equalTo(held.id()))
        .body("status", equalTo("held"))
        .body("secret", nullValue());
    api.asAdmin().get(hold(held)).then().statusCode(200).body("secret", nullValue());
  }

  private static String withoutRequestId(String problem) {
    return problem.replaceFirst("\"requestId\":\"[0-9a-f]+\"", "");
  }

  @Test
  void withoutItsSecretThereIsNoSuchHold() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    Held other = api.placed(event, "A-2");
    String before = api.picture(event);
    String unknown =
        withoutRequestId(
            assertProblem(api.open().get("/api/v1/holds/" + UUID.randomUUID()), 404, "not-found")
                .extract()
                .asString());
    for (Held stranger :
        new Held[] {
          new Held(held.id(), other.secret()), new Held(held.id(), ""), new Held(held.id(), "x")
        }) {
      assertThat(withoutRequestId(api.asOwner(stranger).get(hold(held)).asString()))
          .isEqualTo(unknown);
      assertProblem(api.asOwner(stranger).delete(hold(held)), 404, "not-found");
      assertProblem(api.confirm(stranger), 404, "not-found");
      assertProblem(api.asOwner(stranger).post(hold(held) + "/extend"), 404, "not-found");
      assertProblem(
          api.asOwner(stranger, "{\"add\": {\"seats\": [{\"id\": \"A-3\"}]}}").patch(hold(held)),
          404,
          "not-found");
    }
    assertProblem(api.open().get(hold(held)), 404, "not-found");
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void takenSeatsAreRefusedAllOrNothingAndSayWhenTheyMayBeFree() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    String sold = api.confirmed(api.placed(event, "A-2"));
    assertThat(sold).isNotBlank();
    Response hold = api.asOwner(held).get(hold(held));
    String before = api.picture(event);
    assertProblem(api.place(event, "A-3", "A-1", "A-2"), 409, "seats-unavailable")
        .body("conflicts.id", contains("A-1", "A-2"))
        .body("conflicts.reason", contains("held", "reserved"))
        .body("conflicts[0].mayBeFreeAt", equalTo(hold.<String>path("expiresAt")))
        .body("conflicts[1].mayBeFreeAt", nullValue());
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void seatsAreAddedGivenBackAndRetypedInOneGo() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1", "A-2");
    String expiresAt = api.asOwner(held).get(hold(held)).path("expiresAt");
    api.asOwner(
            held,
            """
            {"add": {"seats": [{"id": "B-1"}]}, "remove": {"seats": [{"id": "A-1"}]}, "set": {"seats": [{"id": "A-2", "ticketType": "child"}]}}""")
        .patch(hold(held))
        .then()
        .statusCode(200)
        .body("seats.id", contains("A-2", "B-1"))
        .body("quote.total", equalTo(5500))
        .body("expiresAt", equalTo(expiresAt))
        .body("secret", nullValue());
    api.availability(event).then().body("held", contains("A-2", "B-1"));
  }

  @Test
  void aChangeThatCannotBeIsRefusedAndChangesNothing() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1", "A-2");
    api.placed(event, "A-3");
    String before = api.picture(event);
    for (String impossible :
        new String[] {
          "{}",
          "{\"remove\": {\"seats\": [{\"id\": \"A-1\"}, {\"id\": \"A-2\"}]}}",
          "{\"remove\": {\"seats\": [{\"id\": \"A-3\"}]}}",
          "{\"add\": {\"seats\": [{\"id\": \"A-1\"}]}}",
          "{\"add\": {\"seats\": [{\"id\": \"Z-1\"}]}}",
          "{\"add\": {\"seats\": [{\"id\": \"A-4\"}, {\"id\": \"A-4\"}]}}",
          "{\"set\": {\"seats\": [{\"id\": \"A-4\", \"ticketType\": \"adult\"}]}}",
          "{\"set\": {\"seats\": [{\"id\": \"A-1\", \"ticketType\": \"senior\"}]}}"
        }) {
      assertProblem(api.asOwner(held, impossible).patch(hold(held)), 422, "invalid-selection")
          .body("errors[0].detail", notNullValue());
    }
    assertProblem(
            api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-4\"}, {\"id\": \"A-3\"}]}}")
                .patch(hold(held)),
            409,
            "seats-unavailable")
        .body("conflicts.id", contains("A-3"));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"add\": [\"A-3\"]} | 400 | /add",
        "{\"add\": {\"seats\": [\"A-3\"]}} | 400 | /add/seats/0",
        "{\"add\": {\"areas\": []}} | 400 | /add/areas",
        "{\"remove\": {\"seats\": [{\"id\": \"A-1\", \"ticketType\": \"child\"}]}} | 400 |"
            + " /remove/seats/0/ticketType",
        "{\"set\": {\"seats\": [{\"id\": \"A-1\"}]}} | 400 | /set/seats/0/ticketType",
        "{\"set\": {\"seats\": [{\"id\": \"A-1\", \"ticketType\": \"child\"},"
            + " {\"id\": \"A-1\", \"ticketType\": \"adult\"}]}} | 400 | /set/seats/1/id",
        "{\"add\": {\"seats\": [{\"id\": \"A-3\"}]},"
            + " \"set\": {\"seats\": [{\"id\": \"A-3\", \"ticketType\": \"child\"}]}} | 400 |"
            + " /set/seats/0/id",
        "{\"ticketTypes\": {\"A-1\": \"child\"}} | 400 | /ticketTypes",
        "{\"add\": {\"seats\": [{\"id\": \"A-3\", \"ticketType\": \"dog\"}]}} | 422 |"
            + " /add/seats/0/ticketType",
        "{\"set\": {\"seats\": [{\"id\": \"A-1\", \"ticketType\": \"child\"},"
            + " {\"id\": \"A-2\", \"ticketType\": \"dog\"}]}} | 422 | /set/seats/1/ticketType",
        "{\"set\": {\"areas\": [{\"id\": \"Moon\", \"quantity\": 1}]}} | 422 | /set/areas/0/id"
      })
  void aWrongChangeIsRefusedByPointer(String bodyAndDefect) {
    String[] parts = bodyAndDefect.split(" \\| *", -1);
    String event = api.newEvent();
    Held held = api.placed(event, "A-1", "A-2");
    String before = api.asOwner(held).get(hold(held)).path("seats").toString();
    assertProblem(
            api.asOwner(held, parts[0]).patch(hold(held)),
            Integer.parseInt(parts[1]),
            parts[1].equals("400") ? "malformed-request" : "invalid-selection")
        .body("errors.pointer", contains(parts[2]));
    assertThat(api.asOwner(held).get(hold(held)).path("seats").toString()).isEqualTo(before);
  }

  @Test
  void extendingReachesNoFurtherThanTheMaximum() {
    String event =
        api.newEvent("\"holdPolicy\": {\"duration\": \"PT1M\", \"maxLifetime\": \"PT1M\"}");
    Held held = api.placed(event, "A-1");
    Response before = api.asOwner(held).get(hold(held));
    api.asOwner(held)
        .post(hold(held) + "/extend")
        .then()
        .statusCode(200)
        .body("expiresAt", equalTo(before.<String>path("maxExpiresAt")));
    Held longer = api.placed(api.newEvent(), "A-1");
    String first = api.asOwner(longer).get(hold(longer)).path("expiresAt");
    String second =
        api.asOwner(longer, "{}")
            .post(hold(longer) + "/extend")
            .then()
            .statusCode(200)
            .extract()
            .path("expiresAt");
    assertThat(Instant.parse(second)).isAfter(Instant.parse(first));
  }

  @Test
  void releasedSeatsAreFreeAndReleasingAgainChangesNothing() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    String after = api.picture(event);
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    assertThat(api.picture(event)).isEqualTo(after);
    api.asOwner(held)
        .get(hold(held))
        .then()
        .statusCode(200)
        .body("status", equalTo("released"))
        .body("expiresIn", equalTo(0));
    assertProblem(api.confirm(held), 409, "hold-released");
    assertProblem(api.asOwner(held).post(hold(held) + "/extend"), 409, "hold-released");
    assertProblem(
        api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}").patch(hold(held)),
        409,
        "hold-released");
    api.placed(event, "A-1");
  }

  @Test
  void salesThatAreNotOpenOrOverAreRefused() {
    String early = api.newEvent("\"salesOpenAt\": \"2098-01-01T00:00:00Z\"");
    assertProblem(api.place(early, "A-1"), 409, "sales-closed")
        .body("reason", equalTo("not-open"))
        .body("salesOpenAt", equalTo("2098-01-01T00:00:00Z"))
        .body("salesCloseAt", equalTo("2099-06-01T18:00:00Z"));
    String late =
        api.newEvent(
            "\"salesOpenAt\": \"2020-01-01T00:00:00Z\", \"salesCloseAt\": \"2020-02-01T00:00:00Z\"");
    assertProblem(api.place(late, "A-1"), 409, "sales-closed")
        .body("reason", equalTo("over"))
        .body("salesCloseAt", equalTo("2020-02-01T00:00:00Z"));
  }

  @Test
  void whileAnEventIsPausedItsHoldsCanOnlyBeConfirmed() {
    String ownId = Api.newKey();
    String event = api.newEvent("\"externalId\": \"%s\"".formatted(ownId));
    String path = "/api/v1/events/" + event;
    Held before = api.placed(event, "A-1");

    assertProblem(api.open().post(path + "/pause"), 401, "unauthorized");
    api.asAdmin().post(path + "/pause").then().statusCode(200).body("paused", equalTo(true));

    api.open().get(path).then().statusCode(200).body("paused", equalTo(true));
    api.asAdmin()
        .get("/api/v1/events?externalId=" + ownId)
        .then()
        .body("items.find { it.id == '%s' }.paused".formatted(event), equalTo(true));
    assertProblem(api.place(event, "A-2"), 409, "sales-closed").body("reason", equalTo("paused"));
    api.confirmed(before);
    api.asAdmin("{}").post(path + "/resume").then().statusCode(200).body("paused", equalTo(false));
    api.placed(event, "A-2");
    assertProblem(
        api.asAdmin().post("/api/v1/events/" + UUID.randomUUID() + "/pause"), 404, "not-found");
    api.open()
        .get(path + "/changes?since=0")
        .then()
        .body("changes.kind", contains("placed", "paused", "confirmed", "resumed", "placed"));
  }

  @Test
  void anUnknownEventHasNoSeatsToHold() {
    assertProblem(api.place(UUID.randomUUID().toString(), "A-1"), 404, "not-found");
    assertProblem(api.open(seats("A-1")).post(holds("nonsense")), 404, "not-found");
  }
}
