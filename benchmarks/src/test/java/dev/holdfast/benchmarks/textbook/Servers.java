package dev.holdfast.benchmarks.textbook;

import dev.holdfast.local.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// The servers that the tests of one run share. They end with its process.
final class Servers {
  static final EmbeddedPostgres POSTGRES = quickToFindDeadlocks();
  static final RedisServers REDIS = RedisServers.start();

  private static final int CONNECTIONS = 4;
  private static final String DATABASE = POSTGRES.createDatabase();

  private Servers() {}

  /// By default a session waits for a second before it looks for a deadlock.
  private static EmbeddedPostgres quickToFindDeadlocks() {
    EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE CURRENT_USER SET deadlock_timeout = '20ms'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return postgres;
  }

  /// A stage that is set up for a way.
  static Stage stage(Workload workload, Way way) {
    var stage =
        new Stage(
            workload,
            DATABASE,
            POSTGRES.user(),
            POSTGRES.password(),
            REDIS,
            CONNECTIONS,
            new Tally());
    stage.setUp(way);
    return stage;
  }
}
