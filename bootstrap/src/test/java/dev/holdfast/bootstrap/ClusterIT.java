package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/// The cluster of `./holdfast cluster`: a balancer with the configuration of production, two nodes,
/// PostgreSQL and Redis.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class ClusterIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int BUYERS = 8;
  private static final int SEATS = 20_000;

  private Path folder;
  private Process launcher;
  private Api api;

  @BeforeAll
  void start() throws Exception {
    assumeTrue(
        Stream.of("/usr/sbin/nginx", "/usr/bin/nginx").map(Path::of).anyMatch(Files::isExecutable),
        "no nginx (install Debian's package nginx)");
    folder = Files.createTempDirectory("holdfast cluster ");
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-classpath",
            System.getProperty("java.class.path"),
            "dev.holdfast.local.Cluster",
            folder.toString(),
            ROOT.toString(),
            Path.of("target", "quarkus-app", "quarkus-run.jar").toString(),
            Integer.toString(port));
    builder.environment().keySet().removeIf(name -> name.matches("(HOLDFAST|QUARKUS)_.*"));
    builder.environment().put("HOLDFAST_ADMIN_KEY", PackagedService.ADMIN_KEY);
    builder.environment().put("HOLDFAST_SAMPLES", "false");
    // A machine that is busy with other tests is slow to answer, and that is no failure here.
    builder.environment().put("HOLDFAST_LANES_TIMEOUT", "20s");
    builder.environment().put("HOLDFAST_WARM_UP", "5s");
    // Has its metrics shown, although there is no such event.
    builder.environment().put("HOLDFAST_CANARY_EVENT", "00000000-0000-4000-8000-000000000000");
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile());
    launcher = builder.start();
    api = new Api(URI.create("http://127.0.0.1:" + port));
    await("ready in ");
  }

  @AfterAll
  void stop() throws Exception {
    if (launcher != null && launcher.isAlive()) {
      launcher.destroy();
      launcher.waitFor();
    }
    if (folder != null) {
      try (Stream<Path> logs = Files.list(folder)) {
        for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
          PrivateTexts.checkThatNoneIsIn(Files.readString(log), List.of(PackagedService.ADMIN_KEY));
        }
      }
    }
  }

  /// What the launcher has said so far.
  private String said() throws IOException {
    return Files.readString(folder.resolve("said"));
  }

  private void await(String text) throws Exception {
    while (!said().contains(text)) {
      if (!launcher.isAlive()) {
        throw new IllegalStateException(said());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Test
  @Order(1)
  void noRequestFailsWhileBothNodesAreRestartedOneAfterTheOther() throws Exception {
    String event = newEvent();
    Buyers buyers = new Buyers(api.uri(), event);
    List<Watcher> watchers = IntStream.range(0, 4).mapToObj(_ -> new Watcher(event)).toList();
    List<Future<?>> running = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (int i = 0; i < BUYERS; i++) {
        running.add(threads.submit(buyers::buy));
      }
      watchers.forEach(watcher -> running.add(threads.submit(watcher::watch)));
      buyers.awaitMore();

      String restarted = restart();
      buyers.awaitMore();
      buyers.enough = true;
      for (Future<?> buyer : running.subList(0, BUYERS)) {
        buyer.get();
      }

      assertThat(buyers.failures).isEmpty();
      assertThat(restarted)
          .contains("restarting node1", "restarting node2", "restarted in ")
          .endsWith("ok\n");
      long version = 2L * buyers.reservations.size();
      List<Future<?>> watching = running.subList(BUYERS, running.size());
      while (!watchers.stream().allMatch(watcher -> watcher.seen >= version)) {
        for (Future<?> watcher : watching) {
          assertThat(watcher.state()).isEqualTo(Future.State.RUNNING);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(watchers)
          .allSatisfy(watcher -> assertThat(watcher.seen).isEqualTo(version))
          .anySatisfy(watcher -> assertThat(watcher.streams.get()).isGreaterThan(1));
    } finally {
      buyers.enough = true;
      threads.shutdownNow();
    }
    for (String reservation : buyers.reservations) {
      api.asAdmin().get("/api/v1/reservations/" + reservation).then().statusCode(200);
    }
  }

  /// Restarts the nodes, as `./holdfast cluster restart` asks for it.
  private String restart() throws IOException {
    int port = Integer.parseInt(Files.readString(folder.resolve("control")).strip());
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(Files.readAllBytes(folder.resolve("control-secret")));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String newEvent() {
    String seats =
        IntStream.range(0, SEATS)
            .mapToObj("{\"id\": \"%d\", \"category\": \"all\"}"::formatted)
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();
    String seatMap =
        api.asAdmin(
                """
                {"name": "Hall",
                 "categories": [{"id": "all", "name": "All", "color": "#336699"}],
                 "sections": [{"rows": [{"name": "A", "seats": [%s]}]}]}\
                """
                    .formatted(seats))
            .post("/api/v1/seat-maps")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return api.asAdmin(
            """
            {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
             "timeZone": "Europe/Berlin", "browserConfirm": true, "currency": "EUR", "prices": {"all": 1000},
             "limits": {"address": {"held": 0}}}"""
                .formatted(seatMap))
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /// Buyers who hold a seat and confirm it, again and again, over connections that they keep. None
  /// of them asks twice.
  private static final class Buyers {
    private final URI uri;
    private final String event;
    private final AtomicInteger seat = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> reservations = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    Buyers(URI uri, String event) {
      this.uri = uri;
      this.event = event;
    }

    void awaitMore() throws InterruptedException {
      int before = reservations.size();
      while (failures.isEmpty() && reservations.size() < before + 100) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
    }

    Void buy() throws InterruptedException {
      try (HttpClient client =
          HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
        while (!enough) {
          try {
            String hold =
                post(client, "", Api.holds(event), Api.seats("" + seat.getAndIncrement()));
            JsonPath held = JsonPath.from(hold);
            String reservation =
                post(
                    client,
                    held.getString("secret"),
                    "/api/v1/holds/" + held.getString("id") + "/confirm",
                    "{}");
            reservations.add(JsonPath.from(reservation).getString("id"));
          } catch (IOException e) {
            failures.add(e.toString());
          }
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      return null;
    }

    private String post(HttpClient client, String secret, String path, String body)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri.resolve(path))
              .header("Content-Type", Api.JSON)
              .header("Authorization", "Bearer " + PackagedService.ADMIN_KEY)
              .header(Api.KEY, Api.newKey())
              .POST(HttpRequest.BodyPublishers.ofString(body));
      if (!secret.isEmpty()) {
        request.header(Api.SECRET, secret);
      }
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 201) {
        throw new IOException(response.statusCode() + " " + response.body());
      }
      return response.body();
    }
  }

  /// Somebody who watches an event, and comes back with the last id when the stream ends, as a
  /// browser does.
  private final class Watcher {
    private final String event;
    private volatile long seen;
    private final AtomicInteger streams = new AtomicInteger();

    Watcher(String event) {
      this.event = event;
    }

    /// Until it is interrupted.
    Void watch() throws InterruptedException {
      String last = "";
      while (true) {
        streams.incrementAndGet();
        Map<String, String> resume = last.isEmpty() ? Map.of() : Map.of("Last-Event-ID", last);
        try (EventStream stream =
            EventStream.open(
                api.uri().resolve("/api/v1/events/" + event + "/changes?since=0"), resume)) {
          String line = stream.said();
          while (!line.equals(EventStream.END)) {
            if (line.startsWith("id: ")) {
              last = line.substring("id: ".length());
            } else if (line.startsWith("data: ")) {
              JsonPath data = JsonPath.from(line.substring("data: ".length()));
              // Nothing is left out between two messages.
              assertThat(data.getLong("from")).isEqualTo(seen);
              seen = data.getLong("to");
            }
            line = stream.said();
          }
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /// One node is faster at it than two that take the event's lock in turn.
  @Test
  @Order(2)
  void whatChangesSeatsOfAnEventGoesToOneNodeAndTheRestToBoth() throws Exception {
    List<String> events = IntStream.range(0, 20).mapToObj(_ -> api.newEvent()).toList();
    for (String event : events) {
      api.confirmed(api.placed(event, "A-1"));
      api.open().get("/api/v1/events/" + event).then().statusCode(200);
    }

    List<JsonPath> logged = List.of();
    // Three for each event, once their answers have been sent.
    while (logged.size() < 3 * events.size()) {
      TimeUnit.MILLISECONDS.sleep(20);
      try (Stream<String> lines = Files.lines(folder.resolve("nginx.log"))) {
        logged =
            lines
                .filter(line -> events.stream().anyMatch(e -> line.contains(e.substring(0, 18))))
                .map(JsonPath::from)
                .toList();
      }
    }
    Map<String, Set<String>> sellers =
        logged.stream()
            .filter(request -> request.getString("method").equals("POST"))
            .collect(
                Collectors.groupingBy(
                    request -> request.getString("uri").replaceFirst(".*s/(.{18}).*", "$1"),
                    Collectors.mapping(request -> request.getString("node"), Collectors.toSet())));
    assertThat(sellers)
        .hasSize(events.size())
        .allSatisfy((_, nodes) -> assertThat(nodes).hasSize(1));
    assertThat(sellers.values().stream().flatMap(Set::stream).distinct()).hasSize(2);
    assertThat(logged)
        .filteredOn(request -> request.getString("method").equals("GET"))
        .extracting(request -> request.getString("node"))
        .containsAll(sellers.values().stream().flatMap(Set::stream).toList());
  }

  @Test
  @Order(3)
  void availabilityIsFetchedOnceASecondHoweverManyAsk() throws Exception {
    String event = api.newEvent();
    URI uri = api.uri().resolve("/api/v1/events/" + event + "/availability");
    long start = System.nanoTime();
    List<HttpResponse<String>> answers = getAtOnce(uri, 150, "127.0.0.2", Map.of());
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();

    assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
    assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
    assertThat(fetched(event)).isBetween(1L, seconds + 2);

    String tag = answers.getFirst().headers().firstValue("ETag").orElseThrow();
    assertThat(getAtOnce(uri, 1, "127.0.0.2", Map.of("If-None-Match", tag)).getFirst().statusCode())
        .isEqualTo(304);

    long before = fetched(event);
    // Those with a key are passed on.
    api.asAdmin().get(uri).then().statusCode(200);
    api.asAdmin().get(uri).then().statusCode(200);
    api.open().header("Authorization", "Bearer wrong").get(uri).then().statusCode(401);
    // The balancer logs a request when its answer has been sent.
    while (fetched(event) < before + 3) {
      TimeUnit.MILLISECONDS.sleep(20);
    }

    api.placed(event, "A-1");
    TimeUnit.SECONDS.sleep(1);
    assertThat(api.picture(event)).contains("\"A-1\"");
  }

  /// How often a node was asked for the availability of an event, as the balancer logged it.
  private long fetched(String event) throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("nginx.log"))) {
      return lines
          .filter(line -> line.contains(event + "/availability") && !line.contains("\"node\":\"\""))
          .count();
    }
  }

  @Test
  @Order(4)
  void anAddressThatAsksForTooMuchIsRefused() throws Exception {
    List<HttpResponse<String>> answers =
        getAtOnce(api.uri().resolve("/api/v1/events"), 600, "127.0.0.3", Map.of());

    List<HttpResponse<String>> refused =
        answers.stream().filter(answer -> answer.statusCode() != 200).toList();
    assertThat(refused).isNotEmpty().hasSizeLessThan(answers.size());
    for (HttpResponse<String> answer : refused) {
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(JsonPath.from(answer.body()).getString("type"))
          .isEqualTo("/problems/too-many-requests");
      assertThat(answer.headers().firstValue("X-Request-Id"))
          .hasValue(JsonPath.from(answer.body()).getString("requestId"));
    }
    api.open().get("/api/v1/events").then().statusCode(200);
  }

  /// Sends the same GET many times at once.
  ///
  /// @param from the address to come from
  private static List<HttpResponse<String>> getAtOnce(
      URI uri, int times, String from, Map<String, String> headers) throws Exception {
    try (HttpClient client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName(from))
                .build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri);
      headers.forEach(request::header);
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        answers.add(
            threads.submit(
                () -> client.send(request.build(), HttpResponse.BodyHandlers.ofString())));
      }
      List<HttpResponse<String>> all = new ArrayList<>();
      for (Future<HttpResponse<String>> answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }

  /// Buyers have been there by now, so all that counts has counted.
  @Test
  @Order(5)
  void whatRulesAndDashboardAskForIsThere() throws Exception {
    StringBuilder metrics = new StringBuilder();
    Matcher link = Pattern.compile("http://\\S+/q/metrics").matcher(said());
    while (link.find()) {
      metrics.append(new Api(URI.create(link.group())).open().get().body().asString());
    }
    assertThat(ConfigFilesTest.metrics())
        .isNotEmpty()
        .allSatisfy(
            name -> assertThat(metrics.toString()).containsPattern("(?m)^" + name + "[{ ]"));
  }

  @Test
  @Order(6)
  void prometheusWatchesBothNodes() throws Exception {
    Matcher link = Pattern.compile("Prometheus +(http://\\S+)").matcher(said());
    assumeTrue(link.find(), "no prometheus (install Debian's package prometheus)");
    Api prometheus = new Api(URI.create(link.group(1)));
    List<String> health;
    do {
      TimeUnit.MILLISECONDS.sleep(100);
      health = prometheus.unchecked().get("/api/v1/targets").path("data.activeTargets.health");
    } while (!health.equals(List.of("up", "up")));
    assertThat(prometheus.unchecked().get("/api/v1/rules").<List<String>>path("data.groups.name"))
        .contains("holdfast-objectives", "holdfast-faults", "holdfast-budget-alerts");
  }

  @Test
  @Order(7)
  void nothingIsLeftBehindWhenTheLauncherIsKilled() throws Exception {
    List<ProcessHandle> before = processes();
    assertThat(before).hasSizeGreaterThan(6);
    launcher.destroyForcibly().waitFor();
    while (!processes().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /// What runs on the folder.
  private List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(folder.toString()))
        .toList();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException _) {
      return "";
    }
  }
}
