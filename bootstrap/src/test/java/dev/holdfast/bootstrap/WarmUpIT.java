package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A node that warms up before it is ready.
@ExtendWith(RunningService.class)
class WarmUpIT {
  private static final List<String> TABLES =
      List.of(
          "seat_map",
          "event",
          "event_head",
          "seat_claim",
          "hold",
          "reservation",
          "ticket",
          "ledger",
          "cool_down",
          "idempotency",
          "catalogue_idempotency");
  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final String WARMING = "\"name\":\"Warm-up\",\"status\":\"DOWN\"";

  private final EmbeddedPostgres postgres;

  WarmUpIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void itIsReadyAfterwardsAndNobodySeesWhatItDid() throws Exception {
    Map<String, String> settings =
        Map.of(
            "HOLDFAST_WARM_UP", "3s",
            "HOLDFAST_LIMITS_ADDRESS_BROWSING", "2",
            "HOLDFAST_LIMITS_ADDRESS_HOLDING", "1");
    try (PackagedService service = PackagedService.begin(postgres, settings)) {
      awaitHealth(service, WARMING);
      service.management().get("/q/health/started").then().statusCode(200);
      service.management().get("/q/health/live").then().statusCode(200);
      awaitHealth(service, "\"name\":\"Warm-up\",\"status\":\"UP\"");
      assertThat(service.log())
          .containsPattern("warmed up in \\d+\\.\\d s by [1-9]\\d* requests")
          .doesNotContain("WARN", "ERROR");

      var api = new Api(service.uri());
      Response events = api.open().get("/api/v1/events");
      assertThat(events.statusCode()).isEqualTo(200);
      assertThat(events.<List<?>>path("items")).isEmpty();
      assertThat(events.header("RateLimit")).startsWith("\"address-browsing\";r=1;");
      assertThat(service.management().get("/q/metrics").asString())
          .contains("holdfast_failures_total{ledger=\"postgres\"} 0.0");

      for (String table : TABLES) {
        assertThat(number(service, "SELECT count(*) FROM public." + table)).as(table).isZero();
      }
      // A server process ends a moment after its connection.
      while (number(service, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'") > 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void toldToStopItDoesNotGoOnWarmingUp() throws Exception {
    try (PackagedService service =
        PackagedService.begin(postgres, Map.of("HOLDFAST_WARM_UP", "10m"))) {
      awaitHealth(service, WARMING);
      while (number(service, "SELECT count(*) FROM pg_class WHERE relpersistence = 't'") == 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      service.askToStop();

      assertThat(service.endsWithin(Duration.ofSeconds(8))).isTrue();
      assertThat(service.log()).contains("stopped in").doesNotContain("WARN", "ERROR");
    }
  }

  @Test
  void whereItMayNotHaveTemporaryTablesItIsReadyWithout() throws SQLException {
    String database = postgres.createDatabase();
    String name = database.substring(database.lastIndexOf('/') + 1);
    try (Connection connection =
            DriverManager.getConnection(database, postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE plain LOGIN PASSWORD 'plain'");
      statement.execute("GRANT ALL ON SCHEMA public TO plain");
      statement.execute("REVOKE TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
    }
    assertReadyWithout(
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", database,
            "QUARKUS_DATASOURCE_USERNAME", "plain",
            "QUARKUS_DATASOURCE_PASSWORD", "plain"),
        "the database's user has not the privilege TEMPORARY");
  }

  @Tag("long")
  @Test
  void whereTemporaryTablesDoNotComeFirstItIsReadyWithout() {
    String path = "?options=-c%20search_path=public,pg_temp";
    assertReadyWithout(
        Map.of("QUARKUS_DATASOURCE_JDBC_URL", postgres.createDatabase() + path),
        "the search path does not begin with pg_temp");
  }

  private void assertReadyWithout(Map<String, String> settings, String why) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("HOLDFAST_WARM_UP", "10m");
    try (PackagedService service = PackagedService.start(postgres, all)) {
      assertThat(service.log())
          .containsPattern("INFO .* not warmed up: " + why)
          .doesNotContain("WARN", "ERROR");
    }
  }

  private static void awaitHealth(PackagedService service, String check) throws Exception {
    var request =
        HttpRequest.newBuilder(service.management().uri().resolve("/q/health/ready")).build();
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    String last = "";
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline) {
        try {
          last = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
          last = e.toString();
        }
        if (last.replaceAll("\\s", "").contains(check)) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    throw new AssertionError(last + " (expected: " + check + "): " + service.log());
  }

  private long number(PackagedService service, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(service.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
