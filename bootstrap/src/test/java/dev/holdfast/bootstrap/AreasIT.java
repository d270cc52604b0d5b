package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Places of areas: standing room, slots and queues.
@ExtendWith(RunningService.class)
class AreasIT {
  private final Api api;
  private final EmbeddedPostgres postgres;

  AreasIT(Api api, EmbeddedPostgres postgres) {
    this.api = api;
    this.postgres = postgres;
  }

  private static String area(String id, int quantity) {
    return "{\"areas\": [%s]}".formatted(entry(id, quantity));
  }

  private static String entry(String id, int quantity) {
    return "{\"id\": \"%s\", \"quantity\": %d}".formatted(id, quantity);
  }

  private static String entry(String id, int quantity, String ticketType) {
    return "{\"id\": \"%s\", \"quantity\": %d, \"ticketType\": \"%s\"}"
        .formatted(id, quantity, ticketType);
  }

  private static Held held(Response response) {
    response.then().statusCode(201);
    return new Held(response.path("id"), response.path("secret"));
  }

  private static String set(String areas) {
    return "{\"set\": %s}".formatted(areas);
  }

  private ValidatableResponse patch(Held held, String body) {
    return api.asOwner(held, body).patch(hold(held)).then();
  }

  /// An event with a standing room of 5 and a queue of 3 next to seats.
  private String newEvent() {
    String room =
        Api.room()
            .replace(
                "\"capacity\": 50}",
                """
                "capacity": 5},
                {"id": "Queue", "name": "Queue", "category": "standing", "capacity": 3,
                 "numbering": "increasing"}""");
    String map = api.asAdmin(room).post("/api/v1/seat-maps").path("id");
    return api.asAdmin(Api.event(map, "")).post("/api/v1/events").path("id");
  }

  private void assertPit(String event, int held, int reserved) {
    Response answer = api.availability(event);
    answer
        .then()
        .body("areas[0].id", equalTo("Pit"))
        .body("areas[0].capacity", equalTo(5))
        .body("areas[0].available", equalTo(5 - held - reserved))
        .body("areas[0].held", equalTo(held))
        .body("areas[0].reserved", equalTo(reserved))
        .body("areas[0].blocked", equalTo(0));
    int seats = answer.<Integer>path("held.size()");
    int sold = answer.<Integer>path("reserved.size()");
    int inAreas =
        answer.<List<Integer>>path("areas.available").stream().mapToInt(Integer::intValue).sum();
    assertThat(answer.<Integer>path("available")).isEqualTo(40 - seats - sold + inAreas);
    assertThat(answer.<Integer>path("capacity")).isEqualTo(48);
  }

  @Test
  void aHoldHasPlacesOfAreasNextToSeats() {
    String event = newEvent();
    Response response =
        api.open(
                """
                {"seats": [{"id": "A-1", "ticketType": "child"}], "areas": [%s, %s, %s]}"""
                    .formatted(
                        entry("Pit", 2, "adult"), entry("Pit", 1, "child"), entry("Queue", 1)))
            .post(holds(event));
    Held held = held(response);
    response
        .then()
        .body("seats.id", contains("A-1"))
        .body("areas.id", contains("Pit", "Pit", "Queue"))
        .body("areas.quantity", contains(2, 1, 1))
        .body("areas.numbers", contains(List.of(1, 2), List.of(3), List.of(1)))
        .body("areas.ticketType", contains("adult", "child", "adult"))
        .body("areas.price", everyItem(equalTo(1000)))
        .body("quote.total", equalTo(2500 + 4 * 1000));
    assertThat(api.asOwner(held).get(hold(held)).<List<Object>>path("areas"))
        .isEqualTo(response.<List<Object>>path("areas"));
    assertPit(event, 3, 0);
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    assertPit(event, 0, 0);
  }

  @Test
  void whatAnAreaHasNotIsRefusedAndNothingIsTaken() {
    String event = newEvent();
    held(api.open(area("Pit", 3)).post(holds(event)));
    api.placed(event, "A-2");
    String before = api.picture(event);

    assertProblem(api.open(area("Pit", 3)).post(holds(event)), 409, "seats-unavailable")
        .body(
            "conflicts",
            contains(
                Map.of(
                    "kind",
                    "area",
                    "id",
                    "Pit",
                    "reason",
                    "too-few",
                    "requested",
                    3,
                    "available",
                    2)));
    assertProblem(
            api.open(
                    """
                    {"seats": [{"id": "A-1"}, {"id": "A-2"}], "areas": [%s, %s]}"""
                        .formatted(entry("Queue", 1), entry("Pit", 3)))
                .post(holds(event)),
            409,
            "seats-unavailable")
        .body("conflicts.kind", contains("seat", "area"))
        .body("conflicts.id", contains("A-2", "Pit"));

    assertThat(api.picture(event)).isEqualTo(before);
    api.open(area("Queue", 1)).post(holds(event)).then().body("areas[0].numbers", contains(1));
  }

  @Test
  void aChangeSetsHowManyPlacesThereAre() {
    String event = newEvent();
    Held held =
        held(
            api.open(
                    "{\"seats\": [{\"id\": \"A-1\"}], \"areas\": [%s, %s]}"
                        .formatted(entry("Pit", 2), entry("Queue", 2)))
                .post(holds(event)));
    String expiresAt = api.asOwner(held).get(hold(held)).path("expiresAt");

    patch(held, set(area("Pit", 4)))
        .statusCode(200)
        .body("areas[0].numbers", contains(1, 2, 3, 4))
        .body("areas[1].numbers", contains(1, 2))
        .body("expiresAt", equalTo(expiresAt));
    assertPit(event, 4, 0);
    patch(held, set(area("Queue", 1))).statusCode(200).body("areas[1].numbers", contains(1));
    patch(held, set(area("Queue", 2))).statusCode(200).body("areas[1].numbers", contains(1, 3));
    assertProblem(
            api.asOwner(held, set(area("Pit", 6))).patch(hold(held)), 409, "seats-unavailable")
        .body(
            "conflicts",
            contains(
                Map.of(
                    "kind",
                    "area",
                    "id",
                    "Pit",
                    "reason",
                    "too-few",
                    "requested",
                    6,
                    "available",
                    5)));
    patch(held, set("{\"areas\": [%s]}".formatted(entry("Pit", 2, "child"))))
        .statusCode(200)
        .body("areas.find { it.id == 'Pit' }.ticketType", equalTo("child"))
        .body("areas.find { it.id == 'Pit' }.numbers", contains(1, 2));
    patch(
            held,
            "{\"remove\": {\"seats\": [{\"id\": \"A-1\"}]}, \"set\": {\"areas\": [%s]}}"
                .formatted(entry("Pit", 0)))
        .statusCode(200)
        .body("seats", empty())
        .body("areas.id", contains("Queue"));
    assertPit(event, 0, 0);
    patch(held, set(area("Queue", 0)))
        .statusCode(422)
        .body("errors.pointer", contains("/set/areas"));
    patch(held, set(area("Queue", -1)))
        .statusCode(422)
        .body("errors.pointer", contains("/set/areas/0/quantity"))
        .body("errors.detail", contains("quantity: -1 (expected: 0..10)"));
  }

  @Test
  void placesThatCannotBeChosenAreRefusedByPointer() {
    String event = newEvent();
    String before = api.picture(event);
    Map.of(
            area("Pit", 0),
            "/areas/0/quantity",
            area("Pit", 11),
            "/areas/0/quantity",
            area("A-1", 1),
            "/areas/0/id",
            area("pit", 1),
            "/areas/0/id",
            "{\"areas\": [%s, %s]}".formatted(entry("Pit", 1), entry("Pit", 1)),
            "/areas/1",
            "{\"areas\": [%s]}".formatted(entry("Pit", 1, "dog")),
            "/areas/0/ticketType",
            "{\"areas\": []}",
            "/seats",
            "{\"seats\": [{\"id\": \"A-1\"}], \"areas\": [%s]}".formatted(entry("Pit", 10)),
            "/areas")
        .forEach(
            (body, pointer) ->
                assertProblem(api.open(body).post(holds(event)), 422, "invalid-selection")
                    .body("errors.pointer", contains(pointer)));
    assertProblem(api.open(area("Pit", 0)).post(holds(event)), 422, "invalid-selection")
        .body("errors.detail", contains("quantity: 0 (expected: 1..10)"));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void soldPlacesAreCancelledByTheirNumbers() {
    String event = newEvent();
    Held held =
        held(
            api.open(
                    "{\"seats\": [{\"id\": \"A-1\"}], \"areas\": [%s, %s]}"
                        .formatted(entry("Pit", 3), entry("Queue", 1)))
                .post(holds(event)));
    Response sold = api.confirm(held);
    sold.then()
        .statusCode(201)
        .body("areas.id", contains("Pit", "Queue"))
        .body("areas.numbers", contains(List.of(1, 2, 3), List.of(1)))
        .body("total", equalTo(9000))
        .body("cancelledAreas", nullValue());
    assertPit(event, 0, 3);
    String cancel = "/api/v1/reservations/" + sold.path("id") + "/cancel";

    for (int i = 0; i < 2; i++) {
      api.asOwner(held, "{\"areas\": [{\"id\": \"Pit\", \"numbers\": [2, 1]}]}")
          .post(cancel)
          .then()
          .statusCode(200)
          .body("status", equalTo("partly-cancelled"))
          .body("cancelled", empty())
          .body(
              "cancellations.areas",
              contains(List.of(Map.of("id", "Pit", "numbers", List.of(1, 2)))))
          .body("cancelledAreas", contains(Map.of("id", "Pit", "numbers", List.of(1, 2))))
          .body("cancelledTotal", equalTo(2000))
          .body("areas.numbers", contains(List.of(1, 2, 3), List.of(1)));
    }
    assertPit(event, 0, 1);
    Map.of(
            "{\"areas\": [{\"id\": \"Pit\", \"numbers\": [4]}]}", "/areas/0/numbers/0",
            "{\"areas\": [{\"id\": \"Pit\", \"numbers\": []}]}", "/areas",
            "{\"areas\": [{\"id\": \"Z\", \"numbers\": [1]}]}", "/areas/0/id",
            "{\"areas\": [{\"id\": \"Pit\", \"numbers\": [3, 3]}]}", "/areas/0/numbers/1")
        .forEach(
            (body, pointer) ->
                assertProblem(api.asOwner(held, body).post(cancel), 422, "invalid-selection")
                    .body("errors.pointer", contains(pointer)));
    assertProblem(
            api.asOwner(held, "{\"areas\": [{\"id\": \"Pit\", \"numbers\": [1.5]}]}").post(cancel),
            400,
            "malformed-request")
        .body("errors.pointer", contains("/areas/0/numbers/0"));
    api.asOwner(held)
        .post(cancel)
        .then()
        .statusCode(200)
        .body("status", equalTo("cancelled"))
        .body("cancelled", contains("A-1"))
        .body("cancelledAreas.numbers", contains(List.of(1, 2, 3), List.of(1)));
    assertPit(event, 0, 0);
  }

  @Test
  void theSameKeyGivesTheSameNumbers() {
    String event = newEvent();
    String key = Api.newKey();
    for (boolean replayed : List.of(false, true)) {
      api.open(area("Queue", 2))
          .header(Api.KEY, key)
          .post(holds(event))
          .then()
          .statusCode(201)
          .header("Idempotency-Replayed", replayed ? equalTo("true") : nullValue())
          .body("areas[0].numbers", contains(1, 2));
    }
    api.open(area("Queue", 1)).post(holds(event)).then().body("areas[0].numbers", contains(3));
  }

  @Test
  void ofFiftyWhoWantAPlaceAsManyGetOneAsThereAre() throws Exception {
    String event = newEvent();
    List<Future<Response>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(() -> api.open(area("Pit", 1)).post(holds(event))));
      }
    }
    List<Integer> numbers = new ArrayList<>();
    for (Future<Response> answer : answers) {
      if (answer.get().statusCode() == 201) {
        numbers.add(answer.get().path("areas[0].numbers[0]"));
      } else {
        assertProblem(answer.get(), 409, "seats-unavailable");
      }
    }
    assertThat(numbers).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertPit(event, 5, 0);
  }

  @Test
  void aClinicSellsSlotsOnceAndQueueNumbersInTurnAlsoAfterACrash() {
    try (PackagedService service =
        PackagedService.start(postgres, Map.of("HOLDFAST_SAMPLES", "true"))) {
      Api clinic = new Api(service.uri());
      String event =
          clinic
              .open()
              .get("/api/v1/events")
              .path("items.find { it.externalId == 'sample-clinic' }.id");
      Held slot = held(clinic.open(area("08:20", 1)).post(holds(event)));
      assertProblem(clinic.open(area("08:20", 1)).post(holds(event)), 409, "seats-unavailable")
          .body(
              "conflicts",
              contains(
                  Map.of(
                      "kind",
                      "area",
                      "id",
                      "08:20",
                      "reason",
                      "too-few",
                      "requested",
                      1,
                      "available",
                      0)));
      clinic.confirm(slot).then().statusCode(201).body("areas.id", contains("08:20"));
      Held first = held(clinic.open(area("walk-in", 2)).post(holds(event)));
      clinic.asOwner(first).delete(hold(first)).then().statusCode(204);
      service.kill();

      service.startAgain();
      Response next = clinic.open(area("walk-in", 1)).post(holds(event));
      next.then()
          .statusCode(201)
          .body("areas[0].numbers", contains(3))
          .body("areas[0].price", equalTo(0))
          .body("areas[0].ticketType", nullValue());
      clinic
          .confirm(held(next))
          .then()
          .statusCode(201)
          .body("areas[0].numbers", contains(3))
          .body("total", equalTo(0));
      clinic
          .availability(event)
          .then()
          .body("available", equalTo(20))
          .body("areas.find { it.id == '08:20' }.reserved", equalTo(1))
          .body("areas.find { it.id == 'walk-in' }.available", equalTo(9));
    }
  }
}
