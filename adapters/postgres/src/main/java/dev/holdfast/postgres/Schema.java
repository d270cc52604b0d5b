package dev.holdfast.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/// What a service needs to find in a database that somebody else migrates.
public final class Schema {
  private Schema() {}

  /// Says what the database lacks. It may be of a later version.
  ///
  /// @return empty if a service of this version may start
  public static Optional<String> lack(Flyway flyway, DataSource dataSource) throws SQLException {
    MigrationInfo[] pending = flyway.info().pending();
    if (pending.length > 0) {
      return Optional.of(
          Stream.of(pending)
              .map(migration -> String.valueOf(migration.getVersion()))
              .collect(Collectors.joining(", ", "the migrations ", "")));
    }
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        var table =
            statement.executeQuery(
                """
                SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                  AND relowner = (SELECT relowner FROM pg_class WHERE oid = 'ledger'::regclass)
                  AND NOT has_table_privilege(oid, 'SELECT')
                """)) {
      table.next();
      return Optional.ofNullable(table.getString(1))
          .map(tables -> "rights on " + tables + " for the user of the service");
    }
  }
}
