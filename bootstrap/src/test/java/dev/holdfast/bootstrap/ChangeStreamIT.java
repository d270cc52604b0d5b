package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What happens to an event's seats, told as it happens.
class ChangeStreamIT {
  private static final int MOST_WATCHERS = 5;
  private static final Map<String, String> QUICK =
      Map.of(
          "HOLDFAST_WATCHERS_MAX",
          String.valueOf(MOST_WATCHERS),
          "HOLDFAST_WATCHERS_HEARTBEAT",
          "1s");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static EmbeddedPostgres postgres;
  private static PackagedService service;
  private static Api api;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.temporary();
    service = PackagedService.start(postgres, QUICK);
    api = new Api(service.uri());
  }

  @AfterAll
  static void stop() {
    service.close();
    postgres.close();
  }

  private static URI changes(Api api, String event, String query) {
    return api.uri().resolve("/api/v1/events/" + event + "/changes" + query);
  }

  private static EventStream watch(String event, String query) {
    EventStream stream = EventStream.open(changes(api, event, query), Map.of());
    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.line()).matches("retry: \\d+");
    return stream;
  }

  /// As some clients send it before the first message has come.
  @Test
  void anEmptyIdOfTheLastMessageIsAsGoodAsNone() {
    String event = api.newEvent();
    api.placed(event, "A-1");
    try (EventStream stream = resume(event, "")) {
      assertThat(Message.next(stream).data().path("to").asLong()).isEqualTo(1);
    }
  }

  private static EventStream resume(String event, String id) {
    EventStream stream =
        EventStream.open(changes(api, event, "?since=0"), Map.of("Last-Event-ID", id));
    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.line()).matches("retry: \\d+");
    return stream;
  }

  private record Message(String id, JsonNode data) {
    static Message next(EventStream stream) {
      String id = stream.said();
      assertThat(id).startsWith("id: ");
      String data = stream.line();
      assertThat(data).startsWith("data: ");
      try {
        return new Message(
            id.substring("id: ".length()), MAPPER.readTree(data.substring("data: ".length())));
      } catch (JsonProcessingException e) {
        throw new AssertionError(data, e);
      }
    }

    List<String> seats() {
      return data.path("changes").findValues("seats").stream()
          .map(seats -> seats.get(0).asText())
          .toList();
    }
  }

  private static int epoch(String event) {
    return api.availability(event).path("epoch");
  }

  @Test
  void whatFollowedComesFirstAndThenEachChangeAsItHappens() {
    String event = api.newEvent();
    api.placed(event, "A-1");
    api.placed(event, "A-2");
    api.placed(event, "A-3");
    try (EventStream stream = watch(event, "?since=1")) {
      assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      assertThat(stream.header("Cache-Control")).isEqualTo("no-cache");
      assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
      assertThat(stream.header("Content-Encoding")).isEmpty();
      Message missed = Message.next(stream);
      assertThat(missed.seats()).containsExactly("A-2", "A-3");
      assertThat(missed.id()).isEqualTo(epoch(event) + ".3");
      assertThat(missed.data())
          .isEqualTo(
              MAPPER.valueToTree(
                  api.open().get(changes(api, event, "?since=1")).body().jsonPath().get()));
      api.placed(event, "A-4");
      Instant placed = Instant.now();
      assertThat(Message.next(stream).seats()).containsExactly("A-4");
      assertThat(Duration.between(placed, Instant.now())).isLessThan(Duration.ofSeconds(1));
      api.placed(event, "A-5");
      assertThat(Message.next(stream).data().path("from").asInt()).isEqualTo(4);
    }
  }

  @Test
  void aClientThatWasCutOffGoesOnWhereItWas() {
    String event = api.newEvent();
    String last;
    try (EventStream stream = watch(event, "?since=0")) {
      api.placed(event, "A-1");
      last = Message.next(stream).id();
    }
    api.placed(event, "A-2");
    try (EventStream stream = resume(event, last)) {
      assertThat(Message.next(stream).seats()).containsExactly("A-2");
    }
  }

  @Test
  void manyChangesComeInPages() throws IOException, InterruptedException {
    String event = api.newEvent();
    Held held = api.placed(event, "A-1");
    HttpRequest.Builder change =
        HttpRequest.newBuilder(api.uri().resolve(Api.hold(held)))
            .header("Content-Type", Api.JSON)
            .header(Api.SECRET, held.secret());
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 1_009; i++) {
        String body =
            "{\"%s\": {\"seats\": [{\"id\": \"A-2\"}]}}".formatted(i % 2 == 0 ? "add" : "remove");
        change.method("PATCH", HttpRequest.BodyPublishers.ofString(body));
        assertThat(client.send(change.build(), HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(200);
      }
    }
    try (EventStream stream = watch(event, "?since=0")) {
      Message first = Message.next(stream);
      assertThat(first.data().path("changes")).hasSize(1_000);
      Message second = Message.next(stream);
      assertThat(second.data().path("from").asInt()).isEqualTo(1_000);
      assertThat(second.data().path("to").asInt()).isEqualTo(1_010);
    }
  }

  @Test
  void aFeedIsAStreamLikeTheOthers() {
    URI feed = api.uri().resolve("/api/v1/feed?after=latest");
    Map<String, String> admin = Map.of("Authorization", "Bearer " + PackagedService.ADMIN_KEY);
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < MOST_WATCHERS; i++) {
      streams.add(EventStream.open(feed, admin));
    }
    try (EventStream refused = EventStream.open(feed, admin)) {
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
    }
    EventStream stream = streams.getFirst();
    assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
    assertThat(stream.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
    assertThat(stream.header("Content-Encoding")).isEmpty();
    assertThat(stream.said()).startsWith("id:");
    assertThat(stream.said()).matches("retry:\\d+");
    stream.awaitLine(":");
    streams.forEach(EventStream::close);
  }

  @Test
  void whoHearsNothingHearsThatTheStreamLives() {
    try (EventStream stream = watch(api.newEvent(), "?since=0")) {
      assertThat(stream.line()).isEqualTo(":");
      assertThat(stream.line()).isEqualTo(":");
    }
  }

  @Test
  void whatCanNotBeToldIsRefusedAtTheStart() {
    String event = api.newEvent();
    int epoch = epoch(event);
    record Refused(String query, Map<String, String> headers, int status) {}
    for (Refused refused :
        List.of(
            new Refused("?since=1", Map.of(), 410),
            new Refused("?since=0&epoch=" + (epoch + 1), Map.of(), 410),
            new Refused("?since=0", Map.of("Last-Event-ID", epoch + ".1"), 410),
            new Refused("", Map.of(), 400),
            new Refused("?since=-1", Map.of(), 400),
            new Refused("?since=0", Map.of("Last-Event-ID", "17"), 400),
            new Refused("?since=0", Map.of("Authorization", "Bearer wrong"), 401))) {
      assertProblem(
              api.open()
                  .headers(refused.headers())
                  .header("Accept", "text/event-stream")
                  .get(changes(api, event, refused.query())),
              refused.status(),
              switch (refused.status()) {
                case 410 -> "resync";
                case 401 -> "unauthorized";
                default -> "malformed-request";
              })
          .header("X-Content-Type-Options", "nosniff");
    }
    assertProblem(
        api.open()
            .header("Accept", "text/event-stream")
            .get(changes(api, UUID.randomUUID().toString(), "?since=0")),
        404,
        "not-found");
  }

  @Test
  void theStreamIsForThoseWhoNameItAndLikeItBest() {
    String event = api.newEvent();
    for (String accept :
        List.of(
            "*/*",
            "application/json",
            "text/event-stream;q=0.5, application/json",
            "text/event-stream;q=0, */*")) {
      api.open()
          .header("Accept", accept)
          .get(changes(api, event, "?since=0"))
          .then()
          .statusCode(200)
          .contentType("application/json");
    }
    for (String accept :
        List.of("text/event-stream, */*", "application/json;q=0.9, text/event-stream")) {
      try (EventStream stream =
          EventStream.open(changes(api, event, "?since=0"), Map.of("Accept", accept))) {
        assertThat(stream.header("Content-Type")).isEqualTo("text/event-stream");
      }
    }
  }

  @Test
  void whatAnotherNodeSellsIsToldHere() {
    String event = api.newEvent();
    try (PackagedService other =
            PackagedService.start(
                postgres, Map.of("QUARKUS_DATASOURCE_JDBC_URL", service.jdbcUrl()));
        EventStream stream = watch(event, "?since=0")) {
      new Api(other.uri()).placed(event, "A-7");
      assertThat(Message.next(stream).seats()).containsExactly("A-7");
    }
  }

  @Test
  void whenAnotherHistoryBeginsItsWatchersStartAgain() throws SQLException {
    String event = api.newEvent();
    int epoch = epoch(event);
    try (EventStream stream = watch(event, "?since=0");
        Connection connection =
            DriverManager.getConnection(service.jdbcUrl(), postgres.user(), postgres.password());
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE event_head SET epoch = epoch + 1 WHERE event_id = ?")) {
      update.setObject(1, UUID.fromString(event));
      assertThat(update.executeUpdate()).isEqualTo(1);
      assertThat(stream.said()).isEqualTo("event: resync");
      assertThat(stream.line())
          .isEqualTo("data: {\"epoch\":%d,\"version\":0}".formatted(epoch + 1));
      assertThat(stream.hasEnded()).isTrue();
    }
  }

  @Test
  void watchersBeyondTheLimitAreRefusedUntilOthersHaveGone() throws InterruptedException {
    String event = api.newEvent();
    List<EventStream> streams = new ArrayList<>();
    for (int i = 0; i < MOST_WATCHERS; i++) {
      streams.add(watch(event, "?since=0"));
    }
    try (EventStream refused = EventStream.open(changes(api, event, "?since=0"), Map.of())) {
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
    }
    // The clients vanish without a word.
    streams.forEach(EventStream::close);
    for (int i = 0; i < MOST_WATCHERS; i++) {
      EventStream stream = EventStream.open(changes(api, event, "?since=0"), Map.of());
      while (stream.status() == 503) {
        Thread.sleep(50);
        stream.close();
        stream = EventStream.open(changes(api, event, "?since=0"), Map.of());
      }
      streams.set(i, stream);
      assertThat(stream.status()).isEqualTo(200);
    }
    streams.forEach(EventStream::close);
  }

  /// 200 seats with long names, so that few changes fill what may wait for a client.
  private static String newEventOfLongNames() {
    String seats =
        IntStream.rangeClosed(1, 200)
            .mapToObj(n -> "{\"id\": \"%s-%d\", \"category\": \"c\"}".formatted("x".repeat(90), n))
            .collect(Collectors.joining(", "));
    String map =
        api.asAdmin(
                """
                {"name": "Room", "categories": [{"id": "c", "name": "C", "color": "#336699"}],
                 "sections": [{"rows": [{"name": "A", "seats": [%s]}]}], "areas": []}"""
                    .formatted(seats))
            .post("/api/v1/seat-maps")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return api.asAdmin(
            """
            {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
             "timeZone": "Europe/Berlin", "currency": "EUR", "prices": {"c": 1},
             "holdPolicy": {"duration": "PT15M", "maxLifetime": "PT30M", "maxSeatsPerHold": 200},
             "limits": {"address": {"held": 0}}}"""
                .formatted(map))
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  @Test
  void whoDoesNotReadIsToldToStartAgain() throws IOException {
    String event = newEventOfLongNames();
    String[] seats =
        IntStream.rangeClosed(1, 200)
            .mapToObj(n -> "x".repeat(90) + "-" + n)
            .toArray(String[]::new);
    try (Socket reader = new Socket();
        EventStream other = watch(event, "?since=0")) {
      reader.setReceiveBufferSize(4 * 1024);
      reader.connect(new InetSocketAddress(api.uri().getHost(), api.uri().getPort()));
      reader
          .getOutputStream()
          .write(
              """
              GET /api/v1/events/%s/changes?since=0 HTTP/1.1\r
              Host: localhost\r
              Accept: text/event-stream\r
              \r
              """
                  .formatted(event)
                  .getBytes(StandardCharsets.US_ASCII));
      // One change has 20 kB, twice; the system itself keeps a quarter of a megabyte.
      long told = 0;
      for (int i = 0; i < 40; i++) {
        Held held = api.placed(event, seats);
        api.asOwner(held).delete(Api.hold(held)).then().statusCode(204);
      }
      while (told < 80) {
        told = Message.next(other).data().path("to").asLong();
      }
      InputStream answer = reader.getInputStream();
      reader.setSoTimeout(30_000);
      String all = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all.substring(Math.max(0, all.length() - 200)))
          .contains("event: resync\ndata: {\"epoch\":" + epoch(event));
    }
  }
}
