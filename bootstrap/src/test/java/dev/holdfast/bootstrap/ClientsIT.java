package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.testkit.api.Contract;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hamcrest.Matcher;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients, their keys, and what each key allows.
@ExtendWith(RunningService.class)
class ClientsIT {
  private static final String CLIENTS = "/api/v1/clients";
  private static final String NO_ID = "00000000-0000-4000-8000-000000000000";
  private static final List<String> SCOPES =
      List.of(
          "events:write",
          "holds:write",
          "reservations:confirm",
          "reservations:read",
          "box-office",
          "admin");

  /// How long a node may believe what it has read of a key.
  private static final Duration BELIEVED = Duration.ofMillis(500);

  private final Api api;

  ClientsIT(Api api) {
    this.api = api;
  }

  private String newClient() {
    return api.asAdmin("{\"name\": \"Corner shop\"}")
        .post(CLIENTS)
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String keys(String client) {
    return CLIENTS + "/" + client + "/keys";
  }

  private static String scopes(List<String> scopes) {
    return "{\"scopes\": [%s]}".formatted(Api.quoted(scopes.toArray(String[]::new)));
  }

  private Response issue(String client, String... scopes) {
    return api.asAdmin(scopes(List.of(scopes))).post(keys(client));
  }

  private String token(String client, String... scopes) {
    return issue(client, scopes).then().statusCode(201).extract().path("token");
  }

  @Test
  void aClientUsesItsKey() {
    String client = newClient();
    String token = token(client, "events:write", "holds:write", "reservations:confirm");
    String map =
        api.as(token, Api.room())
            .post("/api/v1/seat-maps")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String event =
        api.as(token, Api.event(map, "\"browserConfirm\": false"))
            .post("/api/v1/events")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    Response placed = api.as(token, seats("A-1")).post(holds(event));
    placed.then().statusCode(201);
    var held = new Held(placed.path("id"), placed.path("secret"));
    api.as(token).get(hold(held)).then().statusCode(200);
    assertProblem(api.confirm(held), 403, "forbidden")
        .body("detail", containsString("reservations:confirm"));
    Response sold = api.as(token).post(hold(held) + "/confirm");
    sold.then().statusCode(201);
    assertProblem(api.as(token).get("/api/v1/reservations/" + sold.path("id")), 403, "forbidden")
        .body("detail", containsString("reservations:read"));
  }

  @Test
  void theTokenIsShownOnce() {
    String client = newClient();
    Response issued =
        api.asAdmin("{\"name\": \"till\", \"scopes\": [\"box-office\", \"events:write\"]}")
            .post(keys(client));
    issued
        .then()
        .statusCode(201)
        .header("Location", equalTo(keys(client) + "/" + issued.path("id")))
        .header("Cache-Control", "no-store")
        .body("name", equalTo("till"))
        .body("scopes", contains("events:write", "box-office"))
        .body("expiresAt", nullValue());
    assertThat(issued.<String>path("token"))
        .matches("hf_sk_" + issued.<String>path("id").replace("-", "") + "_[0-9a-f]{48}");
    String secret = issued.<String>path("token").substring("hf_sk_".length() + 33);

    for (String path : List.of(keys(client), keys(client) + "/" + issued.path("id"))) {
      assertThat(api.asAdmin().get(path).then().statusCode(200).extract().asString())
          .contains(issued.<String>path("id"))
          .doesNotContain(secret);
    }
  }

  @Test
  void clientsAreListedAndRead() {
    String client = newClient();
    api.asAdmin().get(CLIENTS).then().statusCode(200).body("items.id", hasItem(client));
    api.asAdmin()
        .get(CLIENTS + "/" + client)
        .then()
        .statusCode(200)
        .body("name", equalTo("Corner shop"));
    for (String unknown : List.of(NO_ID, "x")) {
      assertProblem(api.asAdmin().get(CLIENTS + "/" + unknown), 404, "not-found");
      assertProblem(api.asAdmin().get(keys(unknown)), 404, "not-found");
      assertProblem(issue(unknown, "admin"), 404, "not-found");
      assertProblem(api.asAdmin().get(keys(client) + "/" + unknown), 404, "not-found");
      assertProblem(api.asAdmin().delete(keys(client) + "/" + unknown), 404, "not-found");
    }
  }

  @Test
  void keysAreListedOnPagesTheLatestFirst() {
    String client = newClient();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      String id = issue(client, "events:write").then().statusCode(201).extract().path("id");
      ids.addFirst(id);
      api.asAdmin().delete(keys(client) + "/" + id).then().statusCode(204);
    }
    api.asAdmin()
        .get(keys(client))
        .then()
        .body("items.id", equalTo(ids))
        .body("nextCursor", nullValue());
    Response first = api.asAdmin().get(keys(client) + "?limit=2");
    first.then().statusCode(200).body("items.id", equalTo(ids.subList(0, 2)));
    api.asAdmin()
        .get(keys(client) + "?limit=2&cursor=" + first.path("nextCursor"))
        .then()
        .statusCode(200)
        .body("items.id", equalTo(ids.subList(2, 3)))
        .body("nextCursor", nullValue());
    for (String wrong : List.of("limit=0", "limit=201", "cursor=x")) {
      assertProblem(api.asAdmin().get(keys(client) + "?" + wrong), 400, "malformed-request")
          .body("errors.parameter", contains(wrong.replaceFirst("=.*", "")));
    }
  }

  @Test
  void twoKeysAreValidAtATimeSoThatOneTakesThePlaceOfTheOther() throws InterruptedException {
    String client = newClient();
    Response first = issue(client, "events:write");
    String second = token(client, "events:write");
    for (String token : List.of(first.<String>path("token"), second)) {
      api.as(token, Api.room()).post("/api/v1/seat-maps").then().statusCode(201);
    }
    assertProblem(issue(client, "events:write"), 409, "too-many-keys");
    api.asAdmin().get(keys(client)).then().body("items", hasSize(2));

    String revoked = keys(client) + "/" + first.path("id");
    assertThat(api.asAdmin().get(revoked).<String>path("revokedAt")).isNull();
    api.asAdmin().delete(revoked).then().statusCode(204);
    Thread.sleep(BELIEVED);
    assertProblem(
        api.as(first.path("token"), Api.room()).post("/api/v1/seat-maps"), 401, "unauthorized");
    assertProblem(api.as(first.path("token")).get("/api/v1"), 401, "unauthorized");
    api.as(second, Api.room()).post("/api/v1/seat-maps").then().statusCode(201);

    api.asAdmin().delete(revoked).then().statusCode(204);
    api.asAdmin().get(revoked).then().statusCode(200).body("revokedAt", notNullValue());
    issue(client, "events:write").then().statusCode(201);
  }

  @Test
  void aHundredKeysWithAMandateTakeNoPlaceOfTheOthers() {
    String client = newClient();
    String asked =
        """
        {"scopes": ["holds:write"], "mandate": {"eventId": "%s", "maxSeats": 1, "maxTotal": 0,
         "currency": "EUR", "until": "2099-01-01T00:00:00Z"}}"""
            .formatted(api.newEvent());
    for (int i = 0; i < 100; i++) {
      api.asAdmin(asked).post(keys(client)).then().statusCode(201);
    }
    assertProblem(api.asAdmin(asked).post(keys(client)), 409, "too-many-keys")
        .body("detail", containsString("100 valid secret keys with a mandate"));
    issue(client, "events:write").then().statusCode(201);
    issue(client, "events:write").then().statusCode(201);
    assertProblem(issue(client, "events:write"), 409, "too-many-keys")
        .body("detail", containsString("2 valid secret keys ("));
  }

  @Test
  void aPublishableKeyShowsItsOriginsAndTakesNoSecretKeysPlace() {
    String client = newClient();
    issue(client, "events:write").then().statusCode(201);
    issue(client, "events:write").then().statusCode(201);
    String asked = "{\"kind\": \"publishable\", \"origins\": [\"https://shop.example\"]}";
    Response issued = api.asAdmin(asked).post(keys(client));
    issued
        .then()
        .statusCode(201)
        .body("kind", equalTo("publishable"))
        .body("scopes", hasSize(0))
        .body("origins", contains("https://shop.example"));
    assertThat(issued.<String>path("token")).startsWith("hf_pk_");
    api.asAdmin(asked).post(keys(client)).then().statusCode(201);
    assertProblem(api.asAdmin(asked).post(keys(client)), 409, "too-many-keys")
        .body("detail", containsString("2 valid publishable keys"));
    api.asAdmin().get(keys(client)).then().body("items.kind", hasItem("secret"));
  }

  @Test
  void aKeyHasLimitsOfItsOwn() {
    String client = newClient();
    Response issued =
        api.asAdmin("{\"scopes\": [\"events:write\"], \"limits\": {\"browsing\": 2}}")
            .post(keys(client));
    issued.then().statusCode(201).body("limits.browsing", equalTo(2));
    String key = issued.path("token");
    api.as(key)
        .get("/api/v1")
        .then()
        .statusCode(200)
        .header("RateLimit-Policy", "\"key-browsing\";q=2;w=60");
    api.as(key).get("/api/v1").then().statusCode(200);
    assertProblem(api.as(key).get("/api/v1"), 429, "too-many-requests")
        .header("Retry-After", notNullValue());
    api.as(token(client, "events:write")).get("/api/v1").then().statusCode(200);
  }

  @Test
  void nobodyRevokesTheKeyOfAnotherClient() {
    Response issued = issue(newClient(), "events:write");
    assertProblem(
        api.asAdmin().delete(keys(newClient()) + "/" + issued.path("id")), 404, "not-found");
    api.as(issued.path("token")).get("/api/v1").then().statusCode(200);
  }

  @Test
  void aKeyThatHasExpiredIsRefused() throws InterruptedException {
    String client = newClient();
    Instant expiresAt;
    Response issued;
    int seconds = 1;
    do {
      // Until the service issues it before it has expired, however slow the machine is.
      seconds *= 2;
      expiresAt = Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MICROS);
      issued =
          api.asAdmin("{\"scopes\": [\"admin\"], \"expiresAt\": \"%s\"}".formatted(expiresAt))
              .post(keys(client));
    } while (issued.statusCode() == 422 && seconds < 100);
    issued.then().statusCode(201).body("expiresAt", equalTo(expiresAt.toString()));
    Thread.sleep(Duration.between(Instant.now(), expiresAt.plus(BELIEVED)).plusMillis(1));
    assertProblem(api.as(issued.path("token")).get("/api/v1"), 401, "unauthorized");
  }

  @Test
  void theLastUseOfAKeyIsShown() throws InterruptedException {
    String client = newClient();
    Response issued = issue(client, "events:write");
    String key = keys(client) + "/" + issued.path("id");
    assertThat(api.asAdmin().get(key).<String>path("lastUsedAt")).isNull();
    api.as(issued.path("token")).get("/api/v1").then().statusCode(200);
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (api.asAdmin().get(key).<String>path("lastUsedAt") == null) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void clientsAndKeysAreMadeOnceForEachIdempotencyKey() {
    Map<String, Response> made = new LinkedHashMap<>();
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put(CLIENTS, "{\"name\": \"Once\"}");
    bodies.put(keys(newClient()), "{\"scopes\": [\"admin\"]}");
    bodies.forEach(
        (path, body) -> {
          String key = Api.newKey();
          made.put(path, api.asAdmin(body).header(Api.KEY, key).post(path));
          made.get(path).then().statusCode(201);
          api.asAdmin(body)
              .header(Api.KEY, key)
              .post(path)
              .then()
              .statusCode(201)
              .header("Idempotency-Replayed", "true")
              .body("id", equalTo(made.get(path).<String>path("id")))
              .body("token", nullValue());
          assertProblem(
              api.asAdmin(body + " ").header(Api.KEY, key).post(path),
              422,
              "idempotency-key-reused");
        });
  }

  @Test
  void eachClientHasItsOwnIdempotencyKeys() {
    List<String> sellers = List.of(newClient(), newClient());
    String event =
        api.newEvent("\"sellers\": [%s]".formatted(Api.quoted(sellers.toArray(String[]::new))));
    String one = token(sellers.getFirst(), "holds:write");
    String other = token(sellers.getLast(), "holds:write");
    api.as(one, seats("A-1")).header(Api.KEY, "1").post(holds(event)).then().statusCode(201);
    api.as(other, seats("A-2")).header(Api.KEY, "1").post(holds(event)).then().statusCode(201);
    api.as(other, seats("A-2"))
        .header(Api.KEY, "1")
        .post(holds(event))
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}|/name|absent",
        "{\"name\": \"\"}|/name|1..200 characters",
        "{\"name\": 1}|/name|1..200 characters",
        "{\"name\": \"a\\u0000b\"}|/name|NUL",
        "{\"name\": \"a\", \"scopes\": []}|/scopes|unknown field"
      })
  void aWrongClientIsNotAdded(String bodyAndDefect) {
    String[] parts = bodyAndDefect.split("\\|", -1);
    String before = api.asAdmin().get(CLIENTS).asString();
    assertProblem(api.asAdmin(parts[0]).post(CLIENTS), 400, "malformed-request")
        .body("errors.pointer", contains(parts[1]))
        .body("errors[0].detail", containsString(parts[2]));
    assertThat(api.asAdmin().get(CLIENTS).asString()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}|400|/scopes|absent",
        "{\"scopes\": \"admin\"}|400|/scopes|an array",
        "{\"scopes\": [1]}|400|/scopes/0|a string",
        "{\"scopes\": [\"admin\"], \"name\": \"\"}|400|/name|1..200",
        "{\"scopes\": [\"admin\"], \"expiresAt\": \"tomorrow\"}|400|/expiresAt|ISO 8601",
        "{\"scopes\": [\"admin\"], \"kind\": 1}|400|/kind|a string",
        "{\"scopes\": [\"admin\"], \"limits\": 5}|400|/limits|an object",
        "{\"scopes\": [\"admin\"], \"limits\": {\"holding\": \"5\"}}|400|/limits/holding|a whole"
            + " number",
        "{\"scopes\": [\"admin\"], \"limits\": {\"holding\": 0}}|422|/limits/holding|1 or more",
        "{\"kind\": \"publishable\"}|400|/origins|absent",
        "{\"kind\": \"publishable\", \"origins\": \"*\"}|400|/origins|an array",
        "{\"kind\": \"publishable\", \"origins\": []}|422|/origins|1..20",
        "{\"kind\": \"publishable\", \"origins\": [\"*\"]}|422|/origins/0|https://shop.example.org",
        "{\"kind\": \"publishable\", \"origins\": [\"http://a\"], \"scopes\":"
            + " [\"admin\"]}|422|/scopes|none",
        "{\"kind\": \"buyer\", \"scopes\": [\"admin\"]}|422|/kind|secret or publishable",
        "{\"origins\": [\"http://a\"], \"scopes\": [\"admin\"]}|422|/origins|none",
        "{\"scopes\": [\"admin\"], \"token\": \"hf\"}|400|/token|unknown field",
        "{\"scopes\": [\"holds:write\"], \"mandate\": 1}|400|/mandate|an object",
        "{\"scopes\": [\"holds:write\"], \"mandate\": {\"eventId\": \""
            + NO_ID
            + "\", \"maxSeats\": \"1\"}}|400|/mandate/maxSeats|a whole number",
        "{\"scopes\": [\"holds:write\"], \"mandate\": {\"eventId\": \"x\", \"maxSeats\": 1,"
            + " \"maxTotal\": 1, \"currency\": \"EUR\", \"until\": \"2099-01-01T00:00:00Z\"}}"
            + "|400|/mandate/eventId|eventId: \"x\" (expected: a UUID)",
        "{\"scopes\": [\"holds:write\"], \"mandate\": {\"eventId\": \""
            + NO_ID
            + "\", \"maxSeats\": 1,"
            + " \"maxTotal\": 1, \"currency\": \"EUR\", \"until\": \"2099-01-01T00:00:00Z\"}}"
            + "|422|/mandate/eventId|eventId: "
            + NO_ID
            + " (expected: an existing event)",
        "{\"scopes\": [\"admin\"], \"mandate\": {\"eventId\": \""
            + NO_ID
            + "\", \"maxSeats\": 1,"
            + " \"maxTotal\": 1, \"currency\": \"EUR\", \"until\": \"2099-01-01T00:00:00Z\"}}"
            + "|422|/mandate,/mandate/eventId|none but holds:write",
        "{\"scopes\": []}|422|/scopes|one or more of events:write",
        "{\"scopes\": [\"admin\", \"Admin\"]}|422|/scopes/1|one of events:write",
        "{\"scopes\": [\"admin\"], \"expiresAt\": \"2020-01-01T00:00:00Z\"}|422|/expiresAt|later",
        "{\"scopes\": [\"admin\"], \"expiresAt\": \"+10000-01-01T00:00:00Z\"}|422|/expiresAt|at"
            + " most"
      })
  void aWrongKeyIsNotIssued(String bodyAndDefect) {
    String[] parts = bodyAndDefect.split("\\|", -1);
    String client = newClient();
    int status = Integer.parseInt(parts[1]);
    assertProblem(
            api.asAdmin(parts[0]).post(keys(client)),
            status,
            status == 400 ? "malformed-request" : "invalid-client-key")
        .body("errors.pointer", contains(parts[2].split(",")))
        .body("errors[0].detail", containsString(parts[3]));
    api.asAdmin().get(keys(client)).then().body("items", hasSize(0));
  }

  /// A call of the API description.
  ///
  /// @param scopes that a key needs, all of them; none if any will do
  /// @param strangers whether it is open to those who have no key, maybe with a hold's secret
  private record Operation(
      String method, String path, String body, List<String> scopes, boolean strangers) {
    static Operation of(Contract contract, Contract.Operation operation) {
      List<JsonNode> bodies = contract.examples(operation.node().at("/requestBody/content"));
      String body = bodies.isEmpty() ? "" : bodies.getFirst().toString();
      List<String> scopes = new ArrayList<>();
      boolean strangers = false;
      for (JsonNode way : operation.node().path("security")) {
        strangers |= !way.has("key");
        way.path("key").forEach(scope -> scopes.add(scope.asText()));
      }
      return new Operation(
          operation.method(),
          operation.path().replaceAll("\\{[a-zA-Z]+}", NO_ID) + needed(operation.path()),
          body,
          scopes,
          strangers);
    }

    /// Without these, the request is refused for its form before its sender is.
    private static String needed(String path) {
      return path.endsWith("/changes")
          ? "?since=0"
          : path.endsWith("/reservations") ? "?eventId=" + NO_ID : "";
    }

    Response send(RequestSpecification request) {
      RequestSpecification whole =
          method.equals("PATCH") ? request.header("If-Match", "*") : request;
      return (body.isEmpty() ? whole : whole.contentType(Api.JSON).body(body))
          .request(method, path);
    }

    boolean isRefused(Response response) {
      return response.statusCode() == 401 || response.statusCode() == 403;
    }
  }

  @Test
  void aKeyMayCallWhatItsScopesAllowAndNothingElse() {
    Map<Set<String>, String> keys = new HashMap<>();
    Function<Stream<String>, String> keyWith =
        scopes ->
            keys.computeIfAbsent(
                scopes.collect(Collectors.toSet()),
                of -> token(newClient(), of.toArray(String[]::new)));
    int closed = 0;
    Contract contract = Contract.read();
    for (Contract.Operation operation : contract.operations()) {
      Operation call = Operation.of(contract, operation);
      List<String> scopes = call.scopes();
      for (Stream<String> enough :
          List.of(
              scopes.isEmpty() ? Stream.of("box-office") : scopes.stream(), Stream.of("admin"))) {
        assertThat(call.isRefused(call.send(api.as(keyWith.apply(enough)))))
            .as("%s", call)
            .isFalse();
      }
      for (String scope : scopes) {
        Stream<String> others =
            SCOPES.stream().filter(other -> !other.equals(scope) && !other.equals("admin"));
        assertProblem(call.send(api.as(keyWith.apply(others))), 403, "forbidden")
            .body("detail", containsString(scope));
        closed++;
      }
      Response stranger = call.send(api.open());
      if (call.strangers()) {
        assertThat(call.isRefused(stranger)).as("%s", call).isFalse();
      } else {
        assertProblem(stranger, 401, "unauthorized")
            .body(
                "detail",
                anyOf(
                    scopes.stream()
                        .<Matcher<? super String>>map(Matchers::containsString)
                        .toList()))
            .header("WWW-Authenticate", "Bearer");
      }
      assertProblem(
          call.send(api.as("hf_sk_" + "0".repeat(32) + "_" + "0".repeat(48))), 401, "unauthorized");
    }
    assertThat(closed).isGreaterThan(20);
  }
}
