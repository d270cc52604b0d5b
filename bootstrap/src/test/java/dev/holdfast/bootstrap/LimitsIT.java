package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How often somebody may ask, and what else the operator has allowed or switched off.
@ExtendWith(RunningService.class)
class LimitsIT {
  private static final String FORMER_ADMIN_KEY = "the admin key before, which is replaced";
  private static final Map<String, String> LIMITS =
      Map.ofEntries(
          Map.entry("HOLDFAST_LIMITS_ADDRESS_BROWSING", "5"),
          Map.entry("HOLDFAST_LIMITS_ADDRESS_HOLDING", "2"),
          Map.entry("HOLDFAST_LIMITS_CLIENT_HOLDING", "3"),
          // More than all tests send as the administrator.
          Map.entry("HOLDFAST_LIMITS_CLIENT_MANAGING", "40"),
          Map.entry("HOLDFAST_ADMIN_KEY_PREVIOUS", FORMER_ADMIN_KEY),
          Map.entry("HOLDFAST_COUNT_ADDRESSES", "false"),
          Map.entry("HOLDFAST_AGENTS_ENABLED", "false"),
          // As if nobody had set it.
          Map.entry("HOLDFAST_WEBHOOKS_ALLOW_PRIVATE", ""),
          Map.entry("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true"),
          Map.entry("QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED", "true"),
          Map.entry("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1"));
  private static final String NOBODYS = "/api/v1/events/00000000-0000-4000-8000-000000000000";

  private static PackagedService service;
  private static Api api;

  @BeforeAll
  static void start(EmbeddedPostgres postgres) {
    service = PackagedService.start(postgres, LIMITS);
    api = new Api(service.uri());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void nobodyIsLimitedUnlessTheOperatorSaysSo(Api unlimited) {
    Response answer = unlimited.open().get("/api/v1");

    answer.then().statusCode(200);
    assertThat(answer.header("RateLimit")).isNull();
    assertThat(answer.header("RateLimit-Policy")).isNull();
  }

  @Test
  void administrativeActsAreNotCountedAsSalesAndAreLogged() {
    String client = null;
    for (int i = 0; i < 4; i++) {
      Response made = api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients");
      made.then()
          .statusCode(201)
          .header("RateLimit-Policy", equalTo("\"client-managing\";q=40;w=60"));
      client = made.path("id");
    }
    String keys = "/api/v1/clients/" + client + "/keys";
    Response issued = api.asAdmin("{\"scopes\": [\"events:write\"]}").post(keys);
    String key = keys + "/" + issued.path("id");
    api.open()
        .header("Authorization", "Bearer " + FORMER_ADMIN_KEY)
        .delete(key)
        .then()
        .statusCode(204);
    api.asAdmin("{\"scopes\": []}").post(keys).then().statusCode(422);
    assertThat(service.log().lines().filter(line -> line.contains(keys)))
        .satisfiesExactly(
            line -> assertThat(line).contains("POST %s made".formatted(keys), key, "by admin"),
            line ->
                assertThat(line)
                    .contains("DELETE %s by admin with the previous key".formatted(key)));
  }

  @Test
  void whoeverAsksTooOftenIsToldWhenToComeAgain() {
    for (int left = 4; left >= 0; left--) {
      Response answer = api.open().get(NOBODYS);
      answer.then().statusCode(404).header("RateLimit-Policy", "\"address-browsing\";q=5;w=60");
      assertThat(answer.header("RateLimit"))
          .matches("\"address-browsing\";r=" + left + ";t=\\d{1,2}");
    }
    Response refused = api.open().get(NOBODYS);
    assertProblem(refused, 429, "too-many-requests");
    String after = refused.header("Retry-After");
    assertThat(Integer.parseInt(after)).isBetween(1, 12);
    assertThat(refused.header("RateLimit")).isEqualTo("\"address-browsing\";r=0;t=" + after);
    assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"address-browsing\";q=5;w=60");

    api.open().head(NOBODYS).then().statusCode(429);
    assertProblem(
        api.open().header("Accept", "text/event-stream").get(NOBODYS + "/changes?since=0"),
        429,
        "too-many-requests");
    api.open().get("/problems/too-many-requests").then().statusCode(200);

    api.open("{}").post(NOBODYS + "/holds").then().statusCode(404);
    api.open()
        .header("Authorization", "Bearer wrong")
        .delete(NOBODYS.replace("events", "holds"))
        .then()
        .statusCode(401);
    assertProblem(api.open("{}").post(NOBODYS + "/holds"), 429, "too-many-requests");

    for (int i = 0; i < 3; i++) {
      api.asAdmin("{}").post(NOBODYS + "/holds").then().statusCode(404);
    }
    assertProblem(api.asAdmin("{}").post(NOBODYS + "/holds"), 429, "too-many-requests");
    api.asAdmin("{}").post("/api/v1/events").then().statusCode(400);
    for (int i = 0; i < 10; i++) {
      api.asAdmin().get(NOBODYS).then().statusCode(404);
    }
  }

  @Test
  void whatIsBehindOneAddressIsCountedTogetherAsTheTrustedProxySaysIt() {
    drain("192.0.2.1");
    assertThat(get("192.0.2.1")).isEqualTo(429);
    assertThat(get("192.0.2.2")).isEqualTo(404);
    drain("2001:db8:0:1::1");
    assertThat(get("2001:db8:0:1:ffff::1")).isEqualTo(429);
    assertThat(get("2001:db8:0:2::1")).isEqualTo(404);
  }

  @Test
  void guessedKeysAreRefusedByTheLimitOfTheirAddressAndAKeyInUseIsNot() {
    String key = newKey();
    assertThat(get("192.0.2.3", key)).isEqualTo(404);
    for (int i = 0; i < 20; i++) {
      String guessed = "hf_sk_%032x_%s".formatted(i, key.substring(key.lastIndexOf('_') + 1));
      assertThat(get("192.0.2.3", guessed)).as("request %d", i).isEqualTo(i < 4 ? 401 : 429);
      assertThat(get("192.0.2.3", key)).isEqualTo(404);
    }
  }

  @Test
  void whatIsNoSaleHasALimitOfItsOwnForEachClient() {
    String key = newKey();
    int granted = 0;
    Response answer = api.as(key, "{}").post("/api/v1/events");
    while (answer.statusCode() == 400) {
      assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"client-managing\";q=40;w=60");
      granted++;
      answer = api.as(key, "{}").post("/api/v1/events");
    }
    assertProblem(answer, 429, "too-many-requests")
        .body("detail", containsString("client-managing"));
    // One more is granted each 1.5 s.
    assertThat(granted).isBetween(40, 80);
    assertProblem(api.as(key, "{}").post(NOBODYS + "/holds"), 404, "not-found");
  }

  @Test
  void theSeatsOfAnAddressAreCountedUnlessTheOperatorSaysNo(Api counting) {
    assertProblem(counting.place(fullButOne(counting), "A-1"), 409, "hold-limit-reached")
        .body("scope", equalTo("address"))
        .body("limit", equalTo(50));
    from("192.0.2.5")
        .contentType(Api.JSON)
        .body(Api.seats("A-1"))
        .post(Api.holds(fullButOne(api)))
        .then()
        .statusCode(201);
  }

  /// An event of which one address holds 50 places.
  private static String fullButOne(Api at) {
    String event = at.newEvent("\"holdPolicy\": {\"maxSeatsPerHold\": 50}");
    at.open("{\"areas\": [{\"id\": \"Pit\", \"quantity\": 50}]}")
        .header("X-Forwarded-For", "192.0.2.5")
        .post(Api.holds(event))
        .then()
        .statusCode(201);
    return event;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/|an absolute https address",
        "http://shop.example/|an absolute https address",
        "https://127.0.0.1/|a public address",
        "https://localhost/|a public address",
        "https://[::1]/|a public address",
        "https://10.0.0.1/|a public address"
      })
  void webhooksGoToPublicAddressesOverTlsUnlessTheOperatorSaysMore(String addressAndExpected) {
    String[] parts = addressAndExpected.split("\\|", -1);
    assertProblem(
            api.asAdmin("{\"url\": \"%s\"}".formatted(parts[0])).post("/api/v1/webhook-endpoints"),
            422,
            "invalid-webhook-endpoint")
        .body("errors.pointer", contains("/url"))
        .body("errors[0].detail", containsString(parts[1]));
    api.asAdmin().get("/api/v1/webhook-endpoints").then().body("items", empty());
  }

  @Test
  void agentsAreNotServedIfTheOperatorSaysSo() {
    assertThat(from("192.0.2.6").get("/llms.txt").statusCode()).isEqualTo(404);
    assertThat(
            from("192.0.2.6")
                .header("Authorization", "Bearer " + newKey())
                .contentType(Api.JSON)
                .body("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}")
                .post("/mcp")
                .statusCode())
        .isEqualTo(404);
    for (String method : List.of("GET", "DELETE")) {
      assertThat(from("192.0.2.6").request(method, "/mcp").statusCode()).as(method).isEqualTo(404);
    }
  }

  private static String newKey() {
    String client = api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
    return api.asAdmin("{\"scopes\": [\"events:write\", \"holds:write\"]}")
        .post("/api/v1/clients/" + client + "/keys")
        .path("token");
  }

  private static RequestSpecification from(String address) {
    return api.open().header("X-Forwarded-For", address);
  }

  private static int get(String address, String key) {
    return from(address).header("Authorization", "Bearer " + key).get(NOBODYS).statusCode();
  }

  private static void drain(String address) {
    for (int i = 0; i < 5; i++) {
      assertThat(get(address)).isEqualTo(404);
    }
  }

  private static int get(String address) {
    return from(address).get(NOBODYS).statusCode();
  }
}
