package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.browser.BigRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients that send or read nothing, and those that go away: the others don't notice.
@ExtendWith(RunningService.class)
class SlowClientsIT {
  private static final int TIMEOUT_SECONDS = 5;
  private static final int DOWNLOADS = 200;
  private static final int SEATS = 60_000;

  private static PackagedService service;
  private static Api api;
  private static String event;
  private static String layout;

  @BeforeAll
  static void start(EmbeddedPostgres postgres) {
    service =
        PackagedService.start(
            postgres,
            Map.of(
                "HOLDFAST_CLIENTS_TIMEOUT",
                TIMEOUT_SECONDS + "s",
                "HOLDFAST_CLIENTS_DOWNLOADS",
                String.valueOf(DOWNLOADS)));
    api = new Api(service.uri());
    event = api.newEvent();
    String room =
        api.asAdmin(BigRoom.json(SEATS))
            .post("/api/v1/seat-maps")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    layout = "/api/v1/seat-maps/" + room;
  }

  @AfterAll
  static void stop() {
    String log = service.log();
    service.close();
    assertThat(log).doesNotContain("WARN", "ERROR");
  }

  @Test
  void unreadDownloadsStallNobodyAndAreCutOff() throws Exception {
    String whole = api.open().get(layout).then().statusCode(200).extract().asString();
    double atRest = secondsOfAHold();
    double cutBefore = metric("holdfast_connections_cut_total{why=\"unread\"}");

    List<RawClient> unread = new ArrayList<>();
    try {
      for (int i = 0; i < DOWNLOADS; i++) {
        unread.add(RawClient.to(service.uri()).get(layout));
      }
      await("holdfast_downloads", running -> running == DOWNLOADS);

      assertProblem(api.open().get(layout), 503, "unavailable").header("Retry-After", "1");
      api.open().get("/api/v1/events").then().statusCode(200);
      assertThat(secondsOfAHold()).isLessThan(20 * atRest + 0.1);

      await("holdfast_connections_cut_total{why=\"unread\"}", cut -> cut == cutBefore + DOWNLOADS);
      await("holdfast_downloads", running -> running == 0);
      assertThat(api.open().get(layout).asString()).isEqualTo(whole);
    } finally {
      for (RawClient client : unread) {
        client.close();
      }
    }
  }

  /// The median of some.
  private static double secondsOfAHold() {
    return IntStream.range(0, 15)
        .mapToDouble(
            _ -> {
              long begun = System.nanoTime();
              Held hold = api.placed(event, "A-1");
              double seconds = (System.nanoTime() - begun) / 1e9;
              api.asOwner(hold).delete(Api.hold(hold)).then().statusCode(204);
              return seconds;
            })
        .sorted()
        .skip(7)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoeverReadsSlowlyGetsItAll() throws Exception {
    int length = api.open().get(layout).asByteArray().length;
    int read = 0;
    try (RawClient client = RawClient.to(service.uri()).get(layout)) {
      long begun = System.nanoTime();
      int chunks = 0;
      while (read < length) {
        read += client.read().length();
        chunks++;
        // Twice as long as anybody would be waited for who reads nothing.
        long due = begun + (long) (2e9 * TIMEOUT_SECONDS * read / length);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      }
      assertThat(chunks).isPositive();
      assertThat(System.nanoTime() - begun).isGreaterThan((long) (1.5e9 * TIMEOUT_SECONDS));
    }
  }

  @Test
  void clientsThatGoAwayAreCountedAndNotLogged() throws Exception {
    double before = metric("holdfast_clients_gone_total");
    for (int i = 0; i < 50; i++) {
      RawClient client = RawClient.to(service.uri()).get(layout);
      assertThat(client.read()).startsWith("HTTP/1.1 200");
      client.breakOff();
    }
    await("holdfast_clients_gone_total", gone -> gone >= before + 50);
    // The log is looked at in the end.
  }

  @Test
  void requestsThatDoNotGoOnAreClosedAndNothingElseIs() throws Exception {
    String post = "POST /api/v1/events HTTP/1.1\nHost: localhost\nContent-Type: application/json\n";
    double headersBefore = metric("holdfast_connections_cut_total{why=\"header\"}");
    double bodiesBefore = metric("holdfast_connections_cut_total{why=\"body\"}");
    try (RawClient silent = RawClient.to(service.uri());
        RawClient halfHeader = RawClient.to(service.uri()).send("GET / HTTP/1.1\nHost: loc");
        RawClient dripping = RawClient.to(service.uri()).send("GET / HTTP/1.1\n");
        RawClient halfBody = RawClient.to(service.uri()).send(post + "Content-Length: 100\n\n{");
        RawClient halfLargeBody =
            RawClient.to(service.uri()).send(post + "Content-Length: 100000\n\n{");
        RawClient halfChunk =
            RawClient.to(service.uri()).send(post + "Transfer-Encoding: chunked\n\n5\n{");
        RawClient idle = RawClient.to(service.uri()).get("/api/v1");
        RawClient watching = RawClient.to(service.uri())) {
      watching.send(
          "GET /api/v1/events/%s/changes?since=0 HTTP/1.1\nHost: localhost\nAccept: text/event-stream\n\n"
              .formatted(event));
      assertThat(idle.read()).startsWith("HTTP/1.1 200");
      assertThat(watching.read()).startsWith("HTTP/1.1 200");

      long begun = System.nanoTime();
      Thread drips = Thread.ofVirtual().start(() -> drip(dripping));
      for (RawClient slow :
          List.of(silent, halfHeader, dripping, halfBody, halfLargeBody, halfChunk)) {
        assertThat(slow.readAll()).doesNotContain("HTTP/1.1 2");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isLessThan(Duration.ofSeconds(TIMEOUT_SECONDS * 3));
      drips.join();
      assertThat(metric("holdfast_connections_cut_total{why=\"header\"}"))
          .isEqualTo(headersBefore + 3);
      assertThat(metric("holdfast_connections_cut_total{why=\"body\"}"))
          .isGreaterThanOrEqualTo(bodiesBefore + 2);

      assertThat(idle.get("/api/v1").read()).startsWith("HTTP/1.1 200");
      Held hold = api.placed(event, "A-2");
      StringBuilder told = new StringBuilder();
      while (!told.toString().contains("A-2")) {
        String next = watching.read();
        assertThat(next).as("the stream goes on").isNotEmpty();
        told.append(next);
      }
      api.asOwner(hold).delete(Api.hold(hold)).then().statusCode(204);
    }
  }

  private static void drip(RawClient client) {
    try {
      for (int i = 0; i < 100; i++) {
        client.send("X");
        TimeUnit.MILLISECONDS.sleep(200);
      }
      throw new AssertionError("it was let");
    } catch (IOException _) {
      // As it should be.
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double metric(String name) {
    return service.management().metric(name);
  }

  private static void await(String metric, DoublePredicate isReached) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!isReached.test(metric(metric))) {
      assertThat(System.nanoTime()).as(metric + " " + metric(metric)).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
