package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.local.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// The command that migrates, and what it grants.
class MigrateTest {
  private static final EmbeddedPostgres SERVER = EmbeddedPostgres.temporary();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final String url = SERVER.createDatabase();
  private final String user = "u-" + UUID.randomUUID();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private PGSimpleDataSource database(String of) {
    var database = new PGSimpleDataSource();
    database.setUrl(url);
    database.setUser(of);
    database.setPassword(SERVER.password());
    return database;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void createUser() throws SQLException {
    execute("CREATE ROLE \"%s\" LOGIN PASSWORD '%s'".formatted(user, SERVER.password()));
  }

  private Migrate command() {
    return new Migrate(
        database(SERVER.user()),
        2,
        Duration.ZERO,
        new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  private void migrateTo(String version) {
    Flyway.configure()
        .dataSource(url, SERVER.user(), SERVER.password())
        .target(version)
        .load()
        .migrate();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, SERVER.user(), SERVER.password());
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    }
  }

  @Test
  void aMigrationThatFindsATableLockedGivesUpSoonAndGoesOnLater() throws SQLException {
    migrateTo("8");
    try (Connection forgotten = connect();
        Statement statement = forgotten.createStatement()) {
      forgotten.setAutoCommit(false);
      statement.execute("SELECT FROM seat_claim");

      assertThatThrownBy(() -> command().migrate())
          .isInstanceOf(FlywayException.class)
          .hasMessage("ERROR: canceling statement due to lock timeout");

      assertThat(said.toString(StandardCharsets.UTF_8))
          .isEqualTo(
              "ERROR: canceling statement due to lock timeout; trying again in 0 s%n".formatted());
    }
    said.reset();

    command().migrate();

    assertThat(said.toString(StandardCharsets.UTF_8))
        .matches("(?s)[1-9]\\d* migrations done, the tables are of version \\d+\\R");
    command().migrate();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("0 migrations done");
  }

  @Test
  void theUserOfTheServiceMayNotChangeTablesNorWhatWasSold() throws SQLException {
    execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC");
    command().migrate();
    createUser();
    // What it was given by hand goes.
    execute("GRANT ALL ON ledger TO \"%s\"".formatted(user));

    command().grant(user);

    assertThat(
            rows(
                """
                SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                  AND relkind IN ('r', 'p') AND NOT relispartition AND NOT has_table_privilege('%s', oid, 'SELECT')
                """
                    .formatted(user)))
        .as("without a line in grants.sql")
        .isEmpty();
    assertThat(
            rows(
                """
                SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                  AND NOT has_function_privilege('%s', oid, 'EXECUTE')
                """
                    .formatted(user)))
        .as("without a line in grants.sql")
        .isEmpty();
    assertThat(
            rows(
                """
                SELECT relname || ' ' || may FROM pg_class,
                  unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'])
                    AS may
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                  AND (has_table_privilege('%1$s', oid, may) OR may = 'UPDATE'
                    AND has_any_column_privilege('%1$s', oid, may))
                ORDER BY 1
                """
                    .formatted(user)))
        .containsExactly(
            "api_client UPDATE",
            "api_key UPDATE",
            "catalogue_idempotency DELETE",
            "catalogue_idempotency UPDATE",
            "cool_down DELETE",
            "cool_down UPDATE",
            "event UPDATE",
            "event_head UPDATE",
            "feed_cursor UPDATE",
            "feed_entry DELETE",
            "feed_head UPDATE",
            "hold DELETE",
            "hold UPDATE",
            "hold_outcome DELETE",
            "idempotency DELETE",
            "idempotency UPDATE",
            "seat_claim DELETE",
            "seat_claim UPDATE",
            "ticket UPDATE",
            "webhook_again DELETE",
            "webhook_again UPDATE",
            "webhook_delivery DELETE",
            "webhook_delivery UPDATE",
            "webhook_endpoint DELETE",
            "webhook_endpoint UPDATE",
            "webhook_secret DELETE",
            "webhook_secret UPDATE");
    assertThat(rows("SELECT has_schema_privilege('%s', 'public', 'CREATE')".formatted(user)))
        .containsExactly("f");
  }

  @Test
  void aServiceIsToldWhatItsDatabaseLacks() throws SQLException {
    Flyway flyway = Flyway.configure().dataSource(database(SERVER.user())).load();
    migrateTo("8");
    assertThat(Schema.lack(flyway, database(SERVER.user())))
        .hasValueSatisfying(lack -> assertThat(lack).startsWith("the migrations 9, 10"));
    command().migrate();
    assertThat(Schema.lack(flyway, database(SERVER.user()))).isEmpty();

    createUser();
    command().grant(user);
    execute("REVOKE ALL ON hold, ledger FROM \"%s\"".formatted(user));

    assertThat(Schema.lack(Flyway.configure().dataSource(database(user)).load(), database(user)))
        .contains("rights on hold, ledger for the user of the service");
  }

  @Test
  void aUserWhomGrantsDoNotLimitIsRefused() {
    command().migrate();
    assertThatThrownBy(() -> command().grant(SERVER.user()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "holdfast: owns the tables, so that grants do not limit it (expected: another user)");
    assertThatThrownBy(() -> command().grant("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nobody: no such user (expected: one made with CREATE ROLE … LOGIN)");
  }
}
