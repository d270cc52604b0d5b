package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.bootstrap.tracing.Access;
import dev.holdfast.bootstrap.tracing.Metadata;
import dev.holdfast.bootstrap.tracing.TracingAgent;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a native image must be told of: it finds a class or a member by its name only if the
/// metadata names it.
///
/// A {@link TracingAgent} writes down what the packaged service on a JVM reaches while it starts,
/// answers at each route and stops: classes found by their names, members asked for or used by
/// reflection or by method handles, proxies and resources. What is of Holdfast must be in the
/// metadata of the native build up to the compiler.
///
/// Left out are:
///
/// - initializers of classes, to which the first half of Quarkus's start belongs. The compiler runs
///   them, so that nothing in them happens in the image.
/// - the JDK's classes, proxies and hidden classes, such as lambdas
/// - classes of libraries. They have metadata of their own, Quarkus replaces parts of them in an
///   image, and the compiler sees names that are constants. A JVM does not tell these cases apart.
/// - folders in jars, in which nothing was found
@Tag("long")
@DisabledIfSystemProperty(named = "holdfast.package", matches = ".+")
class ReflectionIT {
  /// Settings that Narayana reads from its own jar, if they are there. Quarkus sets all of them.
  private static final String NARAYANAS = "jbossts-properties.xml";

  private static final Path NATIVE = Path.of("target", "native-sources");

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "redis"})
  void whatIsReachedAtRunTimeIsInTheMetadataOfTheNativeImage(String ledger, @TempDir Path folder)
      throws IOException, InterruptedException {
    Metadata metadata = Metadata.read(NATIVE);
    assertThat(metadata.size()).as("built with -Pnative-check").isGreaterThan(100);
    Path trace = Path.of("target", "reached-with-" + ledger);
    String agent = TracingAgent.option(folder, trace);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
        EmbeddedRedis redis = EmbeddedRedis.temporary(Persistence.NONE);
        SearchedLog _ = SearchedLog.of(redis);
        PackagedService service =
            PackagedService.start(
                postgres,
                Map.of("QUARKUS_REDIS_HOSTS", redis.url(), "HOLDFAST_LEDGER", ledger),
                List.of(agent))) {
      use(new Api(service.uri()));
      operate(service.management());
      service.stop();
    }
    List<Access> accesses = Access.read(trace);
    assertThat(
            accesses.stream()
                .filter(access -> isCompared(access, accesses))
                .filter(access -> !metadata.has(access)))
        .isEmpty();
  }

  private static boolean isCompared(Access access, List<Access> all) {
    return access.what().startsWith("dev.holdfast.")
        || access.how().equals("newProxyInstance")
        || (access.how().startsWith("getResource")
            && !access.what().equals(NARAYANAS)
            && all.stream().noneMatch(other -> other.what().startsWith(access.what() + "/")));
  }

  /// Calls every route at least once, with success and with the kinds of refusals.
  private static void use(Api api) throws InterruptedException {
    String map = api.newSeatMap();
    ok(api.open().get("/api/v1/seat-maps"));
    ok(api.open().get("/api/v1/seat-maps/" + map));
    problem(api.asAdmin("{\"name\": \"Room\"}").post("/api/v1/seat-maps"));

    String event = api.newEvent("\"holdPolicy\": {\"duration\": \"PT10M\"}");
    String path = "/api/v1/events/" + event;
    ok(api.open().get("/api/v1"));
    ok(api.open().get("/api/v1/events"));
    String etag = ok(api.open().get(path)).header("ETag");
    ok(api.asAdmin("{\"name\": \"Night\"}").header("If-Match", etag).patch(path));
    ok(api.asAdmin().post(path + "/pause"));
    ok(api.asAdmin().post(path + "/resume"));
    problem(api.open("{}").post("/api/v1/events"));
    problem(api.asAdmin("{").post("/api/v1/events"));
    problem(api.asAdmin("{\"name\": 1}").post("/api/v1/events"));

    String block =
        """
        {"seats": ["A-9"], "areas": [{"id": "Pit", "quantity": 2}], "reason": "Cameras"}\
        """;
    ok(api.asAdmin(block).post(path + "/blocks"));
    ok(api.asAdmin().get(path + "/blocks"));
    ok(api.asAdmin().get(path + "/figures"));
    ok(api.asAdmin("{\"seats\": [\"A-9\"]}").delete(path + "/blocks"));

    String wish =
        """
        {"seats": [{"id": "A-1"}, {"id": "A-2", "ticketType": "child"}],
         "areas": [{"id": "Pit", "quantity": 3}], "metadata": {"cart": "7"}}\
        """;
    String key = Api.newKey();
    ok(api.open(wish).header(Api.KEY, key).post(Api.holds(event)));
    Response again = ok(api.open(wish).header(Api.KEY, key).post(Api.holds(event)));
    Held held = new Held(again.path("id"), again.path("secret"));
    ok(api.asOwner(held).get(Api.hold(held)));
    ok(
        api.asOwner(
                held,
                "{\"add\": {\"seats\": [{\"id\": \"B-1\"}]}, \"remove\": {\"seats\": [{\"id\": \"A-1\"}]}}")
            .patch(Api.hold(held)));
    ok(api.asOwner(held).post(Api.hold(held) + "/extend"));
    String reservation = api.confirmed(held);
    problem(api.place(event, "A-2"));
    problem(api.place(event, "None"));
    problem(api.open().get(Api.hold(held)));
    ok(api.open().get(path + "/availability"));
    ok(api.open().get(path + "/changes?since=0"));
    try (EventStream stream =
        EventStream.open(api.uri().resolve(path + "/changes?since=0"), Map.of())) {
      assertThat(stream.line()).startsWith("retry: ");
      Held other = api.placed(event, "A-5");
      assertThat(stream.said()).startsWith("id: ");
      ok(api.asOwner(other).delete(Api.hold(other)));
    }
    String sold = "/api/v1/reservations/" + reservation;
    ok(api.asOwner(held).get(sold));
    ok(api.asOwner(held).post(sold + "/cancel"));

    ok(api.asAdmin().get(Api.holds(event)));
    ok(api.asAdmin().get("/api/v1/reservations?eventId=" + event));

    String tested = api.newEvent("\"testMode\": true");
    Held late = api.placed(tested, "A-1");
    ok(api.asOwner(late).post(Api.hold(late) + "/expire"));
    ok(api.asAdmin("{\"advance\": \"PT1M\"}").post("/api/v1/events/" + tested + "/clock"));
    ok(api.asAdmin().delete("/api/v1/events/" + tested));

    String clients = "/api/v1/clients";
    String client =
        clients + "/" + ok(api.asAdmin("{\"name\": \"Shop\"}").post(clients)).path("id");
    ok(api.asAdmin().get(clients));
    ok(api.asAdmin().get(client));
    Response issued = ok(api.asAdmin("{\"scopes\": [\"events:write\"]}").post(client + "/keys"));
    String own = client + "/keys/" + issued.path("id");
    ok(api.as(issued.path("token")).get("/api/v1"));
    ok(api.asAdmin().get(client + "/keys"));
    ok(api.asAdmin().get(own));
    ok(api.asAdmin().delete(own));
    problem(api.asAdmin("{\"scopes\": []}").post(client + "/keys"));
    String limited = "{\"scopes\": [\"admin\"], \"limits\": {\"managing\": 1000}}";
    String shop = ok(api.asAdmin(limited).post(client + "/keys")).path("token");
    ok(
        api.asAdmin("{\"kind\": \"publishable\", \"origins\": [\"https://shop.example\"]}")
            .post(client + "/keys"));
    String asked = "{\"origin\": \"https://shop.example\", \"customer\": \"c-1\"}";
    ok(api.as(shop, asked).post("/api/v1/events/" + event + "/buyer-tokens"));

    useWebhooks(api, PackagedService.ADMIN_KEY, event);
    useTools(api, PackagedService.ADMIN_KEY, event);
    for (String page :
        List.of(
            "/",
            "/llms.txt",
            "/events/" + event,
            "/picker/1/holdfast-seat-picker.js",
            "/problems",
            "/problems/seats-unavailable")) {
      ok(api.open().get(page));
    }
    ok(api.open().options(path));
    problem(api.open().get("/nothing"));
    problem(api.open("{}").put(path));
  }

  private static void useWebhooks(Api api, String key, String event) throws InterruptedException {
    String endpoints = "/api/v1/webhook-endpoints";
    try (Receiver receiver = new Receiver()) {
      String url = "{\"url\": \"%s\"}".formatted(receiver.url());
      String endpoint = endpoints + "/" + ok(api.as(key, url).post(endpoints)).path("id");
      ok(api.as(key).post(endpoint + "/ping"));
      api.placed(event, "B-8");
      receiver.await(2);
      List<String> sent;
      do {
        sent = ok(api.as(key).get(endpoint + "/deliveries")).path("items.cursor.findAll { it }");
      } while (sent.isEmpty());
      String part = "{\"from\": \"%s\"}".formatted(sent.getFirst());
      ok(api.as(key, part).post(endpoint + "/redeliver"));
      receiver.await(3);
      ok(api.as(key).post(endpoint + "/secrets"));
      ok(api.as(key, "{\"types\": []}").patch(endpoint));
      ok(api.as(key).get(endpoints));
      ok(api.as(key).get(endpoint));
      ok(api.as(key).delete(endpoint));
      problem(api.as(key, url.replace("http", "ftp")).post(endpoints));
    }
    ok(api.as(key).get("/api/v1/feed"));
    Map<String, String> headers = Map.of("Authorization", "Bearer " + key);
    try (EventStream stream = EventStream.open(api.uri().resolve("/api/v1/feed"), headers)) {
      assertThat(stream.said()).startsWith("retry:");
    }
  }

  private static void useTools(Api api, String key, String event) {
    call(api, key, "initialize", "{\"protocolVersion\": \"2025-06-18\"}");
    call(api, key, "tools/list", "{}");
    String about = "{\"eventId\": \"%s\"}".formatted(event);
    tool(api, key, "find_events", "{}");
    tool(api, key, "get_availability", about);
    tool(api, key, "propose_seats", about.replace("}", ", \"quantity\": 2}"));
    String hold =
        tool(api, key, "hold_seats", about.replace("}", ", \"seats\": [{\"id\": \"B-9\"}]}"))
            .path("result.structuredContent.holdId");
    String held = "{\"holdId\": \"%s\"}".formatted(hold);
    tool(api, key, "get_hold", held);
    tool(api, key, "confirm_hold", held);
    tool(api, key, "release_hold", held);
  }

  private static Response tool(Api api, String key, String tool, String arguments) {
    String params = "{\"name\": \"%s\", \"arguments\": %s}".formatted(tool, arguments);
    return call(api, key, "tools/call", params);
  }

  private static Response call(Api api, String key, String method, String params) {
    String message =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"%s\", \"params\": %s}"
            .formatted(method, params);
    return ok(api.as(key, message).accept("application/json, text/event-stream").post("/mcp"));
  }

  private static void operate(Management management) {
    for (String page :
        List.of(
            "/q/health",
            "/q/health/ready",
            "/q/metrics",
            "/q/openapi",
            "/q/asyncapi.yaml",
            "/q/swagger-ui/")) {
      ok(management.get(page));
    }
  }

  private static Response ok(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isBetween(200, 299);
    return response;
  }

  private static void problem(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isBetween(400, 499);
  }
}
