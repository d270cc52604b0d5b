package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// People who have signed in at an identity provider, and send its tokens.
@ExtendWith(RunningService.class)
class OidcIT {
  private static final String[] TILL = {
    "holds:write", "reservations:confirm", "reservations:read", "box-office"
  };
  private static final String NO_CLIENT = "00000000-0000-4000-8000-000000000000";

  /// How often the service asks for keys at most.
  private static final Duration REFRESH = Duration.ofSeconds(10);

  private static Issuer issuer;
  private static PackagedService service;
  private static Api api;
  private static String shop;
  private static String key;
  private static String event;

  @BeforeAll
  static void start(EmbeddedPostgres postgres) {
    issuer = Issuer.opened();
    Map<String, String> settings = new HashMap<>(issuer.settings());
    settings.put("HOLDFAST_OIDC_SCOPE_CLAIMS", "scope,realm_access/roles");
    service = PackagedService.start(postgres, settings);
    api = new Api(service.uri());
    shop = newClient();
    key = newKey(shop);
    event = newEvent(key);
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  private static String newClient() {
    return newClient(api);
  }

  private static String newClient(Api api) {
    return api.asAdmin("{\"name\": \"Shop\"}")
        .post("/api/v1/clients")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static String newKey(String client) {
    return api.asAdmin(
            "{\"scopes\": [\"events:write\", \"holds:write\", \"reservations:confirm\"]}")
        .post("/api/v1/clients/" + client + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  private static String newEvent(String key) {
    return api.as(key, Api.event(api.newSeatMap(), "\"browserConfirm\": false"))
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  private static Consumer<JwtClaims> atTheTill(Consumer<JwtClaims> change) {
    return claims -> {
      claims.setStringClaim("holdfast_client", shop);
      claims.setStringClaim("scope", String.join(" ", TILL));
      change.accept(claims);
    };
  }

  private static JwtClaims claims() {
    return issuer.claims(atTheTill(_ -> {}));
  }

  private static Held placed(String token, String seat) {
    Response placed = api.as(token, seats(seat)).post(holds(event));
    placed.then().statusCode(201);
    return new Held(placed.path("id"), placed.path("secret"));
  }

  private static void assertNotTaken(String token) {
    Response refused = api.as(token).get("/api/v1");
    assertProblem(refused, 401, "unauthorized");
    assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void aPersonOfTheBoxOfficeSells() {
    String token = issuer.token(shop, TILL);
    Held held = placed(token, "A-1");
    Response sold = api.as(token).post(hold(held) + "/confirm");
    sold.then().statusCode(201);
    api.as(token).get("/api/v1/reservations/" + sold.path("id")).then().statusCode(200);

    String blocks = "/api/v1/events/" + event + "/blocks";
    api.as(token, "{\"seats\": [\"B-1\"], \"reason\": \"camera\"}")
        .post(blocks)
        .then()
        .statusCode(200);
    assertThat(service.log().lines().filter(line -> line.contains("POST " + blocks)))
        .singleElement()
        .asString()
        .contains("by %s through \"%s\"".formatted(shop, Issuer.PERSON));
  }

  @Test
  void whatItsScopesDoNotAllowIsRefusedAndTheScopeNamed() {
    String token = issuer.token(shop, "openid", "holds:write");
    Held held = placed(token, "A-2");
    assertProblem(api.as(token).post(hold(held) + "/confirm"), 403, "forbidden")
        .body("detail", containsString("reservations:confirm"));
    for (String none :
        List.of(
            issuer.token(shop, "openid", "profile"),
            issuer.token(claims -> claims.setStringClaim("holdfast_client", shop)))) {
      assertProblem(api.as(none, seats("A-3")).post(holds(event)), 403, "forbidden")
          .body("detail", containsString("holds:write"));
    }
  }

  @Test
  void scopesAreReadWhereTheOperatorSays() {
    String token =
        issuer.token(
            claims -> {
              claims.setStringClaim("holdfast_client", shop);
              claims.setClaim("realm_access", Map.of("roles", List.of("offline", "holds:write")));
              claims.setStringListClaim("roles", "reservations:confirm");
            });
    Held held = placed(token, "A-4");
    assertProblem(api.as(token).post(hold(held) + "/confirm"), 403, "forbidden");
  }

  @Test
  void tokensThatAreNotForHereOrNotNowAreRefused() {
    Instant now = Instant.now();
    assertNotTaken(issuer.token(atTheTill(claims -> claims.setAudience("another-api"))));
    assertNotTaken(issuer.token(atTheTill(claims -> claims.unsetClaim("aud"))));
    assertNotTaken(issuer.token(atTheTill(claims -> claims.setIssuer("https://other.example"))));
    assertNotTaken(issuer.token(atTheTill(claims -> claims.setIssuer(issuer.uri() + "/"))));
    assertNotTaken(issuer.token(atTheTill(claims -> claims.unsetClaim("iss"))));
    assertNotTaken(issuer.token(atTheTill(claims -> claims.unsetClaim("sub"))));
    assertNotTaken(issuer.token(atTheTill(claims -> claims.unsetClaim("exp"))));
    assertNotTaken(
        issuer.token(
            atTheTill(
                claims ->
                    claims.setExpirationTime(
                        NumericDate.fromSeconds(now.minusSeconds(15).getEpochSecond())))));
    assertNotTaken(
        issuer.token(
            atTheTill(
                claims ->
                    claims.setNotBefore(
                        NumericDate.fromSeconds(now.plusSeconds(60).getEpochSecond())))));
  }

  @Test
  void tokensThatTheIssuerHasNotSignedAreRefused() {
    assertNotTaken(issuer.withoutSignature(claims()));
    assertNotTaken(issuer.signedWithThePublicKey(claims()));
    assertNotTaken(issuer.signedWithAnother(claims()));
    assertNotTaken(Issuer.signed(claims(), Issuer.newKey()));
    String token = issuer.token(shop, TILL);
    assertNotTaken(token.substring(0, token.lastIndexOf('.') + 1));
    assertNotTaken(token.substring(0, token.lastIndexOf('.')));
    assertNotTaken(token + ".e30");
    assertNotTaken("eyJ");
    assertNotTaken("eyJ..");
  }

  @Test
  void strangersDoNotMakeTheServiceAskForKeysEachTime() {
    api.as(issuer.token(shop, TILL)).get("/api/v1").then().statusCode(200);
    RsaJsonWebKey stranger = Issuer.newKey();
    int before = issuer.keysRead();
    Instant start = Instant.now();
    for (int i = 0; i < 10; i++) {
      stranger.setKeyId("key-" + i);
      assertNotTaken(Issuer.signed(claims(), stranger));
    }
    Duration taken = Duration.between(start, Instant.now());
    assertThat(issuer.keysRead() - before)
        .isLessThanOrEqualTo(1 + Math.toIntExact(taken.dividedBy(REFRESH)));
  }

  private static void await(Duration atMost, Supplier<Response> sending, int status)
      throws InterruptedException {
    Instant end = Instant.now().plus(atMost);
    while (sending.get().statusCode() != status) {
      assertThat(Instant.now()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  void aNewKeyOfTheIssuerIsFetchedAndTheOldOneForgotten() throws InterruptedException {
    String old = issuer.token(shop, TILL);
    api.as(old).get("/api/v1").then().statusCode(200);
    issuer.rotate();
    String renewed = issuer.token(shop, TILL);
    await(REFRESH.multipliedBy(2), () -> api.as(renewed).get("/api/v1"), 200);
    // What was found of a token is believed for half a second.
    await(Duration.ofSeconds(5), () -> api.as(old).get("/api/v1"), 401);
    assertNotTaken(old);
  }

  @Test
  void theClientHasToExistAndOnlyAdministratorsNeedNone() {
    assertNotTaken(issuer.token(NO_CLIENT, TILL));
    assertNotTaken(issuer.token("corner shop", TILL));
    assertNotTaken(issuer.token(claims -> claims.setStringClaim("scope", String.join(" ", TILL))));
    assertNotTaken(issuer.token(claims -> claims.setStringClaim("scope", "openid")));
    String admin = issuer.token(claims -> claims.setStringClaim("scope", "admin"));
    api.as(admin).get("/api/v1/clients").then().statusCode(200);
    assertProblem(api.as(issuer.token(shop, TILL)).get("/api/v1/clients"), 403, "forbidden");
  }

  @Test
  void aPersonOfOneClientDoesNotSeeWhatAnotherHolds() {
    Held held = placed(issuer.token(shop, TILL), "A-5");
    String stranger = issuer.token(newClient(), TILL);
    assertProblem(api.as(stranger).get(hold(held)), 404, "not-found");
    assertProblem(api.as(stranger).post(hold(held) + "/confirm"), 404, "not-found");
    api.as(issuer.token(shop, TILL)).get(hold(held)).then().statusCode(200);
  }

  @Test
  void keysAndBuyersTokensAreValidBesideIt() {
    api.asAdmin().get("/api/v1/clients").then().statusCode(200);
    api.as(key, seats("A-6")).post(holds(event)).then().statusCode(201);
    api.open(seats("A-7")).post(holds(event)).then().statusCode(201);
    assertNotTaken(key.replaceAll(".$", "x"));

    String page = "https://shop.example";
    api.asAdmin("{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(page))
        .post("/api/v1/clients/" + shop + "/keys")
        .then()
        .statusCode(201);
    String buyer =
        "{\"origin\": \"%s\", \"customer\": \"c-1\", \"lifetime\": \"PT10M\"}".formatted(page);
    String tokens = "/api/v1/events/" + event + "/buyer-tokens";
    String made = api.as(key, buyer).post(tokens).then().statusCode(201).extract().path("token");
    api.as(made, seats("A-8")).header("Origin", page).post(holds(event)).then().statusCode(201);
    // It would end with the key that makes it, and a person has none.
    assertProblem(api.as(issuer.token(shop, TILL), buyer).post(tokens), 403, "forbidden");
  }

  @Test
  void agentsMaySendATokenToo() {
    String ping = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}";
    api.as(issuer.token(shop, TILL), ping).post("/mcp").then().statusCode(200);
    api.as(issuer.token(NO_CLIENT, TILL), ping).post("/mcp").then().statusCode(401);
  }

  @Test
  void whileTheIssuerIsAwayTheServiceStartsAndSells(EmbeddedPostgres postgres)
      throws InterruptedException {
    try (Issuer away = new Issuer();
        PackagedService alone = PackagedService.start(postgres, away.settings())) {
      var here = new Api(alone.uri());
      String client = newClient(here);
      String event = here.newEvent();
      here.confirmed(here.placed(event, "A-1"));
      String token = away.token(client, TILL);
      for (int i = 0; i < 3; i++) {
        Response unknown = here.as(token).get("/api/v1");
        assertProblem(unknown, 503, "unavailable");
        assertThat(unknown.header("Retry-After")).isEqualTo("1");
      }

      away.open();
      await(Duration.ofSeconds(10), () -> here.as(token).get("/api/v1"), 200);
      away.leave();
      here.as(away.token(client, TILL)).get("/api/v1").then().statusCode(200);
      here.asAdmin().get("/api/v1/clients").then().statusCode(200);
      away.rotate();
      assertProblem(here.as(away.token(client, TILL)).get("/api/v1"), 401, "unauthorized");
      here.as(token).get("/api/v1").then().statusCode(200);
      assertThat(alone.log()).doesNotContain("ada@example.org", "Ada Lovelace", Issuer.PERSON);
    }
  }

  @Test
  void anIssuerWhoseKeysCannotBeReadDoesNotKeepTheServiceFromStarting(EmbeddedPostgres postgres)
      throws InterruptedException {
    try (Issuer half = new Issuer()) {
      half.openWithoutKeys();
      try (PackagedService started = PackagedService.start(postgres, half.settings())) {
        var here = new Api(started.uri());
        String token = half.token(claims -> claims.setStringClaim("scope", "admin"));
        assertProblem(here.as(token).get("/api/v1/clients"), 503, "unavailable");
        here.asAdmin().get("/api/v1/clients").then().statusCode(200);
        half.leave();
        half.open();
        await(Duration.ofSeconds(10), () -> here.as(token).get("/api/v1/clients"), 200);
      }
    }
  }

  @Test
  void withoutAnIssuerATokenIsNoKey(Api other) {
    assertProblem(other.as(issuer.token(shop, TILL)).get("/api/v1"), 401, "unauthorized");
  }

  @Test
  void theLogSaysNothingOfAPersonButTheSubject() {
    api.as(issuer.token(shop, TILL)).get("/api/v1").then().statusCode(200);
    assertNotTaken(issuer.token(atTheTill(claims -> claims.setAudience("another-api"))));
    assertThat(service.log()).doesNotContain("ada@example.org", "Ada Lovelace");
  }
}
