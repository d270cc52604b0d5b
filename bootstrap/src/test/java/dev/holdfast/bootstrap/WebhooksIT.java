package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.bootstrap.Receiver.Message;
import dev.holdfast.testkit.Npm;
import io.restassured.response.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What is sent to partners, and how partners say where.
@ExtendWith(RunningService.class)
@Timeout(60)
class WebhooksIT {
  private static final String ENDPOINTS = "/api/v1/webhook-endpoints";

  private final Api api;
  private final String key;
  private final String event;
  private final Receiver receiver = new Receiver();
  private final List<String> endpoints = new ArrayList<>();

  WebhooksIT(Api api) {
    this.api = api;
    this.key = newKey("events:write", "holds:write", "reservations:confirm", "reservations:read");
    this.event = newEvent();
  }

  @AfterEach
  void stop() {
    endpoints.forEach(path -> api.asAdmin().delete(path));
    receiver.close();
  }

  private String newKey(String... scopes) {
    String client = api.asAdmin("{\"name\": \"Shop\"}").post("/api/v1/clients").path("id");
    return api.asAdmin("{\"scopes\": [%s]}".formatted(Api.quoted(scopes)))
        .post("/api/v1/clients/" + client + "/keys")
        .path("token");
  }

  private String newEvent() {
    return newEvent(key, "");
  }

  private String newEvent(String owner, String more) {
    return api.as(owner, Api.event(api.newSeatMap(), more)).post("/api/v1/events").path("id");
  }

  private Response create(String url, String more) {
    return create(key, url, more);
  }

  private Response create(String owner, String url, String more) {
    Response created = api.as(owner, "{\"url\": \"%s\"%s}".formatted(url, more)).post(ENDPOINTS);
    created.then().statusCode(201);
    endpoints.add(created.header("Location"));
    return created;
  }

  private String path(Response created) {
    return ENDPOINTS + "/" + created.path("id");
  }

  private Response endpoint(String path) {
    Response endpoint = api.as(key).get(path);
    endpoint.then().statusCode(200);
    return endpoint;
  }

  private void awaitStatus(String path, String status) throws InterruptedException {
    while (!status.equals(endpoint(path).path("status"))) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static List<String> ids(List<Message> messages) {
    return messages.stream().map(Message::id).toList();
  }

  private static void verify(String secret, Message message) {
    try {
      new Webhook(secret).verify(message.body(), message.headers());
    } catch (WebhookVerificationException | EmptyWebhookSecretException e) {
      throw new AssertionError(message.toString(), e);
    }
  }

  @Test
  void everythingIsSentInOrderAsInTheFeed() throws Exception {
    Response created = create(receiver.url(), "");
    created
        .then()
        .header("Cache-Control", "no-store")
        .body("status", equalTo("enabled"))
        .body("types", empty())
        .body("failures", equalTo(0));
    String secret = created.path("secret");
    assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
    for (int i = 1; i <= 4; i++) {
      Held held = api.placed(event, "A-" + i);
      api.as(key).post(hold(held) + "/confirm").then().statusCode(201);
    }
    List<Message> messages = receiver.await(8);

    List<String> sent = new ArrayList<>();
    api.as(key).get("/api/v1/feed").jsonPath().<String>getList("items.id").forEach(sent::add);
    assertThat(ids(messages)).isEqualTo(sent);
    assertThat(messages)
        .allSatisfy(
            message -> {
              verify(secret, message);
              assertThat(message.header("content-type")).startsWith("application/cloudevents+json");
              assertThat(api.as(key).get("/api/v1/feed").asString()).contains(message.body());
            });
    Message first = messages.getFirst();
    assertThatThrownBy(() -> new Webhook(secret).verify(first.body() + " ", first.headers()))
        .isInstanceOf(WebhookVerificationException.class);
    endpoint(path(created)).then().body("secret", nullValue());
    while (api.as(key).get(path(created) + "/deliveries").jsonPath().getList("items").size() < 8) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    api.as(key)
        .get(path(created) + "/deliveries?limit=3")
        .then()
        .statusCode(200)
        .body("items", hasSize(3))
        .body("items[0].notificationId", equalTo(sent.getLast()))
        .body("items[0].status", equalTo(204))
        .body("items[0].attempt", equalTo(1))
        .body("nextCursor", notNullValue());
  }

  @Test
  void forADayTheSecretsBeforeSignToo() throws Exception {
    Response created = create(receiver.url(), "");
    String old = created.path("secret");
    Response rotated = api.as(key).post(path(created) + "/secrets");
    rotated.then().statusCode(200).body("previousUntil", notNullValue());
    String current = rotated.path("secret");
    assertThat(current).isNotEqualTo(old);
    api.placed(event, "A-1");
    Message message = receiver.await(1).getFirst();
    verify(old, message);
    verify(current, message);
    assertThat(message.header("webhook-signature")).matches("v1,[^ ]{44} v1,[^ ]{44}");

    String third = api.as(key).post(path(created) + "/secrets").path("secret");
    api.placed(event, "A-2");
    Message later = receiver.await(2).getLast();
    verify(third, later);
    verify(current, later);
    // Who has asked twice, since an answer was lost, has a receiver that knows this one only.
    verify(old, later);
    assertThat(later.header("webhook-signature")).matches("v1,[^ ]{44}( v1,[^ ]{44}){2}");
  }

  @Test
  void nothingOvertakesWhatFails() throws Exception {
    String path = path(create(receiver.url(), ""));
    receiver.answer(_ -> 500);
    api.placed(event, "A-1");
    api.placed(event, "A-2");
    awaitStatus(path, "failing");
    endpoint(path)
        .then()
        .body("failures", equalTo(1))
        .body("failingSince", notNullValue())
        .body("nextAttemptAt", notNullValue());
    api.as(key)
        .get(path + "/deliveries")
        .then()
        .body("items", hasSize(1))
        .body("items[0].status", equalTo(500))
        .body("items[0].error", containsString("expected: 200..299"));
    List<Message> failed = receiver.messages();

    receiver.answer(_ -> 200);
    api.as(key, "{\"enabled\": true}").patch(path).then().statusCode(200);
    List<String> all = ids(receiver.await(failed.size() + 2));
    assertThat(all.get(failed.size())).as("the one that failed is first").isEqualTo(all.getFirst());
    awaitStatus(path, "enabled");
  }

  @Test
  void goneMeansGone() throws Exception {
    String path = path(create(receiver.url(), ""));
    receiver.answer(_ -> 410);
    api.placed(event, "A-1");
    awaitStatus(path, "disabled");
    endpoint(path).then().body("disabledReason", containsString("410"));
    receiver.answer(_ -> 200);
    api.as(key, "{\"enabled\": true}")
        .patch(path)
        .then()
        .statusCode(200)
        .body("status", equalTo("enabled"))
        .body("disabledReason", nullValue());
    List<String> ids = ids(receiver.await(2));
    assertThat(ids.getFirst()).isEqualTo(ids.getLast());
  }

  @Test
  void anEndpointGetsWhatItAskedFor() throws Exception {
    String test = newEvent(key, "\"testMode\": true");
    create(
        receiver.url(),
        ", \"types\": [\"holdfast.hold.released.v1\"], \"events\": [\"%s\"]".formatted(test));
    for (String of : List.of(event, test)) {
      Held held = api.placed(of, "A-1");
      api.asOwner(held).delete(hold(held)).then().statusCode(204);
    }
    Message message = receiver.await(1).getFirst();
    assertThat(message.body())
        .contains("holdfast.hold.released.v1")
        .contains(test)
        .contains("\"testMode\":true");
    assertThat(receiver.messages()).hasSize(1);
  }

  @Test
  void aPartIsSentAgain() throws Exception {
    String path = path(create(receiver.url(), ""));
    for (int i = 1; i <= 4; i++) {
      api.placed(event, "A-" + i);
    }
    List<String> ids = ids(receiver.await(4));
    List<String> cursors = new ArrayList<>();
    while (cursors.size() < 4) {
      cursors = api.as(key).get(path + "/deliveries").jsonPath().getList("items.cursor");
    }
    api.as(key, "{\"from\": \"%s\", \"until\": \"%s\"}".formatted(cursors.get(2), cursors.get(1)))
        .post(path + "/redeliver")
        .then()
        .statusCode(204);
    assertThat(ids(receiver.await(6))).endsWith(ids.get(1), ids.get(2));
    api.as(key, "{\"from\": \"%s\"}".formatted(cursors.get(0)))
        .post(path + "/redeliver")
        .then()
        .statusCode(204);
    assertThat(ids(receiver.await(7)).getLast()).isEqualTo(ids.get(3));
    api.placed(event, "A-5");
    assertThat(ids).doesNotContain(ids(receiver.await(8)).getLast());
  }

  @Test
  void aTryShowsWhatBecomesOfIt() throws Exception {
    Response created = create(receiver.url(), "");
    api.as(key)
        .post(path(created) + "/ping")
        .then()
        .statusCode(200)
        .body("type", equalTo("holdfast.webhook.ping.v1"))
        .body("status", equalTo(204))
        .body("error", nullValue());
    verify(created.path("secret"), receiver.await(1).getFirst());
    receiver.close();
    api.as(key)
        .post(path(created) + "/ping")
        .then()
        .statusCode(200)
        .body("status", nullValue())
        .body("error", notNullValue());
    endpoint(path(created)).then().body("status", equalTo("enabled"));
  }

  @Test
  void endpointsAreTheirClientsOwn() {
    String path = path(create(receiver.url(), ""));
    api.as(key).get(ENDPOINTS).then().statusCode(200).body("items", hasSize(1));
    String stranger = newKey("events:write", "reservations:read");
    api.as(stranger).get(ENDPOINTS).then().statusCode(200).body("items", empty());
    assertProblem(api.as(stranger).get(path), 404, "not-found");
    assertProblem(api.as(stranger, "{\"enabled\": false}").patch(path), 404, "not-found");
    assertProblem(api.as(stranger).delete(path), 404, "not-found");
    assertProblem(api.as(stranger).post(path + "/secrets"), 404, "not-found");
    assertProblem(api.as(stranger).get(path + "/deliveries"), 404, "not-found");
    assertProblem(api.as(stranger).post(path + "/ping"), 404, "not-found");
    assertProblem(
        api.as(stranger, "{\"from\": \"1.1.1\"}").post(path + "/redeliver"), 404, "not-found");
    for (String few : List.of(newKey("events:write"), newKey("reservations:read"))) {
      assertProblem(api.as(few).get(ENDPOINTS), 403, "forbidden");
      assertProblem(
          api.as(few, "{\"url\": \"%s\"}".formatted(receiver.url())).post(ENDPOINTS),
          403,
          "forbidden");
    }
    assertProblem(api.open().get(ENDPOINTS), 401, "unauthorized");
    api.asAdmin().get(path).then().statusCode(200);

    api.as(key).delete(path).then().statusCode(204);
    assertProblem(api.as(key).get(path), 404, "not-found");
  }

  @Test
  void aRequestThatIsRepeatedAddsOneEndpoint() {
    String body = "{\"url\": \"%s\"}".formatted(receiver.url());
    String once = Api.newKey();
    Response first = api.as(key, body).header(Api.KEY, once).post(ENDPOINTS);
    first.then().statusCode(201).body("secret", notNullValue());
    api.as(key, body)
        .header(Api.KEY, once)
        .post(ENDPOINTS)
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(first.path("id")))
        .body("secret", nullValue());
    assertProblem(
        api.as(key, "{\"url\": \"https://other.example/\"}").header(Api.KEY, once).post(ENDPOINTS),
        422,
        "idempotency-key-reused");
    api.as(key).get(ENDPOINTS).then().body("items", hasSize(1));

    api.as(key).delete(path(first)).then().statusCode(204);
    Response after = api.as(key, body).header(Api.KEY, once).post(ENDPOINTS);
    after.then().statusCode(201).body("secret", notNullValue());
    assertThat(after.<String>path("id")).isNotEqualTo(first.path("id"));
    endpoints.add(path(after));
  }

  @Test
  void aRequestForTheLastEndpointOfAHundredCanBeRepeated() {
    for (int i = 1; i < 100; i++) {
      create(receiver.url(), "");
    }
    String body = "{\"url\": \"%s\"}".formatted(receiver.url());
    String once = Api.newKey();
    String last = api.as(key, body).header(Api.KEY, once).post(ENDPOINTS).path("id");
    endpoints.add(ENDPOINTS + "/" + last);
    api.as(key, body)
        .header(Api.KEY, once)
        .post(ENDPOINTS)
        .then()
        .statusCode(201)
        .header("Idempotency-Replayed", "true")
        .body("id", equalTo(last));
    assertProblem(api.as(key, body).post(ENDPOINTS), 422, "invalid-webhook-endpoint")
        .body("errors[0].detail", containsString("at most 100"));
  }

  @Test
  void wrongEndpointsAreRefusedByTheFieldThatIsWrong() {
    assertProblem(api.as(key, "{}").post(ENDPOINTS), 400, "malformed-request")
        .body("errors[0].pointer", equalTo("/url"));
    assertProblem(
            api.as(key, "{\"url\": \"nowhere\"}").post(ENDPOINTS), 422, "invalid-webhook-endpoint")
        .body("errors[0].pointer", equalTo("/url"));
    api.as(key).get(ENDPOINTS).then().body("items", empty());

    String path = path(create(receiver.url(), ""));
    String before = endpoint(path).asString();
    assertProblem(
            api.as(key, "{\"types\": [\"placed\"], \"events\": [\"x\"]}").patch(path),
            422,
            "invalid-webhook-endpoint")
        .body("errors.pointer", equalTo(List.of("/types/0", "/events/0")));
    assertProblem(
            api.as(key, "{\"enabled\": \"no\", \"types\": [1], \"active\": false}").patch(path),
            400,
            "malformed-request")
        .body("errors.pointer", containsInAnyOrder("/enabled", "/types/0", "/active"));
    assertProblem(
            api.as(key, "{\"url\": \"%s\", \"enabled\": 1}".formatted(receiver.url()))
                .post(ENDPOINTS),
            400,
            "malformed-request")
        .body("errors[0].pointer", equalTo("/enabled"))
        .body("errors[0].detail", containsString("enabled: 1 (expected: "));
    assertThat(endpoint(path).asString()).isEqualTo(before);
    api.as(key).get(ENDPOINTS).then().body("items", hasSize(1));

    assertProblem(api.as(key).get(path + "/deliveries?limit=0"), 400, "malformed-request")
        .body("errors[0].parameter", equalTo("limit"));
    assertProblem(api.as(key).get(path + "/deliveries?cursor=x"), 400, "malformed-request")
        .body("errors[0].parameter", equalTo("cursor"));
  }

  @Test
  void aWrongPartIsRefusedAndNotSentAgain() throws InterruptedException {
    String path = path(create(receiver.url(), ""));
    api.placed(event, "A-1");
    String id = receiver.await(1).getFirst().id();
    for (String wrong : List.of("{\"from\": \"x\"}", "{}", "{\"from\": null}")) {
      assertProblem(api.as(key, wrong).post(path + "/redeliver"), 400, "malformed-request")
          .body("errors.pointer", equalTo(List.of("/from")));
    }
    for (String until : List.of("7.2.9", "7.3.4", "6.9.9", "8.3.5", "x")) {
      assertProblem(
              api.as(key, "{\"from\": \"7.3.5\", \"until\": \"%s\"}".formatted(until))
                  .post(path + "/redeliver"),
              400,
              "malformed-request")
          .body("errors.pointer", equalTo(List.of("/until")))
          .body("errors[0].detail", containsString("not before 7.3.5"));
    }
    assertProblem(
            api.as(key, "{\"from\": \"7.3.5\", \"to\": \"7.3.6\"}").post(path + "/redeliver"),
            400,
            "malformed-request")
        .body("errors.pointer", equalTo(List.of("/to")));
    String latest = api.as(key).get("/api/v1/feed?after=latest").path("nextCursor");
    String epoch = latest.substring(0, latest.indexOf('.'));
    for (String none :
        List.of(
            "{\"from\": \"1.1.1\"}",
            "{\"from\": \"%s.0.0\"}".formatted(epoch),
            "{\"from\": \"%s\", \"until\": \"%s.9999.0\"}".formatted(latest, epoch))) {
      assertProblem(api.as(key, none).post(path + "/redeliver"), 410, "feed-resync")
          .body("detail", containsString("expected: cursors of notifications that are kept"))
          .body("latest", equalTo(latest));
    }
    api.placed(event, "A-2");
    assertThat(ids(receiver.await(2)).getLast()).isNotEqualTo(id);
  }

  @Test
  void aHundredDeadEndpointsDelayNoOther() throws Exception {
    assertThatTheDeadDelayNoOther(1);
  }

  /// So many that they take each place for a delivery that there is.
  @Test
  @Tag("long")
  @Timeout(200)
  void aThousandDeadEndpointsDelayNoOther() throws Exception {
    assertThatTheDeadDelayNoOther(10);
  }

  /// @param clients each of which has a hundred endpoints that do not answer
  private void assertThatTheDeadDelayNoOther(int clients) throws Exception {
    // The system accepts connections, and nobody ever answers.
    try (ServerSocket dead = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress())) {
      List<String> events = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String client = newKey("events:write", "reservations:read");
        for (int n = 0; n < 100; n++) {
          create(client, "http://127.0.0.1:" + dead.getLocalPort() + "/" + n, "");
        }
        events.add(newEvent(client, ""));
      }
      create(receiver.url(), "");
      events.forEach(of -> api.placed(of, "A-1"));
      long begun = System.nanoTime();
      for (int i = 1; i <= 10; i++) {
        api.placed(event, "A-" + i);
        receiver.await(i);
      }
      // Each of the others waits for 15 s.
      assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(14));
    }
  }

  @Test
  void theVerifierOfNodeReadsThem(@TempDir Path folder) throws Exception {
    Npm.install(folder, "install", "--no-audit", "--no-fund", "standardwebhooks@1.1.1");
    Response created = create(receiver.url(), "");
    api.placed(event, "A-1");
    Message message = receiver.await(1).getFirst();
    Files.writeString(folder.resolve("body"), message.body());
    Files.writeString(
        folder.resolve("verify.cjs"),
        """
        const { Webhook } = require("standardwebhooks");
        const body = require("fs").readFileSync("body", "utf8");
        const [secret, id, timestamp, signature] = process.argv.slice(2);
        const headers = {
          "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
        new Webhook(secret).verify(body, headers);
        try {
          new Webhook(secret).verify(body + " ", headers);
          process.exit(3);
        } catch (e) {
          process.exit(0);
        }
        """);
    Npm.Said verified =
        Npm.run(
            folder,
            "node",
            "verify.cjs",
            created.path("secret"),
            message.id(),
            message.header("webhook-timestamp"),
            message.header("webhook-signature"));
    assertThat(verified.status()).as(verified.text()).isZero();
  }
}
