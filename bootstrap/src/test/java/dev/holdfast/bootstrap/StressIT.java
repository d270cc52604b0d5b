package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.CommitProxy;
import dev.holdfast.testkit.Simulation;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many clients at two nodes over one PostgreSQL want few seats and places, while connections
/// break, commits get lost, a stranger locks events and holds, and a node is killed. In the end I1
/// to I7 are true of what is stored, and of what was answered.
class StressIT {
  @Test
  void whateverGoesWrongNoSeatIsSoldTwiceAndNothingAcknowledgedIsLost() throws Exception {
    stress(Duration.ofSeconds(6));
  }

  @Tag("long")
  @Test
  void noSeatIsSoldTwiceAndNothingAcknowledgedIsLostInTheLongRun() throws Exception {
    stress(Duration.ofSeconds(150));
  }

  private static void stress(Duration atLeast) throws Exception {
    long seed = Simulation.newSeed();
    System.getLogger(StressIT.class.getName())
        .log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
      String url = postgres.createDatabase();
      try (CommitProxy proxy = new CommitProxy(url)) {
        CompletableFuture<PackagedService> other =
            CompletableFuture.supplyAsync(() -> start(postgres, proxy.jdbcUrl(), Map.of()));
        try (PackagedService direct = start(postgres, url, Map.of());
            PackagedService proxied = other.join();
            AgroalDataSource dataSource = strangers(url, postgres)) {
          var faults =
              new Faults(
                  dataSource,
                  proxy,
                  Faults.KILL,
                  Faults.LOCKED,
                  Faults.TERMINATED,
                  Faults.OUTLASTED);
          new Run(seed, List.of(direct, proxied), dataSource, faults).go(atLeast);
        }
      }
    }
  }

  static AgroalDataSource strangers(String url, EmbeddedPostgres postgres) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                of ->
                    of.maxSize(8)
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        .connectionFactoryConfiguration(
                            to ->
                                to.jdbcUrl(url)
                                    .jdbcProperty("ApplicationName", Faults.STRANGER)
                                    .principal(new NamePrincipal(postgres.user()))
                                    .credential(new SimplePassword(postgres.password())))));
  }

  static PackagedService start(
      EmbeddedPostgres postgres, String url, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("QUARKUS_DATASOURCE_JDBC_URL", url);
    all.put("HOLDFAST_LANES_COUNT", "2");
    all.put("HOLDFAST_LANES_PATIENCE", "2s");
    return PackagedService.start(postgres, all);
  }

  private static final class Run extends Stress {
    private final Faults faults;
    private final StoredCheck stored;

    Run(long seed, List<PackagedService> nodes, DataSource dataSource, Faults faults) {
      super(seed, nodes, faults);
      this.faults = faults;
      this.stored = new StoredCheck(dataSource);
    }

    @Override
    List<Striking> strikes(History history, SplittableRandom random) {
      return List.of(
          faults::breakCommits,
          () -> faults.terminateConnections(5),
          () -> faults.outlastHolds(6),
          () -> {
            killAndRestart(history);
            faults.lockSomeEvent(events(), random);
          });
    }

    @Override
    int openHolds() throws SQLException {
      return stored.openHolds();
    }

    @Override
    List<String> violationsNow() throws SQLException {
      return stored.violationsNow();
    }

    @Override
    List<String> violations(List<Call> calls) throws SQLException {
      return stored.violations(events(), calls, faults.outlasted());
    }

    @Override
    Map<String, String> toBeShown() throws SQLException {
      return stored.availabilities();
    }

    @Override
    String picture(Response shown) {
      return wholePicture(shown);
    }
  }
}
