package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.quoted;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.holdfast.bootstrap.Api.Held;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bad input gets the refusal that the contract names, and changes nothing.
@ExtendWith(RunningService.class)
class BadInputIT {
  private static final int LIMIT = 64 * 1024;

  private final Api api;
  private String event = "";

  BadInputIT(Api api) {
    this.api = api;
  }

  @BeforeEach
  void anEventOfItsOwn() {
    event = api.newEvent();
  }

  static Stream<byte[]> noJsonObjects() {
    String deep = "[".repeat(1_000) + "]".repeat(1_000);
    String nul = "\\u0000";
    return Stream.concat(
        Stream.of(
                "",
                " ",
                "null",
                "true",
                "1",
                "\"seats\"",
                "[]",
                "[{\"seats\": [{\"id\": \"A-1\"}]}]",
                "{",
                "{\"seats\": [{\"id\": \"A-1\"}]",
                "{\"seats\": [\"A-1\",]}",
                "{\"seats\": ['A-1']}",
                "{seats: [\"A-1\"]}",
                "{\"seats\": [{\"id\": \"A-1\"}]} {}",
                "{\"seats\": [{\"id\": \"A-1\"}]} // all",
                "{\"seats\": [{\"id\": \"A-1\"}], \"seats\": [{\"id\": \"A-2\"}]}",
                "{\"metadata\": {\"a\": 1, \"a\": 2}, \"seats\": [{\"id\": \"A-1\"}]}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": NaN}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": 01}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"a\tb\"}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"a\u0000b\"}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": " + deep + "}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": " + "9".repeat(1_000) + "}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": 1e99999999999}",
                "{\"seats\": 1e99999999999}",
                "{\"seats\": [\"A-1" + nul + "\"]}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"" + nul + "\"}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": {\"" + nul + "\": 1}}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"\\ud800\"}",
                "{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": [\"\\udc00\\ud800\"]}",
                "\uFEFF{\"seats\": [{\"id\": \"A-1\"}]}")
            .map(text -> text.getBytes(StandardCharsets.UTF_8)),
        Stream.of(
            seats("A-1").getBytes(StandardCharsets.UTF_16),
            seats("A-1").getBytes(StandardCharsets.UTF_16LE),
            "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"\u00e9\"}"
                .getBytes(StandardCharsets.ISO_8859_1),
            new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'},
            new byte[100]));
  }

  @ParameterizedTest
  @MethodSource("noJsonObjects")
  void whatIsNoJsonObjectIsMalformed(byte[] body) {
    String before = api.picture(event);
    assertProblem(
            api.open().contentType(Api.JSON).body(body).post(holds(event)),
            400,
            "malformed-request")
        .body("errors", not(empty()));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void anAbsentBodyIsMalformedWhereOneIsNeeded() {
    String before = api.picture(event);
    Held held = api.placed(api.newEvent(), "A-1");
    assertProblem(api.open().contentType(Api.JSON).post(holds(event)), 400, "malformed-request");
    assertProblem(api.open().post(holds(event)), 400, "malformed-request");
    assertProblem(
        api.asOwner(held).contentType(Api.JSON).patch(hold(held)), 400, "malformed-request");
    assertProblem(
        api.asAdmin().contentType(Api.JSON).post("/api/v1/events"), 400, "malformed-request");
    assertProblem(
        api.asAdmin().contentType(Api.JSON).post("/api/v1/seat-maps"), 400, "malformed-request");
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/seat|{\"seats\": [{\"id\": \"A-1\"}], \"seat\": 1}",
        "/areas|{\"areas\": {\"Pit\": 1}}",
        "/areas/0|{\"areas\": [\"Pit\"]}",
        "/areas/0/quantity|{\"areas\": [{\"id\": \"Pit\"}]}",
        "/areas/0/quantity|{\"areas\": [{\"id\": \"Pit\", \"quantity\": null}]}",
        "/areas/0/quantity|{\"areas\": [{\"id\": \"Pit\", \"quantity\": \"1\"}]}",
        "/areas/0/quantity|{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1.5}]}",
        "/areas/0/quantity|{\"areas\": [{\"id\": \"Pit\", \"quantity\": 4294967297}]}",
        "/areas/1/id|{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1}, {\"quantity\": 1}]}",
        "/areas/0/id|{\"areas\": [{\"id\": 7, \"quantity\": 1}]}",
        "/areas/0/ticketType|{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1, \"ticketType\": 1}]}",
        "/areas/0/numbers|{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1, \"numbers\": [1]}]}",
        "/bestAvailable|{\"bestAvailable\": {\"quantity\": 2}}",
        "/seats|{\"seats\": \"A-1\"}",
        "/seats|{\"seats\": {\"A-1\": true}}",
        "/seats|{\"seats\": 1}",
        "/seats/0|{\"seats\": [1]}",
        "/seats/0|{\"seats\": [\"A-1\"]}",
        "/seats/1|{\"seats\": [{\"id\": \"A-1\"}, null]}",
        "/seats/0|{\"seats\": [[\"A-1\"]]}",
        "/seats/0|{\"seats\": [true]}",
        "/seats/0/id|{\"seats\": [{}]}",
        "/seats/0/id|{\"seats\": [{\"id\": 1}]}",
        "/seats/0/price|{\"seats\": [{\"id\": \"A-1\", \"price\": 1}]}",
        "/seats/0/ticketType|{\"seats\": [{\"id\": \"A-1\", \"ticketType\": 1}]}",
        "/ticketTypes|{\"seats\": [{\"id\": \"A-1\"}], \"ticketTypes\": {\"A-1\": \"child\"}}",
        "/metadata|{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": []}",
        "/metadata|{\"seats\": [{\"id\": \"A-1\"}], \"metadata\": \"x\"}",
      })
  void aWrongTypeOrAnUnknownFieldIsToldByPointer(String pointerAndBody) {
    String[] parts = pointerAndBody.split("\\|", 2);
    String before = api.picture(event);
    assertProblem(api.open(parts[1]).post(holds(event)), 400, "malformed-request")
        .body("errors.pointer", contains(parts[0]));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void allThatIsMalformedIsToldAtOnce() {
    assertProblem(
            api.asAdmin(
                    """
                    {"name": 1, "startsAt": "tomorrow", "endsAt": 5, "currency": null,
                     "prices": {"stalls": "cheap", "a/b": {"adult": 1.5}}, "when": 1,
                     "ticketTypes": [{"id": "adult"}, 7], "browserConfirm": "no", "testMode": 1,
                     "holdPolicy": {"duration": "15m", "maxSeatsPerHold": 99999999999}}""")
                .post("/api/v1/events"),
            400,
            "malformed-request")
        .body(
            "errors.pointer",
            hasItems(
                "/name",
                "/seatMapId",
                "/startsAt",
                "/endsAt",
                "/timeZone",
                "/currency",
                "/prices/stalls",
                "/prices/a~1b/adult",
                "/when",
                "/ticketTypes/0/name",
                "/ticketTypes/1",
                "/holdPolicy/duration",
                "/holdPolicy/maxSeatsPerHold",
                "/testMode",
                "/browserConfirm"))
        .body("errors.detail", hasItem("browserConfirm: \"no\" (expected: true or false)"))
        .body("errors.detail", hasItem("name: 1 (expected: a string)"));
  }

  @Test
  void aNewEventNeedsWhatAChangeOfItDoesNot() {
    for (String body : List.of("{}", "{\"name\": null, \"startsAt\": null, \"prices\": null}")) {
      assertProblem(api.asAdmin(body).post("/api/v1/events"), 400, "malformed-request")
          .body(
              "errors.pointer",
              containsInAnyOrder(
                  "/name", "/seatMapId", "/startsAt", "/timeZone", "/currency", "/prices"));
      api.asAdmin(body)
          .header("If-Match", "*")
          .patch("/api/v1/events/" + api.newEvent())
          .then()
          .statusCode(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"customer\": 8} | 400 | malformed-request | /limits/customer",
        "{\"customer\": {\"held\": \"8\"}} | 400 | malformed-request | /limits/customer/held",
        "{\"client\": {\"most\": 8}} | 400 | malformed-request | /limits/client/most",
        "{\"buyer\": {\"held\": 8}} | 400 | malformed-request | /limits/buyer",
        "{\"address\": {\"held\": -1}} | 422 | invalid-event | /limits/address/held",
        "{\"client\": {\"total\": 1000001}} | 422 | invalid-event | /limits/client/total"
      })
  void limitsThatCannotBeAreRefused(String limits, int status, String problem, String field) {
    String path = "/api/v1/events/" + event;
    String before = api.open().get(path).asString();
    assertProblem(
            api.asAdmin("{\"limits\": %s}".formatted(limits)).header("If-Match", "*").patch(path),
            status,
            problem)
        .body("errors.pointer", contains(field));
    assertProblem(
            api.asAdmin(Api.event(api.newSeatMap(), "\"limits\": " + limits))
                .post("/api/v1/events"),
            status,
            problem)
        .body("errors.pointer", contains(field));
    assertThat(api.open().get(path).asString()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "300 | 400 | malformed-request",
        "\"5 minutes\" | 400 | malformed-request",
        "\"-PT1S\" | 422 | invalid-event",
        "\"PT1H0.001S\" | 422 | invalid-event",
        "\"PT0.0001S\" | 422 | invalid-event"
      })
  void aCoolDownThatCannotBeIsRefused(String coolDown, int status, String problem) {
    String policy = "\"holdPolicy\": {\"coolDown\": %s}".formatted(coolDown);
    String path = "/api/v1/events/" + event;
    String before = api.open().get(path).asString();
    assertProblem(
            api.asAdmin("{%s}".formatted(policy)).header("If-Match", "*").patch(path),
            status,
            problem)
        .body("errors.pointer", contains("/holdPolicy/coolDown"));
    assertProblem(
            api.asAdmin(Api.event(api.newSeatMap(), policy)).post("/api/v1/events"),
            status,
            problem)
        .body("errors.pointer", contains("/holdPolicy/coolDown"));
    assertThat(api.open().get(path).asString()).isEqualTo(before);
  }

  @Test
  void refusalsShowWhatWasSentWithoutControlCharactersAndShortened() {
    String hostile = "\\u001b\\u000a" + "z".repeat(50_000);
    String client = api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
    String keys = "/api/v1/clients/" + client + "/keys";
    String seatMap = api.newSeatMap();
    String before = api.picture(event);
    Stream.of(
            api.open("{\"seats\": [{\"id\": \"%s\"}]}".formatted(hostile)).post(holds(event)),
            api.open("{\"seats\": [{\"id\": \"A-1\", \"ticketType\": \"%s\"}]}".formatted(hostile))
                .post(holds(event)),
            api.open("{\"areas\": [{\"id\": \"%s\", \"quantity\": 1}]}".formatted(hostile))
                .post(holds(event)),
            api.asAdmin(Api.event(seatMap, "").replace("Europe/Berlin", hostile))
                .post("/api/v1/events"),
            api.asAdmin("{\"kind\": \"%s\", \"scopes\": []}".formatted(hostile)).post(keys),
            api.asAdmin("{\"scopes\": [\"%s\"]}".formatted(hostile)).post(keys),
            api.asAdmin("{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(hostile))
                .post(keys))
        .forEach(
            refused -> {
              assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(422);
              assertThat(refused.<List<String>>path("errors.detail"))
                  .isNotEmpty()
                  .allSatisfy(
                      detail ->
                          assertThat(detail)
                              .hasSizeLessThanOrEqualTo(501)
                              .matches(text -> text.chars().noneMatch(Character::isISOControl)));
            });
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void whatIsSettledWithAnEventCannotBeChanged() {
    assertProblem(
            api.asAdmin("{\"browserConfirm\": true, \"ticketTypes\": [], \"currency\": \"EUR\"}")
                .header("If-Match", "*")
                .patch("/api/v1/events/" + api.newEvent()),
            400,
            "malformed-request")
        .body("errors.pointer", containsInAnyOrder("/browserConfirm", "/ticketTypes", "/currency"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\"", "\" \"", "\"a\\nb\"", "\"a\\u0085b\"", "7", "true", "{}", "[\"ada\"]"})
  void aCustomerThatIsNoLineIsMalformed(String customer) {
    String before = api.picture(event);
    assertProblem(
            api.open("{\"seats\": [{\"id\": \"A-1\"}], \"customer\": %s}".formatted(customer))
                .post(holds(event)),
            400,
            "malformed-request")
        .body("errors.pointer", contains("/customer"))
        .body("errors[0].detail", containsString("1..128 characters"));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void tooMuchCustomerOrMetadataIsMalformed() {
    String body =
        "{\"seats\": [{\"id\": \"A-1\"}], \"customer\": \"%s\", \"metadata\": {\"a\": \"%s\"}}";
    // Each of these characters is two of Java's.
    String longest = "\uD83C\uDFAB".repeat(128);
    String most = "x".repeat(8 * 1024 - "{\"a\":\"\"}".length());
    String before = api.picture(event);
    assertProblem(
            api.open(body.formatted(longest + "x", most + "x")).post(holds(event)),
            400,
            "malformed-request")
        .body("errors.pointer", containsInAnyOrder("/customer", "/metadata"));
    assertThat(api.picture(event)).isEqualTo(before);
    api.open(body.formatted(longest, most)).post(holds(event)).then().statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reference\": 7}",
        "{\"reference\": \"\"}",
        "{\"reference\": \"a\\u0007b\"}",
        "{\"reference\": \"a\\u0000b\"}",
        "{\"expectedTotal\": \"5000\"}",
        "{\"expectedTotal\": 5000.0}",
        "{\"expectedTotal\": -1}",
        "{\"expectedTotal\": 99999999999999999999}",
        "{\"expectedTotal\": 1e400}",
        "{\"total\": 5000}",
        "[]",
        "null"
      })
  void aMalformedConfirmationSellsNothing(String body) {
    Held held = api.placed(event, "A-1");
    String before = api.picture(event);
    assertProblem(api.asOwner(held, body).post(hold(held) + "/confirm"), 400, "malformed-request");
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void aReferenceHasAtMost200Characters() {
    Held held = api.placed(event, "A-1");
    String body = "{\"reference\": \"%s\"}";
    assertProblem(
        api.asOwner(held, body.formatted("x".repeat(201))).post(hold(held) + "/confirm"),
        400,
        "malformed-request");
    api.asOwner(held, body.formatted("x".repeat(200)))
        .post(hold(held) + "/confirm")
        .then()
        .statusCode(201);
  }

  @Test
  void seatsThatNobodyCanChooseAreRefusedByPointer() {
    String before = api.picture(event);
    String eleven =
        Api.wishes(IntStream.rangeClosed(1, 11).mapToObj(n -> "A-" + n).toArray(String[]::new));
    assertProblem(api.open("{}").post(holds(event)), 422, "invalid-selection");
    assertProblem(api.place(event), 422, "invalid-selection");
    assertProblem(api.place(event, "A-1", "Z-1"), 422, "invalid-selection")
        .body("errors.pointer", contains("/seats/1"));
    assertProblem(api.place(event, "A-1", "A-2", "A-1"), 422, "invalid-selection")
        .body("errors.pointer", contains("/seats/2"));
    assertProblem(
            api.open("{\"seats\": [" + eleven + "]}").post(holds(event)), 422, "invalid-selection")
        .body("errors", hasSize(1));
    assertProblem(api.place(event, "a-1"), 422, "invalid-selection");
    assertProblem(api.place(event, "A-1 "), 422, "invalid-selection");
    assertProblem(api.place(event, "A-1\\u0007"), 422, "invalid-selection");
    assertProblem(api.place(event, "Pit"), 422, "invalid-selection");
    assertProblem(
            api.open("{\"seats\": [{\"id\": \"A-1\", \"ticketType\": \"senior\"}]}")
                .post(holds(event)),
            422,
            "invalid-selection")
        .body("errors.pointer", contains("/seats/0/ticketType"));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void seatsOfAnotherEventsMapAreUnknown() {
    String other =
        api.asAdmin(Api.room().replace("\"A-", "\"Q-").replace("\"B-", "\"R-"))
            .post("/api/v1/seat-maps")
            .path("id");
    String foreign = api.asAdmin(Api.event(other, "")).post("/api/v1/events").path("id");
    String before = api.picture(event);
    assertProblem(api.place(event, "Q-1"), 422, "invalid-selection");
    api.place(foreign, "Q-1").then().statusCode(201);
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void thousandsOfSeatsInOneRequestAreRefused() {
    String before = api.picture(event);
    String many = String.join(",", Collections.nCopies(4_000, "{\"id\":\"A\"}"));
    assertThat(many.length()).isLessThan(LIMIT - 100);
    assertProblem(
        api.open("{\"seats\": [" + many + "]}").post(holds(event)), 422, "invalid-selection");
    String more = String.join(", ", Collections.nCopies(10_000, "{\"id\":\"A-12345\"}"));
    assertProblem(
            api.open("{\"seats\": [" + more + "]}").post(holds(event)), 413, "payload-too-large")
        .body("limit", equalTo(LIMIT));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void whatAnEventLetsOneHoldHaveFitsIntoEveryRequestAboutIt() {
    int most = 1_000;
    String padding = "x".repeat(190);
    String type = "t".repeat(200);
    List<String> ids = IntStream.range(0, 2 * most).mapToObj(i -> padding + i).toList();
    String map =
        api.asAdmin(
                """
                {"name": "Long", "categories": [{"id": "c", "name": "C", "color": "#336699"}],
                 "sections": [{"rows": [{"name": "A", "seats": [%s]}]}]}"""
                    .formatted(
                        listed(ids, id -> "{\"id\": \"%s\", \"category\": \"c\"}".formatted(id))))
            .post("/api/v1/seat-maps")
            .path("id");
    String large =
        api.asAdmin(
                """
                {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
                 "timeZone": "Europe/Berlin", "currency": "EUR", "prices": {"c": 1}, "browserConfirm": true,
                 "ticketTypes": [{"id": "a", "name": "A"}, {"id": "%s", "name": "B"}],
                 "holdPolicy": {"maxSeatsPerHold": %d}, "limits": {"address": {}}}"""
                    .formatted(map, type, most))
            .post("/api/v1/events")
            .path("id");
    List<String> first = ids.subList(0, most);
    List<String> others = ids.subList(most, 2 * most);
    String details = "{\"d\": \"%s\"}".formatted("d".repeat(8_000));
    Response placed =
        api.open("{\"seats\": [%s], \"metadata\": %s}".formatted(typed(first, type), details))
            .post(holds(large));
    placed.then().statusCode(201);
    Held held = new Held(placed.path("id"), placed.path("secret"));
    api.asOwner(
            held,
            "{\"add\": {\"seats\": [%s]}, \"remove\": {\"seats\": [%s]}}"
                .formatted(typed(others, type), Api.wishes(first.toArray(String[]::new))))
        .patch(hold(held))
        .then()
        .statusCode(200);
    api.asOwner(held, "{\"seats\": [%s]}".formatted(all(others)))
        .post("/api/v1/reservations/" + api.confirmed(held) + "/cancel")
        .then()
        .statusCode(200)
        .body("status", equalTo("cancelled"));
  }

  private static String all(List<String> ids) {
    return quoted(ids.toArray(String[]::new));
  }

  private static String typed(List<String> ids, String type) {
    return listed(ids, id -> "{\"id\": \"%s\", \"ticketType\": \"%s\"}".formatted(id, type));
  }

  private static String listed(List<String> ids, UnaryOperator<String> form) {
    return ids.stream().map(form).collect(Collectors.joining(", "));
  }

  @Test
  void aBodyOverTheLimitIsRefusedWhetherItsLengthIsSaidOrNot()
      throws IOException, InterruptedException {
    String before = api.picture(event);
    byte[] fits = padded(LIMIT);
    byte[] tooLong = padded(LIMIT + 1);
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (boolean chunked : List.of(false, true)) {
        HttpResponse<String> refused = post(client, tooLong, chunked);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("/problems/payload-too-large");
      }
      assertThat(api.picture(event)).isEqualTo(before);
      assertThat(post(client, fits, true).statusCode()).isEqualTo(201);
    }
  }

  private HttpResponse<String> post(HttpClient client, byte[] body, boolean chunked)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(api.uri().resolve(holds(event)))
            .header("Content-Type", Api.JSON)
            .POST(
                chunked
                    ? HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                    : HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] padded(int length) {
    String body = seats("A-1");
    return (body + " ".repeat(length - body.length())).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aSeatMapMayBeLargerThanOtherBodiesButNotAStrangers() {
    String large = Api.room() + " ".repeat(LIMIT);
    api.asAdmin(large).post("/api/v1/seat-maps").then().statusCode(201);
    assertProblem(api.open(large).post("/api/v1/seat-maps"), 401, "unauthorized");
    String tooLarge = " ".repeat(32 * 1024 * 1024 + 1);
    assertProblem(api.asAdmin(tooLarge).post("/api/v1/seat-maps"), 413, "payload-too-large");
  }

  @Test
  void aChangeOfAnEventMayBeAsLargeAsANewOneButNotAStrangers() {
    String path = "/api/v1/events/" + event;
    String large = "{\"name\": \"Evening\"}" + " ".repeat(LIMIT);
    api.asAdmin(large).header("If-Match", "*").patch(path).then().statusCode(200);
    assertProblem(api.open(large).header("If-Match", "*").patch(path), 401, "unauthorized");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "                      ",
        "a\u00e9ccccccccccccccccccccc",
        "tab\thereeeeeeeeeeeeeeeeeee"
      })
  void anIdempotencyKeyThatIsNotPrintableIsMalformed(String key)
      throws IOException, InterruptedException {
    String before = api.picture(event);
    assertProblem(
            api.open(seats("A-1")).header(Api.KEY, key).post(holds(event)),
            400,
            "malformed-request")
        .body("errors.header", contains(Api.KEY));
    assertThat(api.picture(event)).isEqualTo(before);
  }

  @Test
  void anIdempotencyKeyHasAtMost255Characters() {
    assertProblem(
        api.open(seats("A-1")).header(Api.KEY, "k".repeat(256)).post(holds(event)),
        400,
        "malformed-request");
    api.open(seats("A-1"))
        .header(Api.KEY, "k".repeat(255))
        .post(holds(event))
        .then()
        .statusCode(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=ten",
        "limit=99999999999",
        "cursor=nonsense",
        "from=today",
        "from=2026-01-01",
        "to=2026-13-01T00:00:00Z",
        "from=-999999999-01-01T00:00:00Z",
        "to=%2B300000-01-01T00:00:00Z"
      })
  void aMalformedQueryParameterIsRefused(String query) {
    assertProblem(api.open().get("/api/v1/events?" + query), 400, "malformed-request")
        .body("errors", hasSize(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/seat-maps?name=M%FCnchen",
        "/api/v1/seat-maps?name=M\u00fcnchen",
        "/api/v1/seat-maps?name=%C3",
        "/api/v1/seat-maps?name=%ED%A0%80",
        "/api/v1/seat-maps?name=%C0%AF",
        "/api/v1/events/%FF/holds"
      })
  void addressesThatAreNotUtf8AreRefused(String address) throws IOException {
    String body = Api.room().replace("\n", "");
    try (RawClient client = RawClient.to(api.uri())) {
      String answer =
          client
              .send(
                  """
                  POST %s HTTP/1.1
                  Host: localhost
                  Authorization: Bearer %s
                  Content-Type: application/json
                  Connection: close
                  Content-Length: %d

                  """
                      .formatted(address, PackagedService.ADMIN_KEY, body.length()))
              .send(body)
              .readAll();
      assertThat(answer).startsWith("HTTP/1.1 400").contains("/problems/malformed-request");
    }
  }

  @Test
  void addressesInUtf8AreRead() {
    api.asAdmin(Api.room())
        .post("/api/v1/seat-maps?name=M%C3%BCnchen+%F0%9F%8E%AD")
        .then()
        .statusCode(201)
        .body("name", equalTo("M\u00fcnchen \ud83c\udfad"));
  }

  @Test
  void unknownEncodingsFlagsAndNamesAreRefused() {
    assertProblem(
        api.open().get("/api/v1/events/" + event + "/availability?encoding=zip"),
        400,
        "malformed-request");
    assertProblem(
        api.asAdmin(Api.room()).post("/api/v1/seat-maps?repair=yes"), 400, "malformed-request");
    assertProblem(
        api.asAdmin(Api.room()).post("/api/v1/seat-maps?name=%20"), 400, "malformed-request");
    assertProblem(
        api.asAdmin(Api.room()).post("/api/v1/seat-maps?name=a%00b"), 400, "malformed-request");
  }

  @Test
  void idsThatAreNoUuidsNameNothing() {
    Held held = api.placed(event, "A-1");
    for (String id :
        List.of("1", "nonsense", held.id() + "0", held.id().replace("-", ""), "%20", "..%2f")) {
      assertProblem(api.asAdmin().get("/api/v1/holds/" + id), 404, "not-found");
      assertProblem(api.asAdmin().delete("/api/v1/holds/" + id), 404, "not-found");
      assertProblem(api.asAdmin().post("/api/v1/holds/" + id + "/confirm"), 404, "not-found");
      assertProblem(api.asAdmin().get("/api/v1/reservations/" + id), 404, "not-found");
      assertProblem(api.open(seats("A-2")).post(holds(id)), 404, "not-found");
    }
  }

  @Test
  void requestsAreCheckedInTheOrderOfTheContract() {
    Held held = api.placed(event, "A-1");
    api.asOwner(held).delete(hold(held)).then().statusCode(204);
    String unknown = "/api/v1/events/00000000-0000-4000-8000-000000000000/holds";
    // Form, then sender, then what is named.
    assertProblem(
        api.open("{").header("Authorization", "Bearer x").post(unknown), 400, "malformed-request");
    assertProblem(
        api.open(seats("Z-1")).header("Authorization", "Bearer x").post(unknown),
        401,
        "unauthorized");
    assertProblem(api.open("{").post("/api/v1/events"), 400, "malformed-request");
    assertProblem(api.open("{}").post("/api/v1/seat-maps"), 401, "unauthorized");
    assertProblem(api.open(seats("Z-1")).post(unknown), 404, "not-found");
    // A used key before the selection, the selection before the hold's state.
    String used = Api.newKey();
    api.open(seats("A-2")).header(Api.KEY, used).post(holds(event)).then().statusCode(201);
    assertProblem(
        api.open(seats("Z-1")).header(Api.KEY, used).post(holds(event)),
        422,
        "idempotency-key-reused");
    assertProblem(
        api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"Z-1\"}]}}").patch(hold(held)),
        422,
        "invalid-selection");
    assertProblem(
        api.asOwner(held, "{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}").patch(hold(held)),
        409,
        "hold-released");
    // The selection before the sales window.
    String closed = api.newEvent("\"salesOpenAt\": \"2098-01-01T00:00:00Z\"");
    assertProblem(api.place(closed, "Z-1"), 422, "invalid-selection");
    assertProblem(api.place(closed, "A-1"), 409, "sales-closed");
  }
}
