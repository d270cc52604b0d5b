package dev.holdfast.postgres;

import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// The database that a command works on: the one that the environment names, as it does for the
/// service.
public final class NamedDatabase {
  private NamedDatabase() {}

  /// Connects anew each time.
  ///
  /// @throws IllegalArgumentException if the environment names none
  public static DataSource in(Map<String, String> environment) {
    String url = environment.get("QUARKUS_DATASOURCE_JDBC_URL");
    if (url == null) {
      throw new IllegalArgumentException(
          "QUARKUS_DATASOURCE_JDBC_URL: absent (expected: jdbc:postgresql://host/database)");
    }
    var database = new PGSimpleDataSource();
    database.setUrl(url);
    database.setUser(environment.get("QUARKUS_DATASOURCE_USERNAME"));
    database.setPassword(environment.get("QUARKUS_DATASOURCE_PASSWORD"));
    return database;
  }
}
