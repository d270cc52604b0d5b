package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir private static Path parent;
  private static Path data;
  private static EmbeddedPostgres shared;

  @BeforeAll
  static void start() {
    data = parent.resolve("a folder with spaces");
    shared = EmbeddedPostgres.start(data);
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  void nothingAcknowledgedCanBeLost() throws SQLException {
    assertThat(show(shared, "fsync")).isEqualTo("on");
    assertThat(show(shared, "full_page_writes")).isEqualTo("on");
    assertThat(show(shared, "synchronous_commit")).isEqualTo("on");
  }

  @Test
  void theLogShowsNoRowsAndNoParameters() throws SQLException {
    execute(shared, "CREATE TABLE held (customer text CHECK (length(customer) < 20))");
    try (Connection connection =
            DriverManager.getConnection(shared.jdbcUrl(), shared.user(), shared.password());
        var settings = connection.createStatement();
        var statement = connection.prepareStatement("INSERT INTO held VALUES (?)")) {
      settings.execute("SET log_min_duration_statement = 0");
      for (String customer : new String[] {"a customer 1815", "a customer whose id is too long"}) {
        statement.setString(1, customer);
        try {
          statement.execute();
        } catch (SQLException e) {
          assertThat(e.getMessage()).contains("check constraint");
        }
      }
    }
    assertThat(shared.log())
        .contains("INSERT INTO held VALUES ($1)")
        .contains("violates check constraint")
        .doesNotContain("1815")
        .doesNotContain("too long");
  }

  @Test
  void dataSurvivesARestartOfTheWhole() throws SQLException {
    execute(shared, "CREATE TABLE kept_over_restart AS SELECT 42 AS answer");
    shared.close();
    shared = EmbeddedPostgres.start(data);
    assertThat(query(shared, "SELECT answer FROM kept_over_restart")).isEqualTo("42");
  }

  @Test
  void dataSurvivesTheDeathOfTheServer() throws SQLException {
    var url = shared.jdbcUrl();
    execute(shared, "CREATE TABLE kept_over_death AS SELECT 42 AS answer");

    shared.kill();
    assertThatThrownBy(() -> show(shared, "fsync")).isInstanceOf(SQLException.class);
    shared.restart();

    assertThat(shared.jdbcUrl()).isEqualTo(url);
    assertThat(query(shared, "SELECT answer FROM kept_over_death")).isEqualTo("42");
  }

  /// Those who know the server know its port, and would look for it in vain on another one.
  @Test
  void aRestartTakesNoOtherPort() throws Exception {
    var url = shared.jdbcUrl();
    int port = URI.create(url.substring("jdbc:".length())).getPort();

    shared.kill();
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(shared::restart).isInstanceOf(IllegalStateException.class);
    }
    shared.restart();

    assertThat(shared.jdbcUrl()).isEqualTo(url);
    assertThat(show(shared, "fsync")).isEqualTo("on");
  }

  @Test
  void aStalePidFileThatNamesAnotherProgramIsNoHindrance() throws Exception {
    shared.close();
    Files.writeString(
        data.resolve("postgres/postmaster.pid"), ProcessHandle.current().pid() + "\n");
    shared = EmbeddedPostgres.start(data);
    assertThat(show(shared, "fsync")).isEqualTo("on");
  }

  @Test
  void theServerEndsWithTheProcessThatStartedIt(@TempDir Path folder) throws Exception {
    Starter.startAndDie(Starter.Server.POSTGRES, folder);
  }

  @Test
  void aSecondInstanceOnTheSameFolderIsRefused() {
    assertThatThrownBy(() -> EmbeddedPostgres.start(data))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "%s: in use by another Holdfast (process %d)", data, ProcessHandle.current().pid());
  }

  @Test
  void aFreshDatabaseIsEmptyAndApartFromTheOthers() throws SQLException {
    var url = shared.createDatabase();
    assertThat(url).isNotEqualTo(shared.jdbcUrl()).isNotEqualTo(shared.createDatabase());
    try (var connection = DriverManager.getConnection(url, shared.user(), shared.password())) {
      assertThat(query(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
          .isEqualTo("0");
    }
  }

  @Test
  void itWantsThePassword() {
    assertThatThrownBy(() -> DriverManager.getConnection(shared.jdbcUrl(), shared.user(), "guess"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void closingLeavesNeitherProcessNorTemporaryFolder() throws SQLException {
    var postgres = EmbeddedPostgres.temporary();
    var process = ProcessHandle.of(postgres.pid()).orElseThrow();
    var data = Path.of(query(postgres, "SHOW data_directory"));
    postgres.close();
    assertThat(ServerProcess.isRunning(process)).isFalse();
    assertThat(data.getParent()).doesNotExist();
  }

  private static String show(EmbeddedPostgres postgres, String setting) throws SQLException {
    return query(postgres, "SHOW " + setting);
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres)) {
      return query(connection, sql);
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = connect(postgres);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
