package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private final TestDatabase database = TestDatabase.empty();
  private final Bulkhead one = new Bulkhead(1, Duration.ofMillis(20));

  /// Otherwise a thousand streams and deliveries would leave the lanes no connection.
  @Test
  void theFeedsAndTheWebhooksLeaveConnectionsToTheLedger() {
    var feeds = new PostgresFeedStore(database.pool(), one);
    var webhooks = new PostgresWebhookStore(database.pool(), one);
    List<Runnable> calls =
        List.of(
            () -> feeds.read(null, 0, 1),
            () -> feeds.behind(1),
            () -> webhooks.list(null),
            webhooks::standing);
    calls.forEach(Runnable::run);
    one.within(
        () -> {
          for (Runnable call : calls) {
            assertThatExceptionOfType(LedgerUnavailable.class).isThrownBy(call::run);
          }
          return true;
        });
  }

  @Test
  void aLostCommitIsUnknownAndNoFailure() {
    var sessions = new Sessions(database.pool(), one);
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(
            () ->
                sessions.within(
                    session -> {
                      Statements statements = Sessions.begin(session);
                      statements.add("SELECT txid_current()");
                      statements.send();
                      var last = new Statements(session.connection());
                      last.add("SELECT pg_terminate_backend(pg_backend_pid())");
                      Sessions.commit(session, last);
                      return true;
                    }));
    assertThat(sessions.within(SessionsTest::answers)).isTrue();
  }

  private static boolean answers(Session session) throws SQLException {
    return new Queries(session.connection()).query("SELECT true AS is", row -> true).getFirst();
  }
}
