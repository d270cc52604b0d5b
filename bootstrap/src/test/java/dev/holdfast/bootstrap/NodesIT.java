package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two nodes, one PostgreSQL and one Redis, which is stopped now and then.
@ExtendWith(RunningService.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class NodesIT {
  /// Of the admin key, in a minute.
  private static final int BROWSING = 20;

  private static final String PREVIOUS = "the admin key before this one, as long";
  /// How long a node may believe what it has read of a key.
  private static final Duration BELIEVED = Duration.ofMillis(500);

  private static final String PAGE = "https://shop.example";

  private final EmbeddedRedis redis = EmbeddedRedis.temporary(EmbeddedRedis.Persistence.NONE);
  private final List<PackagedService> services = new ArrayList<>();

  /// The event that the other node's canary buys from.
  private String canarys = "";

  @BeforeAll
  void start(EmbeddedPostgres postgres) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_REDIS_HOSTS", redis.url());
    environment.put("HOLDFAST_LIMITS_CLIENT_BROWSING", "" + BROWSING);
    environment.put("HOLDFAST_LIMITS_ADDRESS_HOLDING", "2000");
    // While the admin key is replaced, only this node has the one before still.
    environment.put("HOLDFAST_ADMIN_KEY_PREVIOUS", PREVIOUS);
    services.add(PackagedService.start(postgres, environment));
    environment.remove("HOLDFAST_ADMIN_KEY_PREVIOUS");
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", services.getFirst().jdbcUrl());
    canarys = one().newEvent();
    environment.put("HOLDFAST_CANARY_EVENT", canarys);
    environment.put("HOLDFAST_CANARY_EVERY", "1s");
    services.add(PackagedService.start(postgres, environment));
  }

  @AfterAll
  void stop() {
    services.forEach(PackagedService::close);
    SearchedLog.of(redis).close();
    redis.close();
  }

  private Api one() {
    return new Api(services.getFirst().uri());
  }

  private Api other() {
    return new Api(services.getLast().uri());
  }

  /// At once, as long as Redis answers in time: else a second later, when a node tries it again.
  @Test
  void anEventThatOneNodeAddsIsInTheListOfTheOtherLongBeforeTheOldListExpires()
      throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      assertListsShow(one().newEvent());
      assertListsShow(other().newEvent());
    }
    for (PackagedService node : services) {
      String metrics =
          node.management().get("/q/metrics").then().statusCode(200).extract().asString();
      assertThat(metrics).contains("holdfast_cache_read_seconds_count{", "result=\"miss\"");
    }
  }

  private void assertListsShow(String event) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    for (Api node : List.of(one(), other())) {
      while (!listed(node).contains(event)) {
        assertThat(System.nanoTime()).as("the list lacks " + event).isLessThan(end);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private static List<String> listed(Api node) {
    return node.open().get("/api/v1/events?limit=200").then().extract().path("items.id");
  }

  @Test
  void aChangeOnOneNodeIsSeenOnTheOtherWithinATenthOfASecond() {
    String event = one().newEvent();
    other().availability(event).then().statusCode(200);
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String hold = one().placed(event, "A-" + (i + 1)).id();
      long start = System.nanoTime();
      while (!other().picture(event).contains("\"A-" + (i + 1) + "\"")) {
        Thread.onSpinWait();
      }
      took.add(Duration.ofNanos(System.nanoTime() - start));
      assertThat(hold).isNotEmpty();
    }

    Collections.sort(took);
    assertThat(took.get(10)).isLessThan(Duration.ofMillis(100));
  }

  @Test
  void theCanaryOfANodeBuysAndSaysWhenItIsRefused() throws InterruptedException {
    PackagedService node = services.getLast();
    awaitAPurchase(node);
    one().asAdmin().post("/api/v1/events/" + canarys + "/pause").then().statusCode(200);
    String why = "nothing of event " + canarys + " could be held: its sales are paused";
    while (!node.log().contains("the canary was refused: " + why)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(purchases("refused", node)).isPositive();

    other()
        .availability(canarys)
        .then()
        .body("available", equalTo(90))
        .body("reserved", empty())
        .body("held", empty());
    List<String> kinds =
        other()
            .open()
            .get("/api/v1/events/" + canarys + "/changes?since=0")
            .then()
            .extract()
            .path("changes.kind");
    // It may have been paused in the middle of a purchase.
    assertThat(String.join(" ", kinds).replaceFirst(" paused", ""))
        .matches("placed confirmed cancelled( placed confirmed cancelled)*");

    one().asAdmin().post("/api/v1/events/" + canarys + "/resume").then().statusCode(200);
    awaitAPurchase(node);
  }

  private static void awaitAPurchase(PackagedService node) throws InterruptedException {
    double before = purchases("ok", node);
    while (purchases("ok", node) <= before) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// How often a node's canary bought and it came to this.
  private static double purchases(String outcome, PackagedService node) {
    return node.management()
        .metric("holdfast_canary_seconds_count{outcome=\"%s\"}".formatted(outcome));
  }

  @Test
  void theNodesCountRequestsTogether() {
    long start = System.nanoTime();
    int granted = countingAgain(one()) + countingAgain(other());
    for (int i = 0; i < 2 * BROWSING; i++) {
      Api node = i % 2 == 0 ? one() : other();
      granted += node.asAdmin().get("/api/v1").statusCode() == 200 ? 1 : 0;
    }

    long cameBack = Duration.ofNanos(System.nanoTime() - start).toSeconds() * BROWSING / 60 + 1;
    assertThat((long) granted).isBetween((long) BROWSING, BROWSING + cameBack);
  }

  /// Waits until a node has found Redis, and so limits browsing.
  ///
  /// @return how many requests were counted and granted
  private static int countingAgain(Api node) {
    Response answer;
    do {
      answer = node.asAdmin().get("/api/v1");
    } while (answer.header("RateLimit") == null);
    return answer.statusCode() == 200 ? 1 : 0;
  }

  @Test
  void theAdminKeyBeforeIsValidWhereItIsSetAndNowhereElse() {
    String client = "{\"name\": \"Shop\"}";
    for (String key : List.of(PackagedService.ADMIN_KEY, PREVIOUS)) {
      one().as(key, client).post("/api/v1/clients").then().statusCode(201);
    }
    other().asAdmin(client).post("/api/v1/clients").then().statusCode(201);
    assertProblem(other().as(PREVIOUS, client).post("/api/v1/clients"), 401, "unauthorized");
  }

  /// A key, a token that was made with it, and a stream that it has opened, all at the other node.
  /// No request that is sent half a second later is let in, however busy the machine is. When the
  /// stream ends depends on that, so only most of the times are looked at.
  @Test
  void aKeyThatIsRevokedOnOneNodeIsRefusedByTheOtherHalfASecondLater() {
    String client = one().asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
    String keys = "/api/v1/clients/" + client + "/keys";
    one()
        .asAdmin("{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(PAGE))
        .post(keys)
        .then()
        .statusCode(201);
    String event = one().newEvent("\"sellers\": [\"%s\"]".formatted(client));
    List<Duration> streams = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      streams.add(streamEnded(event, keys));
    }
    Collections.sort(streams);
    assertThat(streams.get(2)).as("%s", streams).isLessThan(Duration.ofSeconds(1));
  }

  /// Revokes a key, and looks at what is sent with it and its token after that.
  ///
  /// @return how long its stream went on
  private Duration streamEnded(String event, String keys) {
    Response issued =
        one().asAdmin("{\"scopes\": [\"holds:write\", \"reservations:read\"]}").post(keys);
    issued.then().statusCode(201);
    String key = issued.path("token");
    String asked = "{\"origin\": \"%s\", \"customer\": \"c-7\"}".formatted(PAGE);
    String token =
        other()
            .as(key, asked)
            .post("/api/v1/events/" + event + "/buyer-tokens")
            .then()
            .statusCode(201)
            .extract()
            .path("token");
    Map<String, String> headers = Map.of("Authorization", "Bearer " + key);
    try (EventStream stream =
        EventStream.open(other().uri().resolve("/api/v1/feed?after=latest"), headers)) {
      assertThat(stream.status()).isEqualTo(200);
      assertThat(stream.said()).startsWith("id:");
      assertThat(stream.said()).startsWith("retry:");
      // Nothing is held, for want of a seat like that; but who asks is known.
      assertThat(asked(key, event)).isEqualTo(422);
      assertThat(asked(token, event)).isEqualTo(422);
      one().asAdmin().delete(keys + "/" + issued.path("id")).then().statusCode(204);
      long revoked = System.nanoTime();
      for (String sent : List.of(key, token)) {
        assertThat(lastLetIn(sent, event, revoked)).isLessThan(BELIEVED);
      }
      assertThat(stream.hasEnded()).isTrue();
      return Duration.ofNanos(System.nanoTime() - revoked);
    }
  }

  /// Sends requests until one is refused.
  ///
  /// @return how long after the revocation the last one was sent that was let in; zero for none
  private Duration lastLetIn(String key, String event, long revoked) {
    Duration last = Duration.ZERO;
    Duration sent = Duration.ofNanos(System.nanoTime() - revoked);
    while (asked(key, event) != 401) {
      last = sent;
      sent = Duration.ofNanos(System.nanoTime() - revoked);
    }
    return last;
  }

  private int asked(String key, String event) {
    return other()
        .as(key, Api.seats("Z-1"))
        .header("Origin", PAGE)
        .post(Api.holds(event))
        .statusCode();
  }

  @Test
  void withoutRedisBothNodesGoOn() {
    String event = one().newEvent();
    redis.standStill();
    try {
      for (Api node : List.of(one(), other())) {
        long start = System.nanoTime();
        node.open().get("/api/v1/events").then().statusCode(200);
        node.open().get("/api/v1/events?limit=1").then().statusCode(200);
        node.availability(event).then().statusCode(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      }
      one().placed(event, "A-1");
      other().place(event, "A-1").then().statusCode(409);
      Api.Held hold = other().placed(event, "A-2");
      other().confirmed(hold);
      String added = one().newEvent();
      one().open().get("/api/v1/events/" + added).then().statusCode(200);
      other().open().get("/api/v1/events/" + added).then().statusCode(200);
    } finally {
      redis.goOn();
    }
    redis.kill();
    one().placed(event, "B-1");
    other().open().get("/api/v1/events").then().statusCode(200);
    redis.restart();
  }
}
