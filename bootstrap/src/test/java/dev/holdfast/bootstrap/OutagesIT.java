package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.ForgetfulProxy;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What buyers see while a machine, a disk, a clock or a network fails, and that nothing that was
/// acknowledged is lost. `docs/operating/faults.md` lists these and all other faults.
@ExtendWith(RunningService.class)
@Timeout(300)
class OutagesIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String TWO_SECONDS = "\"holdPolicy\": {\"duration\": \"PT2S\"}";

  private final EmbeddedPostgres postgres;

  OutagesIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /// A database whose every commit takes a tenth of a second longer, as on a slow disk.
  private String slowDatabase() throws SQLException {
    String url = postgres.createDatabase();
    execute(url, "ALTER DATABASE %s SET commit_delay = 100000".formatted(name(url)));
    execute(url, "ALTER DATABASE %s SET commit_siblings = 0".formatted(name(url)));
    return url;
  }

  private static String name(String jdbcUrl) {
    return jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
  }

  private void execute(String jdbcUrl, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl, postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void onASlowDiskBuyersWaitAndAPauseOrACrashLosesNothing() throws Exception {
    Map<String, String> settings =
        Map.of("QUARKUS_DATASOURCE_JDBC_URL", slowDatabase(), "HOLDFAST_SWEEP_BATCH", "1");
    try (PackagedService service = PackagedService.start(postgres, settings)) {
      Api api = new Api(service.uri());
      manyAtOnceShareTheWait(api);
      aPausePastTheExpirySellsNothing(service, api);
      aCrashInTheMiddleOfASweepLosesNoSeat(service, api);
    }
  }

  private static void manyAtOnceShareTheWait(Api api) throws Exception {
    String event = api.newEvent();
    List<Future<Held>> buyers = new ArrayList<>();
    Instant start = Instant.now();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 1; i <= 20; i++) {
        String seat = "A-" + i;
        buyers.add(threads.submit(() -> api.placed(event, seat)));
      }
    }
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(100));
    for (Future<Held> buyer : buyers) {
      assertThat(buyer.get().id()).isNotEmpty();
    }
  }

  private static void aPausePastTheExpirySellsNothing(PackagedService service, Api api)
      throws Exception {
    String event = api.newEvent(TWO_SECONDS);
    Held held = api.placed(event, "A-1");
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      service.standStill();
      Future<Response> confirmed = threads.submit(() -> api.confirm(held));
      TimeUnit.MILLISECONDS.sleep(2_200);
      service.goOn();
      assertProblem(confirmed.get(), 409, "hold-expired");
    }
    api.placed(event, "A-1");
  }

  private static void aCrashInTheMiddleOfASweepLosesNoSeat(PackagedService service, Api api) {
    String event = api.newEvent(TWO_SECONDS);
    int holds = 10;
    List<Future<Held>> buyers = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int i = 1; i <= holds; i++) {
        String seat = "A-" + i;
        buyers.add(threads.submit(() -> api.placed(event, seat)));
      }
    }
    assertThat(buyers).allSatisfy(buyer -> assertThat(buyer.get().id()).isNotEmpty());
    await(() -> version(api, event) > holds);
    int swept = version(api, event);
    service.kill();
    assertThat(swept).isLessThan(2 * holds);

    service.startAgain();
    api.availability(event).then().statusCode(200).body("held", empty());
    await(() -> version(api, event) == 2 * holds);
    for (int i = 1; i <= holds; i++) {
      api.placed(event, "A-" + i);
    }
  }

  private static int version(Api api, String event) {
    return api.availability(event).path("version");
  }

  @Test
  void onAFullDiskNothingIsSoldAndOnceThereIsRoomEverythingIs(@TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=150m", "tmpfs", folder.toString()) == 0,
        "a small file system can't be mounted here, which needs root");
    try (EmbeddedPostgres full = EmbeddedPostgres.start(folder.resolve("data"));
        PackagedService service =
            PackagedService.start(full, Map.of("HOLDFAST_LANES_TIMEOUT", "1s"))) {
      Api api = new Api(service.uri());
      String event = api.newEvent();
      Held sold = api.placed(event, "A-1");
      api.confirmed(sold);
      Held held = api.placed(event, "A-2");
      Path ballast = folder.resolve("ballast");
      fill(ballast);

      List<Held> acknowledged = new ArrayList<>();
      Response refused = untilRefused(api, event, acknowledged);
      assertProblem(refused, 503, "unavailable");
      api.availability(event).then().statusCode(200).body("reserved", contains("A-1"));

      Files.delete(ballast);
      if (!ProcessHandle.of(full.pid()).map(ProcessHandle::isAlive).orElse(false)) {
        full.restart();
      }
      await(() -> api.place(event, "A-3").statusCode() == 201);
      api.confirmed(held);
      assertThat(acknowledged)
          .allSatisfy(
              one ->
                  api.asOwner(one)
                      .get(hold(one))
                      .then()
                      .statusCode(200)
                      .body("status", equalTo("held")));
      api.availability(event).then().body("reserved", contains("A-1", "A-2"));
    } finally {
      assertThat(run("umount", "-l", folder.toString())).isZero();
    }
  }

  /// Takes places one by one until one is not given.
  private static Response untilRefused(Api api, String event, List<Held> acknowledged) {
    String other = event;
    while (true) {
      Response answer =
          api.open("{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1}]}").post(Api.holds(other));
      switch (answer.statusCode()) {
        case 201 -> acknowledged.add(new Held(answer.path("id"), answer.path("secret")));
        case 409 -> other = api.newEvent();
        default -> {
          return answer;
        }
      }
    }
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] bytes = new byte[1 << 16];
      while (true) {
        out.write(bytes);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @Tag("long")
  @Test
  void aNodeThatIsCutOffFromTheDatabaseSellsNothingAndTheOtherGoesOn() throws IOException {
    String url = postgres.createDatabase();
    try (ForgetfulProxy network = new ForgetfulProxy(URI.create(url.substring(5)).getPort());
        PackagedService near =
            PackagedService.start(postgres, Map.of("QUARKUS_DATASOURCE_JDBC_URL", url));
        PackagedService far =
            PackagedService.start(
                postgres,
                Map.of(
                    "QUARKUS_DATASOURCE_JDBC_URL",
                    "jdbc:postgresql://127.0.0.1:%d/%s".formatted(network.port(), name(url)),
                    "HOLDFAST_LANES_TIMEOUT",
                    "1s"))) {
      Api here = new Api(near.uri());
      Api there = new Api(far.uri());
      String event = here.newEvent();
      Held held = there.placed(event, "A-1");

      network.cutOff();
      assertProblem(there.place(event, "A-2"), 503, "unavailable");
      await(() -> here.place(event, "A-2").statusCode() == 201);
      here.confirmed(held);
      assertProblem(there.place(event, "A-3"), 503, "unavailable");

      network.comeBack();
      await(() -> there.place(event, "A-4").statusCode() == 201);
      assertProblem(there.place(event, "A-2"), 409, "seats-unavailable");
      there.availability(event).then().body("reserved", contains("A-1"));
    }
  }

  @Tag("long")
  @Test
  void keysAreRotatedWhileTwoNodesSell() {
    String old = key(1);
    String young = key(2);
    Map<String, String> database = Map.of("QUARKUS_DATASOURCE_JDBC_URL", postgres.createDatabase());
    try (PackagedService one = withKeys(database, old);
        PackagedService other = withKeys(database, old + "," + young)) {
      Api first = new Api(one.uri());
      Api second = new Api(other.uri());
      String event = first.newEvent();
      eachConfirmsTheHoldsOfTheOther(event, "A", first, second);
      Held before = first.placed(event, "B-1");
      one.stop();
      try (PackagedService restarted = withKeys(database, young + "," + old)) {
        Api third = new Api(restarted.uri());
        eachConfirmsTheHoldsOfTheOther(event, "B", third, second);
        third.confirmed(before);
      }
    }
  }

  private static void eachConfirmsTheHoldsOfTheOther(String event, String row, Api one, Api other) {
    other.confirmed(one.placed(event, row + "-11"));
    one.confirmed(other.placed(event, row + "-12"));
  }

  /// A node whose keys are in a file, as in production.
  private PackagedService withKeys(Map<String, String> database, String keys) {
    try {
      Path file = Files.createTempFile("holdfast-", ".properties");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          "holdfast.secret-keys=%s%nholdfast.admin-key=%s%n"
              .formatted(keys, PackagedService.ADMIN_KEY));
      Map<String, String> settings = new HashMap<>(database);
      settings.put("QUARKUS_CONFIG_LOCATIONS", file.toString());
      settings.put("HOLDFAST_SECRET_KEYS", "");
      settings.put("HOLDFAST_ADMIN_KEY", "");
      return PackagedService.start(postgres, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Tag("long")
  @Test
  void aNodeWithoutMemoryEndsAndLosesNothing() throws InterruptedException {
    List<String> small = List.of("-Xmx100m", "-XX:+ExitOnOutOfMemoryError");
    try (PackagedService service = PackagedService.start(postgres, Map.of(), small)) {
      Api api = new Api(service.uri());
      String event = api.newEvent();
      Held held = api.placed(event, "A-1");
      try (HttpClient client = HttpClient.newHttpClient();
          ExecutorService threads = Executors.newCachedThreadPool()) {
        for (int i = 0; i < 4; i++) {
          threads.execute(() -> sendHugeRoom(client, service));
        }
        assertThat(service.endsWithin(LONG)).isTrue();
      }
      service.startAgain();
      api.confirmed(held);
    }
  }

  private static void sendHugeRoom(HttpClient client, PackagedService service) {
    String seat = "{\"id\": \"%s\", \"category\": \"stalls\"},".formatted("x".repeat(60));
    String body = Api.room().replaceFirst("\"seats\": \\[", "$0" + seat.repeat(300_000));
    HttpRequest request =
        HttpRequest.newBuilder(service.uri().resolve("/api/v1/seat-maps"))
            .header("Authorization", "Bearer " + PackagedService.ADMIN_KEY)
            .header("Content-Type", Api.JSON)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      client.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (IOException | InterruptedException _) {
      // The node has ended.
    }
  }

  private static void await(BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
