package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.ids;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.domain.notification.NotificationType;
import dev.holdfast.testkit.Simulation;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// All changes of all events of a client, in one feed.
@ExtendWith(RunningService.class)
@Timeout(60)
class FeedIT {
  private static final System.Logger LOG = System.getLogger(FeedIT.class.getName());
  private static final String FEED = "/api/v1/feed";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Api api;
  private final String key;

  FeedIT(Api api) {
    this.api = api;
    this.key = newKey(newClient());
  }

  private String newClient() {
    return api.asAdmin("{\"name\": \"Corner shop\"}").post("/api/v1/clients").path("id");
  }

  private String newKey(String client) {
    return api.asAdmin(
            "{\"scopes\": [\"events:write\", \"holds:write\", \"reservations:confirm\","
                + " \"reservations:read\", \"box-office\"]}")
        .post("/api/v1/clients/" + client + "/keys")
        .path("token");
  }

  private String newEvent(String more) {
    return api.as(key, Api.event(api.newSeatMap(), more))
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private JsonNode read(String query) {
    try {
      return JSON.readTree(
          api.as(key).get(FEED + query).then().statusCode(200).extract().asString());
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private List<JsonNode> all(int limit) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page = read("?limit=" + limit);
    while (!page.path("items").isEmpty()) {
      page.path("items").forEach(all::add);
      page = read("?limit=%d&after=%s".formatted(limit, page.path("nextCursor").asText()));
    }
    return all;
  }

  /// Waits until the feed has told all that happened to these events.
  private List<JsonNode> allOf(List<String> events) throws InterruptedException {
    while (true) {
      Map<String, Integer> versions = new HashMap<>();
      events.forEach(event -> versions.put(event, api.availability(event).path("version")));
      List<JsonNode> all = all(1_000);
      Map<String, Integer> told = new HashMap<>();
      events.forEach(event -> told.put(event, 0));
      all.forEach(
          item ->
              told.merge(
                  item.path("data").path("eventId").asText(),
                  item.path("data").path("version").asInt(),
                  Math::max));
      if (told.equals(versions)) {
        return all;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// What a partner makes of the feed, and of nothing else.
  private static final class Partner {
    final Map<String, Map<String, String>> seats = new HashMap<>();
    final Map<String, Map<String, Integer>> areas = new HashMap<>();
    final Map<String, JsonNode> holds = new LinkedHashMap<>();
    final Map<String, String> expiries = new HashMap<>();
    final Map<String, String> ends = new HashMap<>();
    final Map<String, JsonNode> reservations = new LinkedHashMap<>();
    final Map<String, Set<String>> cancelled = new HashMap<>();

    void fold(JsonNode item) {
      JsonNode data = item.path("data");
      String event = data.path("eventId").asText();
      String type = item.path("type").asText();
      String state =
          switch (type) {
            case "holdfast.hold.placed.v1", "holdfast.hold.changed.v1" -> "held";
            case "holdfast.reservation.confirmed.v1" -> "reserved";
            case "holdfast.seats.blocked.v1" -> "blocked";
            default -> "";
          };
      if (!type.equals("holdfast.hold.extended.v1")) {
        data.path("seats").forEach(seat -> put(event, seat.asText(), state));
      }
      data.path("removed").forEach(seat -> put(event, seat.asText(), ""));
      for (JsonNode area : data.path("areas")) {
        Map<String, Integer> of = areas.computeIfAbsent(event, _ -> new TreeMap<>());
        for (String what : List.of("held", "reserved", "blocked")) {
          of.merge(what, area.path(what).asInt(), Integer::sum);
        }
      }
      JsonNode hold = data.path("hold");
      String id = hold.path("id").asText();
      switch (type) {
        case "holdfast.hold.placed.v1" -> {
          holds.put(id, hold);
          expiries.put(id, hold.path("expiresAt").asText());
        }
        case "holdfast.hold.changed.v1" -> holds.put(id, hold);
        case "holdfast.hold.extended.v1" -> expiries.put(id, hold.path("expiresAt").asText());
        case "holdfast.hold.expired.v1" -> ends.put(id, "expired");
        case "holdfast.hold.released.v1" -> ends.put(id, "released");
        case "holdfast.reservation.confirmed.v1" -> {
          ends.put(id, "confirmed");
          reservations.put(data.path("reservation").path("id").asText(), data.path("reservation"));
        }
        case "holdfast.reservation.cancelled.v1" -> {
          JsonNode reservation = data.path("reservation");
          cancelled
              .computeIfAbsent(reservation.path("id").asText(), _ -> new TreeSet<>())
              .addAll(names(reservation.path("cancelled")));
        }
        default -> {}
      }
    }

    private void put(String event, String seat, String state) {
      Map<String, String> of = seats.computeIfAbsent(event, _ -> new TreeMap<>());
      if (state.isEmpty()) {
        of.remove(seat);
      } else {
        of.put(seat, state);
      }
    }
  }

  /// The seats and places of a hold or a reservation.
  private static Set<String> names(JsonNode of) {
    Set<String> names = new TreeSet<>();
    of.path("seats").forEach(seat -> names.add(seat.path("id").asText()));
    of.path("places")
        .forEach(
            place -> names.add(place.path("area").asText() + " " + place.path("number").asText()));
    of.path("areas")
        .forEach(
            area ->
                area.path("numbers")
                    .forEach(
                        number -> names.add(area.path("id").asText() + " " + number.asText())));
    return names;
  }

  /// Buyers and an organiser who do what comes into their heads.
  private final class Traffic {
    private final Random random;
    private final List<String> events;
    private final List<Held> open = new ArrayList<>();
    final List<Held> all = new ArrayList<>();
    final List<String> sold = new ArrayList<>();

    Traffic(long seed, List<String> events) {
      this.random = new Random(seed);
      this.events = events;
    }

    private String seat() {
      return (random.nextBoolean() ? "A-" : "B-") + (1 + random.nextInt(20));
    }

    void step() {
      String event = events.get(random.nextInt(events.size()));
      String path = "/api/v1/events/" + event;
      switch (random.nextInt(open.isEmpty() ? 4 : 10)) {
        case 0, 1, 2 -> place(event);
        case 3 -> organise(path);
        case 4 -> {
          Held held = any();
          api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"%s\"}]}}".formatted(seat()))
              .patch(hold(held));
        }
        case 5 -> {
          Held held = any();
          api.asOwner(held, "{\"set\": {\"areas\": [{\"id\": \"Pit\", \"quantity\": 2}]}}")
              .patch(hold(held));
        }
        case 6 -> api.asOwner(any()).post(hold(any()) + "/extend");
        case 7 -> {
          Held held = any();
          api.asOwner(held).delete(hold(held));
          open.remove(held);
        }
        default -> sell();
      }
    }

    private Held any() {
      return open.get(random.nextInt(open.size()));
    }

    private void place(String event) {
      Response placed =
          api.open(
                  """
                  {"seats": [{"id": "%s"}], "areas": [{"id": "Pit", "quantity": %d, "ticketType": "child"}],
                   "customer": "customer \\"%d\\"", "metadata": {"n": [%d, "ü\\u0001"]}}"""
                      .formatted(seat(), 1 + random.nextInt(2), all.size(), all.size()))
              .post(holds(event));
      if (placed.statusCode() == 201) {
        var held = new Held(placed.path("id"), placed.path("secret"));
        open.add(held);
        all.add(held);
      }
    }

    private void sell() {
      Held held = any();
      open.remove(held);
      Response confirmed =
          api.as(key, "{\"reference\": \"order %d\"}".formatted(sold.size()))
              .post(hold(held) + "/confirm");
      if (confirmed.statusCode() == 201) {
        String id = confirmed.path("id");
        sold.add(id);
        if (random.nextBoolean()) {
          List<String> seats = confirmed.path("seats.id");
          String body =
              random.nextBoolean() || seats.isEmpty()
                  ? "{\"reason\": \"ill\"}"
                  : ids(seats.getFirst());
          api.as(key, body).post("/api/v1/reservations/" + id + "/cancel").then().statusCode(200);
        }
      }
    }

    private void organise(String event) {
      switch (random.nextInt(4)) {
        case 0 ->
            api.as(key, "{\"seats\": [\"%s\"], \"reason\": \"camera\"}".formatted(seat()))
                .post(event + "/blocks");
        case 1 -> api.as(key, ids(seat())).delete(event + "/blocks");
        case 2 -> {
          api.as(key).post(event + "/pause").then().statusCode(200);
          api.as(key).post(event + "/resume").then().statusCode(200);
        }
        default ->
            api.as(key, "{\"name\": \"Evening %d\"}".formatted(random.nextInt()))
                .header("If-Match", "*")
                .patch(event)
                .then()
                .statusCode(200);
      }
    }
  }

  @Test
  void aPartnerRebuildsEverythingFromTheFeed() throws Exception {
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    List<String> events =
        List.of(
            newEvent("\"holdPolicy\": {\"duration\": \"PT10S\", \"maxLifetime\": \"PT20S\"}"),
            newEvent(""));
    var traffic = new Traffic(seed, events);
    for (int i = 0; i < 50; i++) {
      traffic.step();
    }
    assertThat(traffic.all).as("holds").hasSizeGreaterThan(5);
    assertThat(traffic.sold).as("sales").isNotEmpty();
    List<JsonNode> feed = allOf(events);

    var partner = new Partner();
    feed.forEach(partner::fold);
    for (String event : events) {
      JsonNode availability = JSON.readTree(api.picture(event));
      Map<String, String> seats = new TreeMap<>();
      Map<String, Integer> places = new TreeMap<>();
      for (String state : List.of("held", "reserved", "blocked")) {
        availability.path(state).forEach(seat -> seats.put(seat.asText(), state));
        places.put(state, availability.path("areas").path(0).path(state).asInt());
      }
      assertThat(partner.seats.getOrDefault(event, Map.of())).isEqualTo(seats);
      Map<String, Integer> told = new TreeMap<>(Map.of("held", 0, "reserved", 0, "blocked", 0));
      told.putAll(partner.areas.getOrDefault(event, Map.of()));
      assertThat(told).isEqualTo(places);
    }
    assertThat(partner.holds.keySet())
        .containsExactlyInAnyOrderElementsOf(traffic.all.stream().map(Held::id).toList());
    for (Held held : traffic.all) {
      JsonNode stored = JSON.readTree(api.as(key).get(hold(held)).asString());
      JsonNode told = Objects.requireNonNull(partner.holds.get(held.id()));
      assertThat(names(told)).isEqualTo(names(stored));
      assertThat(partner.expiries.get(held.id())).isEqualTo(stored.path("expiresAt").asText());
      assertThat(partner.ends.getOrDefault(held.id(), "held"))
          .isEqualTo(stored.path("status").asText());
      assertThat(told.path("customer")).isEqualTo(stored.path("customer"));
      assertThat(told.path("metadata")).isEqualTo(stored.path("metadata"));
    }
    assertThat(partner.reservations.keySet()).containsExactlyInAnyOrderElementsOf(traffic.sold);
    for (String id : traffic.sold) {
      JsonNode stored = JSON.readTree(api.as(key).get("/api/v1/reservations/" + id).asString());
      JsonNode told = Objects.requireNonNull(partner.reservations.get(id));
      assertThat(names(told)).isEqualTo(names(stored));
      for (String field : List.of("code", "holdId", "reference", "confirmedAt", "metadata")) {
        assertThat(told.path(field)).as(field).isEqualTo(stored.path(field));
      }
      Set<String> cancelled = new TreeSet<>();
      stored.path("cancelled").forEach(seat -> cancelled.add(seat.asText()));
      stored
          .path("cancelledAreas")
          .forEach(
              area ->
                  area.path("numbers")
                      .forEach(
                          number ->
                              cancelled.add(area.path("id").asText() + " " + number.asText())));
      assertThat(partner.cancelled.getOrDefault(id, Set.of())).isEqualTo(cancelled);
    }

    assertThat(all(30)).as("the order never changes").isEqualTo(feed);
    Set<String> ids = new HashSet<>();
    feed.forEach(item -> assertThat(ids.add(item.path("id").asText())).isTrue());
    assertThat(StreamSupport.stream(feed.spliterator(), false))
        .allSatisfy(
            item -> {
              assertThat(item.path("specversion").asText()).isEqualTo("1.0");
              assertThat(item.path("time")).isEqualTo(item.path("data").path("at"));
              assertThat(item.path("source").asText())
                  .isEqualTo("/api/v1/events/" + item.path("data").path("eventId").asText());
            });
  }

  /// Each as `openapi.yaml` says, which every response is compared with.
  @Test
  void eachTypeIsTold() throws InterruptedException {
    String event = newEvent("\"testMode\": true");
    String path = "/api/v1/events/" + event;
    List<Held> held = new ArrayList<>();
    for (String seat : List.of("A-1", "A-2", "A-3")) {
      Response placed =
          api.as(
                  key,
                  """
                  {"seats": [{"id": "%s"}], "areas": [{"id": "Pit", "quantity": 2}],
                   "customer": "c 7", "metadata": {"a": 1}}"""
                      .formatted(seat))
              .post(holds(event));
      held.add(new Held(placed.path("id"), placed.path("secret")));
    }
    Held first = held.getFirst();
    api.as(key, "{\"add\": %s, \"remove\": %s}".formatted(Api.seats("B-1"), Api.seats("A-1")))
        .patch(hold(first))
        .then()
        .statusCode(200);
    api.as(key).post(hold(first) + "/extend").then().statusCode(200);
    api.as(key).post(hold(first) + "/expire").then().statusCode(200);
    api.as(key).delete(hold(held.get(1))).then().statusCode(204);
    String reservation =
        api.as(key, "{\"reference\": \"order 7\"}")
            .post(hold(held.getLast()) + "/confirm")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    api.as(key, "{\"reason\": \"ill\"}")
        .post("/api/v1/reservations/" + reservation + "/cancel")
        .then()
        .statusCode(200);
    api.as(
            key,
            """
            {"seats": ["B-2"], "areas": [{"id": "Pit", "quantity": 1}], "reason": "press",
             "channel": "press", "releaseAt": "2099-01-01T00:00:00Z"}""")
        .post(path + "/blocks")
        .then()
        .statusCode(200);
    api.as(key, ids("B-2")).delete(path + "/blocks").then().statusCode(200);
    api.as(key).post(path + "/pause").then().statusCode(200);
    api.as(key).post(path + "/resume").then().statusCode(200);
    api.as(key, "{\"name\": \"Night\"}").header("If-Match", "*").patch(path).then().statusCode(200);

    Set<String> told = new TreeSet<>();
    allOf(List.of(event)).forEach(item -> told.add(item.path("type").asText()));
    Set<String> types = new TreeSet<>();
    for (NotificationType type : NotificationType.values()) {
      types.add(type.toString());
    }
    types.remove(NotificationType.EVENT_RESYNC.toString());
    types.remove(NotificationType.PING.toString());
    assertThat(told).isEqualTo(types);
  }

  @Test
  void ofATestEventEachNotificationSaysSo() throws InterruptedException {
    String test = newEvent("\"testMode\": true");
    String event = newEvent("");
    for (String of : List.of(test, event)) {
      Held held = api.placed(of, "A-1");
      api.asOwner(held).delete(hold(held)).then().statusCode(204);
    }
    assertThat(allOf(List.of(test, event)))
        .hasSize(4)
        .allSatisfy(
            item -> {
              JsonNode data = item.path("data");
              assertThat(data.path("testMode").asBoolean())
                  .isEqualTo(data.path("eventId").asText().equals(test));
            });
  }

  @Test
  void nobodyReadsAnothersFeed() throws InterruptedException {
    String event = newEvent("");
    api.placed(event, "A-1");
    assertThat(allOf(List.of(event))).hasSize(1);

    String stranger = newKey(newClient());
    api.as(stranger).get(FEED).then().statusCode(200).body("items", empty());
    assertThat(api.asAdmin().get(FEED + "?limit=1000").asString()).doesNotContain(event);
    assertProblem(api.open().get(FEED), 401, "unauthorized");
  }

  @Test
  void whoStartsAtTheEndIsToldOnlyWhatFollows() throws InterruptedException {
    String unborn = read("?after=latest").path("nextCursor").asText();
    String event = newEvent("");
    api.placed(event, "A-1");
    allOf(List.of(event));
    assertThat(read("?after=" + unborn).path("items")).hasSize(1);

    String latest = read("?after=latest").path("nextCursor").asText();
    assertThat(read("?after=" + latest).path("items")).isEmpty();
    assertThat(read("?after=" + latest).path("nextCursor").asText()).isEqualTo(latest);
    api.placed(event, "A-2");
    allOf(List.of(event));
    JsonNode items = read("?after=" + latest).path("items");
    assertThat(items).hasSize(1);
    assertThat(items.path(0).path("type").asText()).isEqualTo("holdfast.hold.placed.v1");
    assertThat(items.path(0).path("data").path("seats").path(0).asText()).isEqualTo("A-2");
  }

  @Test
  void aCursorOfAnotherHistoryIsRefused() throws InterruptedException {
    String event = newEvent("");
    api.placed(event, "A-1");
    allOf(List.of(event));
    String latest = read("?after=latest").path("nextCursor").asText();
    String[] parts = latest.split("\\.", -1);
    for (String wrong : List.of("1.1.1", parts[0] + ".9999.0", "999999999999999999.1.1")) {
      assertProblem(api.as(key).get(FEED + "?after=" + wrong), 410, "feed-resync")
          .body("latest", equalTo(latest));
    }
    for (String wrong : List.of("x", "1.2", "1.2.3.4", "-1.2.3", "1.2.9999999999999999999")) {
      assertProblem(api.as(key).get(FEED + "?after=" + wrong), 400, "malformed-request")
          .body("errors", hasSize(1))
          .body("errors[0].parameter", equalTo("after"));
    }
  }

  @Test
  void whatIsWrongIsNamedWhereItWas() {
    for (String wrong : List.of("x", "1.2", "latest")) {
      assertProblem(
              api.as(key)
                  .header("Accept", "text/event-stream")
                  .header("Last-Event-ID", wrong)
                  .get(FEED + "?after=latest"),
              400,
              "malformed-request")
          .body("errors", hasSize(1))
          .body("errors[0].header", equalTo("Last-Event-ID"))
          .body("errors[0].detail", containsString(wrong));
    }
    for (String wrong : List.of("0", "1001", "x")) {
      assertProblem(api.as(key).get(FEED + "?limit=" + wrong), 400, "malformed-request")
          .body("errors", hasSize(1))
          .body("errors[0].parameter", equalTo("limit"))
          .body("errors[0].detail", containsString(wrong));
    }
  }

  @Test
  void aStreamTellsAndGoesOnWhereItEnded() throws Exception {
    String event = newEvent("");
    api.placed(event, "A-1");
    allOf(List.of(event));
    Map<String, String> headers = new HashMap<>(Map.of("Authorization", "Bearer " + key));
    String id;
    try (EventStream stream = EventStream.open(api.uri().resolve(FEED), headers)) {
      id = next(stream, "id:");
      assertThat(next(stream, "data:")).contains("hold.placed").contains("\"A-1\"");
      api.placed(event, "A-2");
      assertThat(next(stream, "data:")).contains("\"A-2\"");
    }
    headers.put("Last-Event-ID", id);
    try (EventStream stream = EventStream.open(api.uri().resolve(FEED), headers)) {
      assertThat(next(stream, "data:")).contains("\"A-2\"");
    }
  }

  @Test
  void aStreamFromTheEndThatIsLostBeforeItsFirstMessageLeavesNoGap() throws Exception {
    String event = newEvent("");
    Map<String, String> headers = new HashMap<>(Map.of("Authorization", "Bearer " + key));
    try (EventStream stream =
        EventStream.open(api.uri().resolve(FEED + "?after=latest"), headers)) {
      headers.put("Last-Event-ID", next(stream, "id:"));
    }
    api.placed(event, "A-1");
    allOf(List.of(event));
    try (EventStream stream =
        EventStream.open(api.uri().resolve(FEED + "?after=latest"), headers)) {
      assertThat(next(stream, "data:")).contains("\"A-1\"");
    }
  }

  private static String next(EventStream stream, String field) throws Exception {
    while (true) {
      String line = stream.line();
      if (line.startsWith(field)) {
        return line.substring(field.length()).strip();
      }
    }
  }
}
