package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final EmbeddedRedis redis = EmbeddedRedis.temporary(EmbeddedRedis.Persistence.NONE);
  private final List<PackagedService> services = new ArrayList<>();

  @BeforeAll
  void start(EmbeddedPostgres postgres) {
    Map<String, String> environment = new HashMap<>();
    environment.put("QUARKUS_REDIS_HOSTS", redis.url());
    environment.put("HOLDFAST_LIMITS_CLIENT_BROWSING", "" + BROWSING);
    environment.put("HOLDFAST_LIMITS_ADDRESS_HOLDING", "2000");
    services.add(PackagedService.start(postgres, environment));
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", services.getFirst().jdbcUrl());
    services.add(PackagedService.start(postgres, environment));
  }

  @AfterAll
  void stop() {
    services.forEach(PackagedService::close);
    redis.close();
  }

  private Api one() {
    return new Api(services.getFirst().uri());
  }

  private Api other() {
    return new Api(services.getLast().uri());
  }

  @Test
  void anEventThatOneNodeAddsIsInTheListOfTheOtherAtOnce() {
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

  private void assertListsShow(String event) {
    for (Api node : List.of(one(), other())) {
      List<String> ids =
          node.open().get("/api/v1/events?limit=200").then().extract().path("items.id");
      assertThat(ids).contains(event);
    }
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
