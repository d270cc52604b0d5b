package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Seats and places that the organiser takes out of sale.
@ExtendWith(RunningService.class)
class BlocksIT {
  private final Api api;

  BlocksIT(Api api) {
    this.api = api;
  }

  private static String path(String event) {
    return "/api/v1/events/" + event + "/blocks";
  }

  private static String body(String reason, int places, String... seats) {
    return """
        {"seats": [%s], "areas": [{"id": "Pit", "quantity": %d}], "reason": "%s"}"""
        .formatted(Api.quoted(seats), places, reason);
  }

  private static String withoutReason(int places, String... seats) {
    return body("", places, seats).replace(", \"reason\": \"\"", "");
  }

  private ValidatableResponse blocks(String event) {
    return api.asAdmin().get(path(event)).then().statusCode(200);
  }

  @Test
  void whatIsBlockedIsNotToBeHadUntilItIsBackOnSale() {
    String event = api.newEvent();
    api.asAdmin(body("Cameras", 45, "A-1", "B-20"))
        .post(path(event))
        .then()
        .statusCode(200)
        .body("id", equalTo(event));

    Response availability = api.availability(event);
    availability
        .then()
        .body("blocked", contains("A-1", "B-20"))
        .body("held", empty())
        .body("areas[0].blocked", equalTo(45))
        .body("areas[0].available", equalTo(5))
        .body("available", equalTo(90 - 47));
    assertProblem(api.place(event, "A-1", "A-2"), 409, "seats-unavailable")
        .body("conflicts.id", contains("A-1"))
        .body("conflicts.reason", contains("blocked"))
        .body("conflicts[0]", not(hasKey("mayBeFreeAt")));
    String six = "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 6}]}";
    assertProblem(api.open(six).post(Api.holds(event)), 409, "seats-unavailable")
        .body("conflicts[0].id", equalTo("Pit"))
        .body("conflicts[0].available", equalTo(5));
    blocks(event)
        .body("items.reason", contains("Cameras"))
        .body("items[0].seats", contains("A-1", "B-20"))
        .body("items[0].areas.id", contains("Pit"))
        .body("items[0].areas.quantity", contains(45));

    api.asAdmin(withoutReason(40, "A-1")).delete(path(event)).then().statusCode(200);

    api.placed(event, "A-1", "A-2");
    api.availability(event)
        .then()
        .body("blocked", contains("B-20"))
        .body("areas[0].blocked", equalTo(5));
    api.open()
        .get("/api/v1/events/" + event + "/changes?since=0")
        .then()
        .body("changes.kind", contains("blocked", "unblocked", "placed"))
        .body("changes[0].seats", contains("A-1", "B-20"))
        .body("changes[0].areas[0].blocked", equalTo(45))
        .body("changes[1].areas[0].blocked", equalTo(-40));
  }

  @Test
  void seatsThatSomebodyHasAreRefusedWithTheirStateAndNothingIsBlocked() {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    api.confirmed(api.placed(event, "A-2"));
    api.asAdmin(body("Broken", 1, "A-3")).post(path(event)).then().statusCode(200);
    String before = api.picture(event);

    assertProblem(
            api.asAdmin(body("Cameras", 50, "A-1", "A-2", "A-3", "A-4")).post(path(event)),
            409,
            "seats-unavailable")
        .body("conflicts[0].id", equalTo("A-1"))
        .body("conflicts[0].reason", equalTo("held"))
        .body(
            "conflicts[0].mayBeFreeAt",
            equalTo(api.asOwner(held).get(Api.hold(held)).path("expiresAt")))
        .body("conflicts[1].reason", equalTo("reserved"))
        .body("conflicts[2].reason", equalTo("blocked"))
        .body("conflicts[3].id", equalTo("Pit"))
        .body("conflicts[3].requested", equalTo(50))
        .body("conflicts[3].available", equalTo(49))
        .body("conflicts.size()", equalTo(4));

    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void whatIsNotBlockedIsRefusedByNameAndNothingIsPutOnSale() {
    String event = api.newEvent();
    api.asAdmin(body("Cameras", 2, "A-1")).post(path(event)).then().statusCode(200);
    String before = api.picture(event);

    assertProblem(
            api.asAdmin(withoutReason(3, "A-1", "A-2")).delete(path(event)),
            422,
            "invalid-selection")
        .body("errors.pointer", contains("/seats/1", "/areas/0/quantity"))
        .body(
            "errors.detail",
            contains(
                "seats/1: A-2 (expected: a seat that is blocked)", "quantity: 3 (expected: 1..2)"));

    assertThat(api.picture(event)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "| 400 | '' | the body: empty (expected: a JSON object)",
        "[] | 400 | '' | the body: an array (expected: a JSON object)",
        "{\"seats\": [\"A-1\"]} | 400 | /reason | reason: absent (expected: 1..200 characters without control characters)",
        "{\"seats\": [\"A-1\"], \"reason\": null} | 400 | /reason | reason: null (expected: 1..200 characters without control characters)",
        "{\"seats\": [\"A-1\"], \"reason\": \" \"} | 400 | /reason | reason: \" \" (expected: 1..200 characters without control characters)",
        "{\"seats\": [\"A-1\"], \"reason\": 7} | 400 | /reason | reason: 7 (expected: 1..200 characters without control characters)",
        "{\"seats\": \"A-1\", \"reason\": \"x\"} | 400 | /seats | seats: \"A-1\" (expected: an array)",
        "{\"seats\": [1], \"reason\": \"x\"} | 400 | /seats/0 | seats: 1 (expected: a string)",
        "{\"areas\": {}, \"reason\": \"x\"} | 400 | /areas | areas: an object (expected: an array)",
        "{\"areas\": [{\"quantity\": 1}], \"reason\": \"x\"} | 400 | /areas/0/id | id: absent (expected: a string)",
        "{\"areas\": [{\"id\": \"Pit\"}], \"reason\": \"x\"} | 400 | /areas/0/quantity | quantity: absent (expected: a whole number)",
        "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1.5}], \"reason\": \"x\"} | 400 | /areas/0/quantity | quantity: 1.5 (expected: a whole number)",
        "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1, \"ticketType\": \"adult\"}], \"reason\": \"x\"} | 400 | /areas/0/ticketType | unknown field (expected: id, quantity)",
        "{\"seat\": [\"A-1\"], \"reason\": \"x\"} | 400 | /seat | unknown field (expected: seats, areas, reason, channel, releaseAt)",
        "{\"seats\": [\"A-1\"], \"reason\": \"x\", \"channel\": \"\"} | 400 | /channel | channel: \"\" (expected: 1..64 characters without control characters)",
        "{\"seats\": [\"A-1\"], \"reason\": \"x\", \"channel\": [\"x\"]} | 400 | /channel | channel: an array (expected: 1..64 characters without control characters)",
        "{\"seats\": [\"A-1\"], \"reason\": \"x\", \"releaseAt\": \"2027-03-01T12:00:00\"} | 400 | /releaseAt | releaseAt: \"2027-03-01T12:00:00\" (expected: an ISO 8601 time with an offset, such as 2026-12-04T19:30:00Z)",
        "{\"reason\": \"x\"} | 422 | /seats | seats: 0 seats (expected: 1..90)",
        "{\"seats\": [\"Z-9\"], \"reason\": \"x\"} | 422 | /seats/0 | unknown seat: Z-9",
        "{\"seats\": [\"A-1\", \"A-1\"], \"reason\": \"x\"} | 422 | /seats/1 | duplicate seat: A-1",
        "{\"areas\": [{\"id\": \"Moon\", \"quantity\": 1}], \"reason\": \"x\"} | 422 | /areas/0/id | unknown area: Moon",
        "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 0}], \"reason\": \"x\"} | 422 | /areas/0/quantity | quantity: 0 (expected: 1..50)",
        "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 51}], \"reason\": \"x\"} | 422 | /areas/0/quantity | quantity: 51 (expected: 1..50)",
        "{\"areas\": [{\"id\": \"Pit\", \"quantity\": -1}], \"reason\": \"x\"} | 422 | /areas/0/quantity | quantity: -1 (expected: 1..50)",
        "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1}, {\"id\": \"Pit\", \"quantity\": 2}], \"reason\": \"x\"} | 422 | /areas/1 | duplicate area: Pit"
      })
  void badInputIsRefusedByFieldAndChangesNothing(
      String body, int status, String pointer, String detail) {
    String event = api.newEvent();
    String type = status == 400 ? "malformed-request" : "invalid-selection";

    assertProblem(api.asAdmin(body == null ? "" : body).post(path(event)), status, type)
        .body("errors.pointer", contains(pointer.equals("''") ? "" : pointer))
        .body("errors.detail", contains(detail));

    blocks(event).body("items", empty());
    assertThat(api.availability(event).<Integer>path("version")).isZero();
  }

  @Test
  void aReleaseThatIsPastIsRefused() {
    String event = api.newEvent();

    assertProblem(
            api.asAdmin(until(Instant.now().minusSeconds(60), "A-1")).post(path(event)),
            422,
            "invalid-selection")
        .body("errors.pointer", contains("/releaseAt"))
        .body("errors[0].detail", containsString("expected: later than"));

    blocks(event).body("items", empty());
  }

  private static String until(Instant releaseAt, String... seats) {
    return """
        {"seats": [%s], "areas": [{"id": "Pit", "quantity": 50}], "reason": "Presale",
         "channel": "fan-club", "releaseAt": "%s"}"""
        .formatted(Api.quoted(seats), releaseAt);
  }

  @Test
  void fromItsReleaseOnWhatWasBlockedIsOnSaleAndIsSweptSoon() throws InterruptedException {
    String event = api.newEvent();
    Instant releaseAt = Instant.now().plusSeconds(3).truncatedTo(ChronoUnit.MICROS);
    api.asAdmin(until(releaseAt, "A-1", "B-20")).post(path(event)).then().statusCode(200);
    api.asAdmin(body("Cameras", 0, "A-2").replaceAll("\\{\"id.*?}", ""))
        .post(path(event))
        .then()
        .statusCode(200);

    blocks(event)
        .body("items.reason", contains("Presale", "Cameras"))
        .body("items[0].channel", equalTo("fan-club"))
        .body("items[0].seats", contains("A-1", "B-20"))
        .body("items[0].areas[0].quantity", equalTo(50))
        .body("items[1]", not(hasKey("channel")))
        .body("items[1]", not(hasKey("releaseAt")));
    assertThat(Instant.parse(blocks(event).extract().path("items[0].releaseAt")))
        .isEqualTo(releaseAt);
    assertProblem(api.place(event, "A-1"), 409, "seats-unavailable")
        .body("conflicts[0]", not(hasKey("mayBeFreeAt")));

    while (!api.availability(event).<List<String>>path("blocked").equals(List.of("A-2"))) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    api.availability(event).then().body("areas[0].blocked", equalTo(0));
    blocks(event).body("items.reason", contains("Cameras"));
    api.placed(event, "A-1");
    // The buyer's transaction released the seat that they took, unless the sweep was there before.
    while (!released(event).contains("B-20")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(released(event)).containsExactlyInAnyOrder("A-1", "B-20");
  }

  /// The seats of blocks that ended by themselves.
  private List<String> released(String event) {
    return api.open()
        .get("/api/v1/events/" + event + "/changes?since=0")
        .path("changes.findAll { it.kind == 'block-expired' }.seats.flatten()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"seats\": [\"A-1\"], \"reason\": \"x\"}", "{\"seats\": 1}", ""})
  void whoPutsSeatsBackOnSaleNamesThemAndNoReason(String body) {
    assertProblem(api.asAdmin(body).delete(path(api.newEvent())), 400, "malformed-request");
  }

  @Test
  void onlyTheOrganiserBlocksAndSeesWhy() {
    String event = api.newEvent();
    String body = body("Cameras", 1, "A-1");

    for (Response refused :
        List.of(
            api.open(body).post(path(event)),
            api.open(withoutReason(1, "A-1")).delete(path(event)),
            api.open().get(path(event)))) {
      assertProblem(refused, 401, "unauthorized");
    }
    blocks(event).body("items", empty());
    String nowhere = path(UUID.randomUUID().toString());
    for (Response refused :
        List.of(
            api.asAdmin(body).post(nowhere),
            api.asAdmin(withoutReason(1, "A-1")).delete(nowhere),
            api.asAdmin().get(nowhere))) {
      assertProblem(refused, 404, "not-found");
    }
  }

  @Test
  void aRepeatedRequestIsDoneOnce() {
    String event = api.newEvent();
    String block = body("Cameras", 2, "A-1");
    String unblock = withoutReason(2, "A-1");
    String first = Api.newKey();
    String second = Api.newKey();
    api.asAdmin(block).header(Api.KEY, first).post(path(event)).then().statusCode(200);
    api.asAdmin(unblock).header(Api.KEY, second).delete(path(event)).then().statusCode(200);

    api.asAdmin(block)
        .header(Api.KEY, first)
        .post(path(event))
        .then()
        .statusCode(200)
        .header("Idempotency-Replayed", "true");
    api.asAdmin(unblock)
        .header(Api.KEY, second)
        .delete(path(event))
        .then()
        .statusCode(200)
        .header("Idempotency-Replayed", "true");
    assertProblem(
        api.asAdmin(body("Other", 2, "A-1")).header(Api.KEY, first).post(path(event)),
        422,
        "idempotency-key-reused");

    blocks(event).body("items", empty());
    assertThat(api.availability(event).<Integer>path("version")).isEqualTo(2);
  }
}
