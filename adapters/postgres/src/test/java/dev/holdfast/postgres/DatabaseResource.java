package dev.holdfast.postgres;

import dev.holdfast.local.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// An empty PostgreSQL for tests that need Hibernate.
public class DatabaseResource implements QuarkusTestResourceLifecycleManager {
  @SuppressWarnings("NullAway.Init")
  private EmbeddedPostgres server;

  @Override
  public Map<String, String> start() {
    server = EmbeddedPostgres.temporary();
    return Map.of(
        "quarkus.datasource.jdbc.url", server.jdbcUrl(),
        "quarkus.datasource.username", server.user(),
        "quarkus.datasource.password", server.password());
  }

  @Override
  public void stop() {
    server.close();
  }
}
