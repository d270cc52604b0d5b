package dev.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private static EmbeddedPostgres shared;

  @BeforeAll
  static void start() {
    shared = EmbeddedPostgres.temporary();
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
  void dataSurvivesARestartOfTheWhole(@TempDir Path folder) throws SQLException {
    var data = folder.resolve("a folder with spaces");
    try (var postgres = EmbeddedPostgres.start(data)) {
      execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    try (var postgres = EmbeddedPostgres.start(data)) {
      assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void dataSurvivesTheDeathOfTheServer() throws SQLException {
    try (var postgres = EmbeddedPostgres.temporary()) {
      var url = postgres.jdbcUrl();
      execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");

      postgres.kill();
      assertThatThrownBy(() -> show(postgres, "fsync")).isInstanceOf(SQLException.class);
      postgres.restart();

      assertThat(postgres.jdbcUrl()).isEqualTo(url);
      assertThat(query(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void aStalePidFileThatNamesAnotherProgramIsNoHindrance(@TempDir Path data) throws Exception {
    EmbeddedPostgres.start(data).close();
    Files.writeString(
        data.resolve("postgres/postmaster.pid"), ProcessHandle.current().pid() + "\n");
    try (var postgres = EmbeddedPostgres.start(data)) {
      assertThat(show(postgres, "fsync")).isEqualTo("on");
    }
  }

  /// The other process dies without a chance to stop its server.
  @Test
  void theServerEndsWithTheProcessThatStartedIt(@TempDir Path data) throws Exception {
    var starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var answer = starter.inputReader()) {
      var server = ProcessHandle.of(Long.parseLong(answer.readLine())).orElseThrow();
      assertThat(server.isAlive()).isTrue();
      starter.destroyForcibly();
      assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  static final class Starter {
    public static void main(String[] args) throws InterruptedException {
      System.out.println(EmbeddedPostgres.start(Path.of(args[0])).pid());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }

  @Test
  void aSecondInstanceOnTheSameFolderIsRefused(@TempDir Path data) {
    try (var _ = EmbeddedPostgres.start(data)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(data))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "%s: in use by another Holdfast (process %d)", data, ProcessHandle.current().pid());
    }
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
    assertThat(process.isAlive()).isFalse();
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
