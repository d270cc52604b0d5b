package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testkit.TestDatabase;
import io.agroal.api.AgroalDataSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// That a transaction ends as it is said to, and leaves no trace on its connection.
@Timeout(60)
class SessionTest {
  private final TestDatabase database = TestDatabase.empty();
  private final AgroalDataSource pool = database.newPool(database.url());

  @AfterEach
  void close() {
    pool.close();
  }

  private Session open() throws SQLException {
    return Session.open(pool, AnswerTimeout.USUAL);
  }

  private static void send(Session session, String sql) throws SQLException {
    var statements = new Statements(session.connection());
    statements.add(sql);
    statements.send();
  }

  private static List<String> rows(Session session, String sql) throws SQLException {
    return new Queries(session.connection()).query(sql, (ResultSet row) -> row.getString(1));
  }

  private Optional<SQLException> commitSaying(String level) throws SQLException {
    try (Session session = open()) {
      send(session, "BEGIN");
      var statements = new Statements(session.connection());
      statements.add("DO $$ BEGIN RAISE %s 'so'; END $$".formatted(level));
      return session.commit(statements);
    }
  }

  @Test
  void aCommitIsInDoubtIfTheServerWarnsAndNotIfItGivesNotice() throws SQLException {
    assertThat(commitSaying("NOTICE")).isEmpty();
    assertThat(commitSaying("WARNING")).containsInstanceOf(SQLWarning.class);
  }

  @Test
  void aTransactionThatHasFailedIsNotCommitted() throws SQLException {
    try (Session session = open()) {
      send(session, "BEGIN");
      assertThatThrownBy(() -> send(session, "SELECT 1 / 0")).isInstanceOf(SQLException.class);

      assertThatThrownBy(session::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("FAILED (expected: OPEN)");
    }
  }

  @Test
  void aConnectionWhoseTransactionCannotBeRolledBackIsUsedByNobodyElse() throws SQLException {
    // Until the driver has prepared the statement on the server, where it can be taken from it.
    List<String> prepared = List.of();
    while (prepared.isEmpty()) {
      try (Session session = open()) {
        send(session, "BEGIN");
        prepared =
            rows(session, "SELECT name FROM pg_prepared_statements WHERE statement = 'ROLLBACK'");
      }
    }
    String broken;
    try (Session session = open()) {
      broken = rows(session, "SELECT pg_backend_pid()").getFirst();
      send(session, "BEGIN");
      send(session, "DEALLOCATE \"%s\"".formatted(prepared.getFirst()));
    }

    try (Session next = open()) {
      assertThat(rows(next, "SELECT pg_backend_pid()")).isNotEqualTo(List.of(broken));
      send(next, "BEGIN");
      assertThat(next.commit()).isEmpty();
    }
  }
}
