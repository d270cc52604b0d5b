package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.Simulation;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A primary that dies while buyers buy, and its synchronous standby, which takes over (I2).
@Tag("long")
@Timeout(120)
class StandbyIT {
  private static final System.Logger LOG = System.getLogger(StandbyIT.class.getName());
  private static final String STANDBY = "standby";

  @Test
  void losingThePrimaryLosesNothingAcknowledgedAndOnceItIsBackItSellsNothing() throws Exception {
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    var random = new SplittableRandom(seed);
    List<Call> calls = new ArrayList<>();
    try (EmbeddedPostgres primary = EmbeddedPostgres.temporary();
        EmbeddedPostgres standby = EmbeddedPostgres.standby(primary, STANDBY);
        SearchedLog _ = SearchedLog.of(standby);
        PackagedService service = service(primary, bothOf(primary, standby))) {
      execute(primary, "ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(STANDBY));
      execute(primary, "SELECT pg_reload_conf()");
      awaitTrue(primary, "SELECT sync_state = 'sync' FROM pg_stat_replication");
      Api api = new Api(service.uri());
      List<String> events = Stress.newEvents(api);
      String evening = api.newEvent();

      try (History history = new History(List.of(service.uri()))) {
        try (Crowd _ = new Crowd("buyer-", random, events, history)) {
          TimeUnit.SECONDS.sleep(1);
          history.awaitCall(0);
          primary.kill();
          long killed = System.nanoTime();
          execute(standby, "SELECT pg_promote()");
          awaitSale(history, killed);
          primary.restart();
          TimeUnit.SECONDS.sleep(1);
        }
        calls.addAll(history.calls());
        theOldPrimarySellsNothing(primary, evening);
      }

      StoredCheck stored = new StoredCheck(PackagedService.database(standby, standby.jdbcUrl()));
      Crowd.awaitEndOfHolds(stored);
      List<String> violations = new ArrayList<>();
      violations.addAll(new HistoryCheck(calls, Stress.LONGEST_HOLD).violations());
      violations.addAll(stored.violations(events, calls, Map.of()));
      assertThat(violations).as("seed %d", seed).isEmpty();
    }
  }

  /// What it was told to wait for, nobody takes from it: a node that finds only this one gets no
  /// answer to its commits.
  private static void theOldPrimarySellsNothing(EmbeddedPostgres old, String event) {
    try (PackagedService lost = service(old, old.jdbcUrl())) {
      assertProblem(new Api(lost.uri()).place(event, "A-1"), 503, "unavailable");
    }
  }

  private static PackagedService service(EmbeddedPostgres postgres, String url) {
    return PackagedService.start(
        postgres,
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            url,
            "HOLDFAST_LANES_TIMEOUT",
            "2s",
            "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT",
            "2s"));
  }

  /// As docs/operating/backup.md gives it.
  private static String bothOf(EmbeddedPostgres primary, EmbeddedPostgres standby) {
    return "jdbc:postgresql://%s,%s/holdfast?targetServerType=primary&hostRecheckSeconds=1&connectTimeout=2"
        .formatted(address(standby), address(primary));
  }

  private static String address(EmbeddedPostgres postgres) {
    return URI.create(postgres.jdbcUrl().substring("jdbc:".length())).getAuthority();
  }

  private static void awaitSale(History history, long after) throws InterruptedException {
    while (history.calls().stream()
        .noneMatch(
            call ->
                call.begun() > after
                    && call.isOk()
                    && call.request().kind() == Call.Kind.CONFIRM)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void awaitTrue(EmbeddedPostgres postgres, String sql)
      throws SQLException, InterruptedException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      while (true) {
        try (ResultSet row = statement.executeQuery(sql)) {
          if (row.next() && row.getBoolean(1)) {
            return;
          }
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
