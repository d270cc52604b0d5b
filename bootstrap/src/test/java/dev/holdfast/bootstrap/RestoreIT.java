package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.local.Backup;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.Restore;
import dev.holdfast.testkit.Simulation;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A backup that is made while buyers buy, and restored as of an instant after it.
@Tag("long")
@Timeout(120)
class RestoreIT {
  private static final System.Logger LOG = System.getLogger(RestoreIT.class.getName());
  private static final Path PACKAGE = Path.of("target", "quarkus-app");

  private final SplittableRandom random = new SplittableRandom(seed());
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  /// An instant by the clock of the database, and between which two of this process it was read.
  private record Moment(Instant at, long from, long to) {}

  private static long seed() {
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    return seed;
  }

  private static PackagedService service(EmbeddedPostgres postgres) {
    return PackagedService.start(
        postgres, Map.of("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl()));
  }

  @Test
  void whatWasSoldBeforeTheInstantIsThereAndNothingIsSoldTwiceAfterwards(@TempDir Path folder)
      throws Exception {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("back up");
    Path restored = folder.resolve("restored");
    List<String> events;
    List<Call> calls = new ArrayList<>();
    Moment moment;
    String evening;
    Held sold;
    Held held;
    Held lost;
    int version;
    long epoch;

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data);
        PackagedService service = service(postgres)) {
      Api api = new Api(service.uri());
      events = Stress.newEvents(api);
      evening = api.newEvent();
      try (History history = new History(List.of(service.uri()))) {
        try (Crowd _ = new Crowd("before-", random, events, history)) {
          TimeUnit.SECONDS.sleep(1);
          sold = api.placed(evening, "A-1");
          Backup.take(data, backup, out);
          held = api.placed(evening, "A-2");
          api.confirmed(sold);
          // Backups can be restored as of whole seconds.
          TimeUnit.MILLISECONDS.sleep(1_500);
          moment = now(postgres);
          TimeUnit.MILLISECONDS.sleep(500);
          lost = api.placed(evening, "A-3");
          api.confirmed(lost);
          Response shown = api.availability(evening);
          version = shown.path("version");
          epoch = shown.<Number>path("epoch").longValue();
        }
        calls.addAll(asOf(moment, history.calls()));
        assertThat(history.calls().stream().filter(Call::isOk))
            .as("some of what was acknowledged will be lost")
            .anyMatch(call -> call.begun() > moment.to());
      }
    }

    assertThatThrownBy(() -> Restore.restore(backup, data, moment.at(), PACKAGE, out))
        .hasMessageContaining("is there already");
    assertThatThrownBy(
            () -> Restore.restore(backup, restored, Instant.now().plusSeconds(60), PACKAGE, out))
        .hasMessage("recovery ended before configured recovery target was reached");
    assertThat(restored).doesNotExist();
    Restore.restore(backup, restored, moment.at(), PACKAGE, out);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("4 of 4 events have a new epoch and are paused");

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(restored);
        PackagedService service = service(postgres)) {
      Api api = new Api(service.uri());
      assertProblem(api.place(evening, "A-4"), 409, "sales-closed")
          .body("reason", equalTo("paused"));
      api.availability(evening)
          .then()
          .body("reserved", contains("A-1"))
          .body("held", contains("A-2"));
      assertProblem(api.confirm(lost), 404, "not-found");
      assertProblem(
          api.open()
              .get(
                  "/api/v1/events/%s/changes?since=%d&epoch=%d".formatted(evening, version, epoch)),
          410,
          "resync");
      api.confirmed(held);
      api.asAdmin("{\"seats\": [\"A-3\"], \"reason\": \"sold\"}")
          .post("/api/v1/events/" + evening + "/blocks")
          .then()
          .statusCode(200);
      api.asAdmin(Api.ids("A-3"))
          .delete("/api/v1/events/" + evening + "/blocks")
          .then()
          .statusCode(200);
      events.forEach(
          event -> {
            api.availability(event).then().body("held", empty());
            resume(api, event);
          });
      resume(api, evening);
      api.placed(evening, "A-3");

      StoredCheck stored = new StoredCheck(PackagedService.database(postgres, postgres.jdbcUrl()));
      try (History history = new History(List.of(service.uri()))) {
        try (Crowd _ = new Crowd("after-", random, events, history)) {
          TimeUnit.SECONDS.sleep(1);
        }
        calls.addAll(history.calls());
        assertThat(history.calls()).anyMatch(RestoreIT::sells);
      }
      Crowd.awaitEndOfHolds(stored);
      List<String> violations = new HistoryCheck(calls, Stress.LONGEST_HOLD).violations();
      violations.addAll(stored.violations(events, calls));
      assertThat(violations).isEmpty();
      assertThat(calls.stream().filter(call -> call.ended() < moment.from()))
          .anyMatch(RestoreIT::sells);
    }
  }

  private static void resume(Api api, String event) {
    api.asAdmin().post("/api/v1/events/" + event + "/resume").then().statusCode(200);
  }

  private static boolean sells(Call call) {
    return call.request().kind() == Call.Kind.CONFIRM && call.isOk();
  }

  private static Moment now(EmbeddedPostgres postgres) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      long from = System.nanoTime();
      try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
        row.next();
        return new Moment(
            row.getObject(1, OffsetDateTime.class).toInstant(), from, System.nanoTime());
      }
    }
  }

  /// What clients knew then, and what is true of it if the world ended there: a try that was under
  /// way may have been carried out, and one that came later was not made.
  private static List<Call> asOf(Moment moment, List<Call> calls) {
    return calls.stream()
        .filter(call -> call.begun() < moment.to())
        .map(
            call ->
                call.ended() < moment.from()
                    ? call
                    : new Call(
                        call.request(),
                        call.node(),
                        call.begun(),
                        moment.to(),
                        new Answer.Unknown("under way then")))
        .toList();
  }
}
