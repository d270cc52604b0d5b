package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Seat maps, events and availability.
@ExtendWith(RunningService.class)
class CatalogueIT {
  private final Api api;

  CatalogueIT(Api api) {
    this.api = api;
  }

  @Test
  void anImportedSeatMapSaysWhatItHas() {
    Response response = api.asAdmin(Api.room()).post("/api/v1/seat-maps?name=Hall%20of%20Fame");
    response
        .then()
        .statusCode(201)
        .header("Location", "/api/v1/seat-maps/" + response.path("id"))
        .body("name", equalTo("Hall of Fame"))
        .body("seatCount", equalTo(40))
        .body("areaCount", equalTo(1))
        .body("capacity", equalTo(90))
        .body("categories.id", contains("stalls", "balcony", "standing"))
        .body("categories[0].color", equalTo("#336699"))
        .body("warnings", empty());
    Response page = api.open().get("/api/v1/seat-maps?limit=200");
    String listed = "items.find { it.id == '%s' }.".formatted(response.<String>path("id"));
    while (page.path(listed + "name") == null) {
      String next = page.path("nextCursor");
      assertThat(next).as("the last page").isNotNull();
      page = api.open().queryParam("cursor", next).get("/api/v1/seat-maps?limit=200");
    }
    page.then()
        .body(listed + "name", equalTo("Hall of Fame"))
        .body(listed + "capacity", equalTo(90));
  }

  @Test
  void doubledSeatsAreRefusedByPointerOrRepairedWithAWarning() {
    String doubled = Api.room().replace("\"A-2\"", "\"A-1\"");
    assertProblem(api.asAdmin(doubled).post("/api/v1/seat-maps"), 422, "invalid-seat-map")
        .body("errors", hasSize(1))
        .body("errors[0].pointer", startsWith("/sections/0/rows/0/seats/1"));
    api.asAdmin(doubled)
        .post("/api/v1/seat-maps?repair=true")
        .then()
        .statusCode(201)
        .body("warnings[0].pointer", startsWith("/sections/0/rows/0/seats/"));
  }

  @Test
  void everyDefectIsListedOrItIsSaidHowManyMoreThereAre() {
    String seats =
        "{\"id\": \"A-1\", \"category\": \"c\"}, ".repeat(1_500)
            + "{\"id\": \"A-1\", \"category\": \"c\"}";
    String room =
        """
        {"name": "Room", "categories": [{"id": "c", "name": "C", "color": "#336699"}],
         "sections": [{"rows": [{"seats": [%s]}]}]}\
        """
            .formatted(seats);
    assertProblem(api.asAdmin(room).post("/api/v1/seat-maps"), 422, "invalid-seat-map")
        .body("errors", hasSize(1_001))
        .body("errors[1000].detail", equalTo("500 more are not listed"));
  }

  @Test
  void anEventWithADurationThatOverflowsIsRefused() {
    String before = api.open().get("/api/v1/events").asString();
    assertProblem(
            api.asAdmin(
                    Api.event(
                        api.newSeatMap(),
                        "\"holdPolicy\": {\"duration\": \"PT2562047788015215H\"}"))
                .post("/api/v1/events"),
            422,
            "invalid-event")
        .body("errors[0].pointer", equalTo("/holdPolicy/duration"));
    assertThat(api.open().get("/api/v1/events").asString()).isEqualTo(before);
  }

  @Test
  void aLayoutMayBeCachedForEver() throws IOException, InterruptedException {
    String path = "/api/v1/seat-maps/" + api.newSeatMap();
    Response plain = api.open().header("Accept-Encoding", "identity").get(path);
    plain
        .then()
        .statusCode(200)
        .header("Cache-Control", "public, max-age=31536000, immutable")
        .header("Vary", "Accept-Encoding, Origin")
        .header("ETag", startsWith("\""))
        .body("sections[0].rows[0].seats.id", hasItems("A-1", "A-20"))
        .body("areas[0].capacity", equalTo(50));
    api.open()
        .header("Accept-Encoding", "identity")
        .header("If-None-Match", "\"other\", " + plain.header("ETag"))
        .get(path)
        .then()
        .statusCode(304)
        .header("ETag", plain.header("ETag"));
    HttpRequest zipped =
        HttpRequest.newBuilder(api.uri().resolve(path)).header("Accept-Encoding", "gzip").build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response = client.send(zipped, HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(response.headers().firstValue("ETag")).isNotEqualTo(plain.header("ETag"));
      try (GZIPInputStream unzipped =
          new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
        assertThat(unzipped.readAllBytes()).isEqualTo(plain.asByteArray());
      }
    }
  }

  @Test
  void aLayoutCanBeImportedAgain() {
    String layout = api.open().get("/api/v1/seat-maps/" + api.newSeatMap()).asString();
    api.asAdmin(layout)
        .post("/api/v1/seat-maps")
        .then()
        .statusCode(201)
        .body("seatCount", equalTo(40));
  }

  @Test
  void anEventIsShownAsItWasAskedForWithThePolicyItHas() {
    String map = api.newSeatMap();
    Response response =
        api.asAdmin(
                Api.event(
                    map,
                    """
                    "endsAt": "2099-06-01T20:00:00Z", "doorsAt": "2099-06-01T17:00:00Z",
                    "salesOpenAt": "2026-01-01T00:00:00Z", "salesCloseAt": "2099-06-01T18:00:00Z",
                    "externalId": "x-1", "metadata": {"a": [1, 2.50]}, "browserConfirm": false,
                    "holdPolicy": {"duration": "PT45M", "maxSeatsPerHold": 4}\
                    """))
            .post("/api/v1/events");
    response.then().statusCode(201).header("Location", "/api/v1/events/" + response.path("id"));
    Response read = api.asAdmin().get("/api/v1/events/" + response.path("id"));
    assertThat(read.asString()).isEqualTo(response.asString());
    read.then()
        .statusCode(200)
        .body("name", equalTo("Evening"))
        .body("seatMapId", equalTo(map))
        .body("startsAt", equalTo("2099-06-01T18:00:00Z"))
        .body("endsAt", equalTo("2099-06-01T20:00:00Z"))
        .body("doorsAt", equalTo("2099-06-01T17:00:00Z"))
        .body("timeZone", equalTo("Europe/Berlin"))
        .body("currency", equalTo("EUR"))
        .body("currencyDigits", equalTo(2))
        .body("ticketTypes.id", contains("adult", "child"))
        .body("prices.stalls", equalTo(Map.of("adult", 5000, "child", 2500)))
        .body("prices.balcony", equalTo(3000))
        .body("salesOpenAt", equalTo("2026-01-01T00:00:00Z"))
        .body("salesCloseAt", equalTo("2099-06-01T18:00:00Z"))
        .body("holdPolicy.duration", equalTo("PT45M"))
        .body("holdPolicy.maxLifetime", equalTo("PT1H30M"))
        .body("holdPolicy.maxSeatsPerHold", equalTo(4))
        .body("browserConfirm", equalTo(false))
        .body("externalId", equalTo("x-1"));
    assertThat(read.asString()).contains("{\"a\":[1,2.50]}");
  }

  @Test
  void anEventThatSaysNothingOfItGetsTheUsualPolicyAndBrowsersMayNotConfirm() {
    api.open()
        .get("/api/v1/events/" + api.newEvent("\"browserConfirm\": null"))
        .then()
        .body("browserConfirm", equalTo(false))
        .body(
            "holdPolicy",
            equalTo(
                Map.of(
                    "duration", "PT15M",
                    "maxLifetime", "PT30M",
                    "maxSeatsPerHold", 10,
                    "coolDown", "PT0S")))
        .body("metadata", nullValue());
  }

  @Test
  void anEventThatCannotBeIsRefusedWithAllItsErrors() {
    assertProblem(
            api.asAdmin(
                    Api.event(api.newSeatMap(), "\"endsAt\": \"2000-01-01T00:00:00Z\"")
                        .replace("\"balcony\"", "\"circle\"")
                        .replace("Europe/Berlin", "Mars/Olympus")
                        .replace("EUR", "XXX"))
                .post("/api/v1/events"),
            422,
            "invalid-event")
        .body("errors.pointer", hasItems("/endsAt", "/prices/circle", "/timeZone", "/currency"));
    assertProblem(
            api.asAdmin(Api.event(UUID.randomUUID().toString(), "")).post("/api/v1/events"),
            422,
            "invalid-event")
        .body("errors.pointer", contains("/seatMapId"));
  }

  @Test
  void anEventCanPriceAllCategoriesThatASeatMapMayHave() {
    List<String> ids =
        IntStream.range(0, 500).mapToObj(i -> "category-%03d".formatted(i).repeat(10)).toList();
    String map =
        api.asAdmin(
                """
                {"name": "Many", "categories": [%s], "sections": [{"rows": [{"seats": [%s]}]}]}\
                """
                    .formatted(
                        listed(ids, "{\"id\": \"%1$s\", \"name\": \"%1$s\"}"),
                        listed(ids, "{\"id\": \"%1$s\", \"category\": \"%1$s\"}")))
            .post("/api/v1/seat-maps")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String event =
        Api.event(map, "")
            .replaceFirst(
                "\"prices\": .*",
                "\"prices\": {%s}".formatted(listed(ids, "\"%s\": {\"adult\": 1, \"child\": 1}")));
    assertThat(event.length()).isGreaterThan(64 * 1024);
    api.asAdmin(event).post("/api/v1/events").then().statusCode(201);
    assertProblem(api.open(event).post("/api/v1/events"), 401, "unauthorized");
  }

  private static String listed(List<String> ids, String form) {
    return ids.stream().map(form::formatted).collect(Collectors.joining(", "));
  }

  @Test
  void eventsAreListedInPagesByTheirStart() {
    String map = api.newSeatMap();
    List<String> ids = new ArrayList<>();
    for (int day = 1; day <= 5; day++) {
      String event = Api.event(map, "").replace("2099-06-01", "2089-01-0" + day);
      ids.add(api.asAdmin(event).post("/api/v1/events").path("id"));
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      Response page =
          api.open()
              .get(
                  "/api/v1/events?limit=2&from=2089-01-01T00:00:00Z&to=2089-01-05T18:00:00Z"
                      + cursor);
      page.then().statusCode(200);
      seen.addAll(page.path("items.id"));
      String next = page.path("nextCursor");
      cursor = next == null ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertThat(seen).isEqualTo(ids.subList(0, 4));
  }

  @Test
  void anAvailabilityCountsSeatsAndPlacesAndListsWhatIsTaken() {
    String event = api.newEvent();
    api.placed(event, "A-2", "B-3");
    api.confirmed(api.placed(event, "A-1"));
    api.availability(event)
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-cache")
        .body("eventId", equalTo(event))
        .body("version", equalTo(3))
        .body("epoch", notNullValue())
        .body("capacity", equalTo(90))
        .body("available", equalTo(87))
        .body("held", contains("A-2", "B-3"))
        .body("reserved", contains("A-1"))
        .body("blocked", empty())
        .body("states", nullValue())
        .body("areas.id", contains("Pit"))
        .body("areas[0].available", equalTo(50))
        .body("areas[0].held", equalTo(0));
    Response packed = api.open().get("/api/v1/events/" + event + "/availability?encoding=packed");
    packed.then().statusCode(200).body("held", nullValue()).body("available", equalTo(87));
    byte[] states = Base64.getDecoder().decode(packed.<String>path("states"));
    assertThat(states).hasSize(10);
    assertThat(state(states, 0)).isEqualTo(2);
    assertThat(state(states, 1)).isEqualTo(1);
    assertThat(state(states, 2)).isZero();
    assertThat(state(states, 22)).isEqualTo(1);
  }

  @Test
  void seatsOfACategoryWithoutAPriceAreBlockedAndCanNotBeHeld() {
    String event =
        api.asAdmin(
                Api.event(api.newSeatMap(), "")
                    .replace("\"balcony\": 3000, \"standing\": 1000", "\"balcony\": null"))
            .post("/api/v1/events")
            .path("id");
    api.open().get("/api/v1/events/" + event).then().body("prices.keySet()", contains("stalls"));
    Response availability = api.availability(event);
    availability
        .then()
        .body("capacity", equalTo(90))
        .body("available", equalTo(20))
        .body("areas[0].blocked", equalTo(50))
        .body("areas[0].available", equalTo(0));
    assertThat(availability.<List<String>>path("blocked")).hasSize(20).contains("B-1");
    byte[] states =
        Base64.getDecoder()
            .decode(
                api.open()
                    .get("/api/v1/events/" + event + "/availability?encoding=packed")
                    .<String>path("states"));
    assertThat(state(states, 19)).isZero();
    assertThat(state(states, 20)).isEqualTo(3);
    String body =
        "{\"seats\": [{\"id\": \"A-1\"}, {\"id\": \"B-1\"}], \"areas\": [{\"id\": \"Pit\", \"quantity\": 1}]}";
    assertProblem(api.open(body).post(Api.holds(event)), 409, "seats-unavailable")
        .body("conflicts.reason", contains("not-for-sale", "not-for-sale"))
        .body("conflicts[0].id", equalTo("B-1"))
        .body("conflicts[1].id", equalTo("Pit"))
        .body("conflicts[1].available", equalTo(0));
    api.place(event, "A-1").then().statusCode(201);
  }

  private static int state(byte[] states, int seat) {
    return states[seat / 4] >> (seat % 4 * 2) & 3;
  }

  @Test
  void anUnchangedAvailabilityIsNotSentAgain() {
    String event = api.newEvent();
    String path = "/api/v1/events/" + event + "/availability";
    String etag = api.availability(event).header("ETag");
    assertThat(etag).matches("W/\"\\d+\\.0\\.0\"");
    for (String header : new String[] {etag, "\"x\", " + etag, etag.substring(2), "*"}) {
      Response response = api.open().header("If-None-Match", header).get(path);
      response.then().statusCode(304).header("ETag", etag);
      assertThat(response.asString()).isEmpty();
    }
    api.placed(event, "A-1");
    api.open()
        .header("If-None-Match", etag)
        .get(path)
        .then()
        .statusCode(200)
        .header("ETag", not(equalTo(etag)));
  }

  @Test
  void anEventIsChangedByWhoeverHasSeenItsLatestVersion() {
    String event = api.newEvent();
    String path = "/api/v1/events/" + event;
    String seen = api.open().get(path).header("ETag");
    Held before = api.placed(event, "B-1");
    String change = "{\"startsAt\": \"2099-06-01T19:00:00Z\", \"prices\": {\"balcony\": 4000}}";

    assertProblem(api.open(change).header("If-Match", seen).patch(path), 401, "unauthorized");
    assertProblem(api.asAdmin(change).patch(path), 400, "malformed-request");
    Response changed = api.asAdmin(change).header("If-Match", seen).patch(path);

    changed
        .then()
        .statusCode(200)
        .body("name", equalTo("Evening"))
        .body("startsAt", equalTo("2099-06-01T19:00:00Z"))
        .body("startsAtLocal", equalTo("2099-06-01T21:00:00+02:00"))
        .body("prices", equalTo(Map.of("balcony", 4000)));
    String etag = changed.header("ETag");
    assertThat(etag).isNotEqualTo(seen);
    for (String earlier : new String[] {seen, "W/" + etag, "\"a\", W/\"b\"", "\"\""}) {
      assertProblem(
          api.asAdmin("{}").header("If-Match", earlier).patch(path), 412, "precondition-failed");
    }
    for (String wrong : new String[] {"0", "\"a", etag + " " + etag}) {
      assertProblem(
          api.asAdmin("{}").header("If-Match", wrong).patch(path), 400, "malformed-request");
    }
    api.asAdmin("{}").header("If-Match", "\"a\", " + etag).patch(path).then().statusCode(200);
    assertThat(api.open().get(path).asString()).isEqualTo(changed.asString());
    assertProblem(
        api.asAdmin(change).header("If-Match", seen).patch(path), 412, "precondition-failed");
    assertProblem(
            api.asAdmin("{\"endsAt\": \"2099-06-01T18:00:00Z\"}")
                .header("If-Match", "*")
                .patch(path),
            422,
            "invalid-event")
        .body("errors.pointer", contains("/endsAt"));
    api.place(event, "B-2").then().statusCode(201).body("quote.total", equalTo(4000));
    api.confirm(before).then().statusCode(201).body("total", equalTo(3000));
    assertProblem(api.place(event, "A-1"), 409, "seats-unavailable");
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    for (String id : new String[] {UUID.randomUUID().toString(), "nonsense", "1-1-1-1-1", "%00"}) {
      assertProblem(api.open().get("/api/v1/events/" + id), 404, "not-found");
      assertProblem(api.open().get("/api/v1/events/" + id + "/availability"), 404, "not-found");
      assertProblem(api.open().get("/api/v1/seat-maps/" + id), 404, "not-found");
    }
  }

  @Test
  void onlyTheKeyAddsToTheCatalogue() {
    String event = Api.event(api.newSeatMap(), "");
    assertProblem(api.open(Api.room()).post("/api/v1/seat-maps"), 401, "unauthorized");
    assertProblem(api.open(event).post("/api/v1/events"), 401, "unauthorized")
        .header("WWW-Authenticate", "Bearer");
  }

  @Test
  void aWrongKeyIsRefusedEverywhere() {
    Held held = api.placed(api.newEvent(), "A-1");
    for (String wrong :
        new String[] {
          "Bearer wrong", "Bearer ", "Basic YTpi", PackagedService.ADMIN_KEY, "Bearer"
        }) {
      for (String path :
          new String[] {
            "/api/v1/events", "/api/v1/seat-maps", "/api/v1/events/x", Api.hold(held)
          }) {
        assertProblem(
            api.asOwner(held).header("Authorization", wrong).get(path), 401, "unauthorized");
      }
    }
    api.open()
        .header("Authorization", "bearer " + PackagedService.ADMIN_KEY)
        .get(Api.hold(held))
        .then()
        .statusCode(200);
  }
}
