package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.Simulation;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An upgrade from an older version to this one, and back, while buyers buy, as
/// `docs/operating/upgrade.md` describes it.
@Tag("long")
@Timeout(900)
class OlderVersionIT {
  private static final System.Logger LOG = System.getLogger(OlderVersionIT.class.getName());
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PACKAGE = Path.of("target", "quarkus-app");

  /// The commit that the older version is built from.
  private static final String COMMIT = System.getProperty("holdfast.older", "HEAD~1");

  private static final String SERVICE = "holdfast_service";
  private static final int OLDER = 0;
  private static final int NEWER = 1;

  /// What a version may do to tables while the version before it sells: it adds columns to all that
  /// a sale writes and reads. Between two commits there is hardly ever a migration.
  private static final String EXPANSION =
      """
      ALTER TABLE event_head ADD COLUMN later text;
      ALTER TABLE event ADD COLUMN later text;
      ALTER TABLE hold ADD COLUMN later integer NOT NULL DEFAULT 7;
      ALTER TABLE seat_claim ADD COLUMN later integer NOT NULL DEFAULT 7;
      ALTER TABLE reservation ADD COLUMN later text;
      ALTER TABLE ticket ADD COLUMN later text;
      ALTER TABLE ledger ADD COLUMN later text;
      ALTER TABLE idempotency ADD COLUMN later text;
      """;

  @Test
  void bothVersionsSellDuringAnUpgradeAndNoRequestFails(@TempDir Path folder) throws Exception {
    Path older = packageOf(folder);
    Path expansion = folder.resolve("expansion");
    Files.createDirectories(expansion.resolve("db/migration"));
    Files.writeString(expansion.resolve("db/migration/V1000__expand.sql"), EXPANSION);
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
      String url = postgres.createDatabase();
      createServiceUser(postgres, url);
      migrate(postgres, url, jars(older));
      StoredCheck stored = new StoredCheck(PackagedService.database(postgres, url));
      List<String> events;
      List<Call> calls;
      try (PackagedService old =
              PackagedService.start(
                  older.resolve("quarkus-run.jar"), postgres, settings(postgres, url));
          History history = new History(List.of(old.uri()), _ -> {})) {
        events = Stress.newEvents(new Api(old.uri()));
        try (Crowd _ = new Crowd("buyer-", new SplittableRandom(seed), events, history)) {
          history.awaitSales(Set.of("0 of 0"));
          assertThat(migrate(postgres, url, expansion + File.pathSeparator + jars(PACKAGE)))
              .contains("the tables are of version 1000");
          history.awaitSales(Set.of("0 of 0"));
          upgradeAndGoBack(postgres, url, old, history);
          history.awaitSales(Set.of("0 of 0"));
        }
        calls = history.calls();
        Crowd.awaitEndOfHolds(stored);
      }
      assertThat(calls.stream().filter(OlderVersionIT::isFailure)).as("seed %d", seed).isEmpty();
      List<String> violations = new HistoryCheck(calls, Stress.LONGEST_HOLD).violations();
      violations.addAll(stored.violations(events, calls, Map.of()));
      assertThat(violations).as("seed %d", seed).isEmpty();
    }
  }

  /// Replaces the older node, which stops, and then the newer one by the older one.
  private static void upgradeAndGoBack(
      EmbeddedPostgres postgres, String url, PackagedService old, History history)
      throws InterruptedException {
    try (PackagedService young = PackagedService.start(postgres, settings(postgres, url))) {
      history.join(young.uri());
      eachSellsTheHoldsOfTheOther(history);
      eachShowsWhatTheOtherSells(new Api(old.uri()), new Api(young.uri()));

      history.leaveAndAwaitAnswers(OLDER);
      old.stop();
      history.awaitSales(Set.of("1 of 1"));

      old.startAgain();
      history.comeBack(OLDER);
      eachSellsTheHoldsOfTheOther(history);
      history.leaveAndAwaitAnswers(NEWER);
    }
  }

  private static void eachSellsTheHoldsOfTheOther(History history) throws InterruptedException {
    history.awaitSales(Set.of("0 of 1", "1 of 0"));
  }

  private static void eachShowsWhatTheOtherSells(Api old, Api young) throws InterruptedException {
    String event = old.newEvent();
    Held first = old.placed(event, "A-1");
    Held second = young.placed(event, "A-2");
    young.confirmed(first);
    old.confirmed(second);
    for (Api api : List.of(old, young)) {
      assertProblem(api.place(event, "A-1"), 409, "seats-unavailable");
      assertProblem(api.place(event, "A-2"), 409, "seats-unavailable");
      while (!api.availability(event).path("reserved").equals(List.of("A-1", "A-2"))) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static boolean isFailure(Call call) {
    return switch (call.answer()) {
      case Answer.Ok _ -> false;
      case Answer.Failed failed -> failed.status() >= 500;
      case Answer.Unknown _, Answer.Invoked _ -> true;
    };
  }

  /// Builds the older version.
  private static Path packageOf(Path folder) throws IOException, InterruptedException {
    assumeTrue(
        run(folder, Map.of(), "git", "-C", ROOT.toString(), "rev-parse", COMMIT + "^{commit}").ok(),
        "no commit " + COMMIT + ": this is no clone with its history");
    Path clone = folder.resolve("clone");
    run(folder, Map.of(), "git", "clone", "-q", ROOT.toString(), clone.toString()).check();
    run(clone, Map.of(), "git", "checkout", "-q", COMMIT).check();
    Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
    run(clone, environment, clone.resolve("holdfast").toString(), "package").check();
    return clone.resolve("bootstrap").resolve(PACKAGE);
  }

  private static void createServiceUser(EmbeddedPostgres postgres, String url) throws SQLException {
    try (Connection connection = PackagedService.database(postgres, url).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(SERVICE, postgres.password()));
    }
  }

  private static String jars(Path application) {
    return application.resolve("lib/main")
        + "/*"
        + File.pathSeparator
        + application.resolve("lib/boot")
        + "/*";
  }

  /// Migrates as the owner of the tables.
  private static String migrate(EmbeddedPostgres postgres, String url, String classPath)
      throws IOException, InterruptedException {
    Map<String, String> owner =
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", url,
            "QUARKUS_DATASOURCE_USERNAME", postgres.user(),
            "QUARKUS_DATASOURCE_PASSWORD", postgres.password());
    return run(
            Path.of("").toAbsolutePath(),
            owner,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-classpath",
            classPath,
            "dev.holdfast.postgres.Migrate",
            "--grant",
            SERVICE)
        .check();
  }

  private static Map<String, String> settings(EmbeddedPostgres postgres, String url) {
    return Map.of(
        "QUARKUS_DATASOURCE_JDBC_URL",
        url,
        "QUARKUS_DATASOURCE_USERNAME",
        SERVICE,
        "QUARKUS_DATASOURCE_PASSWORD",
        postgres.password(),
        "QUARKUS_FLYWAY_MIGRATE_AT_START",
        "false",
        // A machine that is busy with other tests is slow to answer, and that is no failure here.
        "HOLDFAST_LANES_TIMEOUT",
        "20s");
  }

  private record Run(int status, String output) {
    boolean ok() {
      return status == 0;
    }

    String check() {
      assertThat(status).as(output).isZero();
      return output;
    }
  }

  private static Run run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
