package dev.holdfast.benchmarks.textbook;

import dev.holdfast.local.EmbeddedPostgres;

/// The servers that the tests of one run share. They end with its process.
final class Servers {
  static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.temporary();
  static final RedisServers REDIS = RedisServers.start();

  private static final int CONNECTIONS = 4;
  private static final String DATABASE = POSTGRES.createDatabase();

  private Servers() {}

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
