package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// How often somebody may ask, as the operator has set it.
@ExtendWith(RunningService.class)
class LimitsIT {
  private static final String FORMER_ADMIN_KEY = "the admin key before, which is replaced";
  private static final Map<String, String> LIMITS =
      Map.of(
          "HOLDFAST_LIMITS_ADDRESS_BROWSING", "5",
          "HOLDFAST_LIMITS_ADDRESS_HOLDING", "2",
          "HOLDFAST_LIMITS_CLIENT_HOLDING", "3",
          "HOLDFAST_ADMIN_KEY_PREVIOUS", FORMER_ADMIN_KEY,
          "QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true",
          "QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED", "true",
          "QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1");
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
      made.then().statusCode(201).header("RateLimit-Policy", nullValue());
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
    String client = api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
    String key =
        api.asAdmin("{\"scopes\": [\"events:write\"]}")
            .post("/api/v1/clients/" + client + "/keys")
            .path("token");
    assertThat(get("192.0.2.3", key)).isEqualTo(404);
    for (int i = 0; i < 20; i++) {
      String guessed = "hf_sk_%032x_%s".formatted(i, key.substring(key.lastIndexOf('_') + 1));
      assertThat(get("192.0.2.3", guessed)).as("request %d", i).isEqualTo(i < 4 ? 401 : 429);
      assertThat(get("192.0.2.3", key)).isEqualTo(404);
    }
  }

  private static int get(String address, String key) {
    return api.open()
        .header("X-Forwarded-For", address)
        .header("Authorization", "Bearer " + key)
        .get(NOBODYS)
        .statusCode();
  }

  private static void drain(String address) {
    for (int i = 0; i < 5; i++) {
      assertThat(get(address)).isEqualTo(404);
    }
  }

  private static int get(String address) {
    return api.open().header("X-Forwarded-For", address).get(NOBODYS).statusCode();
  }
}
