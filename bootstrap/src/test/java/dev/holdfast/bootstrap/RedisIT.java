package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import dev.holdfast.testkit.ForgetfulProxy;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a node does with a Redis and without one.
@ExtendWith(RunningService.class)
class RedisIT {
  private static final String STATE = "checks.find { it.name == 'Redis' }.data.state";

  private static EmbeddedPostgres postgres;
  private static EmbeddedRedis redis;
  private static ForgetfulProxy proxy;

  /// Its new events are in Redis, which it reaches through the proxy.
  private static PackagedService inRedis;

  @BeforeAll
  static void start(EmbeddedPostgres shared) {
    postgres = shared;
    redis = EmbeddedRedis.temporary(Persistence.NONE);
    proxy = new ForgetfulProxy(redis.port());
    String behind = redis.url().replace(":" + redis.port(), ":" + proxy.port());
    inRedis =
        PackagedService.start(
            postgres, Map.of("QUARKUS_REDIS_HOSTS", behind, "HOLDFAST_LEDGER", "redis"));
  }

  @AfterAll
  static void stop() throws IOException {
    inRedis.close();
    proxy.close();
    SearchedLog.of(redis).close();
    redis.close();
  }

  private static ValidatableResponse readiness(PackagedService service) {
    return readiness(service.management());
  }

  private static ValidatableResponse readiness(Management management) {
    return management.get("/q/health/ready").then();
  }

  private static void assertAlive(PackagedService service) {
    service.management().get("/q/health/live").then().statusCode(200);
  }

  @Test
  void withoutRedisANodeIsReady(Management management) {
    readiness(management).statusCode(200).body(STATE, equalTo("not configured"));
  }

  @Test
  void aNodeWhoseNewEventsAreInPostgresDoesWithoutRedis() {
    try (var own = EmbeddedRedis.temporary(Persistence.NONE);
        var _ = SearchedLog.of(own);
        var service = PackagedService.start(postgres, Map.of("QUARKUS_REDIS_HOSTS", own.url()))) {
      Api node = new Api(service.uri());
      readiness(service).statusCode(200).body(STATE, equalTo("up"));

      own.kill();
      readiness(service).statusCode(200).body(STATE, equalTo("away"));
      assertAlive(service);
      node.placed(node.newEvent(), "A-1");

      own.restart();
      readiness(service).statusCode(200).body(STATE, equalTo("up"));
    }
  }

  @Test
  void aNodeWhoseNewEventsAreInRedisIsNotReadyWithoutIt() {
    readiness(inRedis).statusCode(200).body(STATE, equalTo("up"));

    redis.kill();
    readiness(inRedis).statusCode(503).body(STATE, equalTo("away"));
    assertAlive(inRedis);

    redis.restart();
    readiness(inRedis).statusCode(200).body(STATE, equalTo("up"));
  }

  /// Nothing tells a client of such a connection that it is dead, and its packets are sent
  /// again for a quarter of an hour.
  @Test
  void connectionsThatAFirewallHasForgottenAreReplaced() throws InterruptedException {
    Api node = new Api(inRedis.uri());
    String event = node.newEvent();
    node.placed(event, "A-1");

    proxy.forget();

    node.place(event, "A-2").then().statusCode(503);
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (node.place(event, "A-3").statusCode() != 201) {
      assertThat(System.nanoTime()).isLessThan(until);
      TimeUnit.MILLISECONDS.sleep(100);
    }
    readiness(inRedis).statusCode(200).body(STATE, equalTo("up"));
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }

  /// Its log is JSON, as in production.
  @Test
  void anEventInRedisIsUnavailableOnANodeWithoutIt() {
    Map<String, String> settings =
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            inRedis.jdbcUrl(),
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
            "true");
    try (var without = PackagedService.start(postgres, settings)) {
      String event = new Api(inRedis.uri()).newEvent();
      Api node = new Api(without.uri());

      node.open().get("/api/v1/events/" + event).then().statusCode(200);
      Response refused =
          node.open(Api.seats("A-1")).header("X-Request-Id", "order-4711").post(Api.holds(event));
      assertProblem(refused, 503, "unavailable").body("requestId", equalTo("order-4711"));
      assertThat(without.log().lines().map(RedisIT::json))
          .anySatisfy(
              line -> {
                assertThat(line.path("level").asText()).isEqualTo("WARN");
                assertThat(line.path("message").asText())
                    .contains(
                        "the event's seats are in Redis, which this node is not configured for");
                assertThat(line.path("mdc").path("requestId").asText()).isEqualTo("order-4711");
                assertThat(line.path("mdc").path("eventId").asText()).isEqualTo(event);
              });
      assertProblem(node.availability(event), 503, "unavailable");
      node.placed(node.newEvent(), "A-1");
    }
  }
}
