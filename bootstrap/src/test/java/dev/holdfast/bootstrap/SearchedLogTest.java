package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.local.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/// What a server of a test's own has logged is noticed when it ends.
class SearchedLogTest {
  @Test
  void anAddressInTheLogOfADatabaseIsNoticed() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
      SearchedLog log = SearchedLog.of(postgres);
      log.close();
      try (Connection connection =
              PackagedService.database(postgres, postgres.jdbcUrl()).getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("DO $$ BEGIN RAISE WARNING 'it was 192.0.2.17'; END $$");
      }
      assertThatThrownBy(log::close)
          .isInstanceOf(AssertionError.class)
          .hasMessageEndingWith("it was 192.0.2.17");
    }
  }
}
