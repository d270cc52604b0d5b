package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.testkit.Samples;
import dev.holdfast.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// A server whose processes stand still keeps its connections, and answers nothing.
@QuarkusTest
@QuarkusTestResource(DatabaseResource.class)
@SuppressWarnings("NullAway.Init")
class FrozenServerTest {
  private static final Duration SLACK = Duration.ofSeconds(3);

  @Inject PostgresSeatMapStore seatMaps;
  @Inject PostgresHoldRecords records;
  @Inject DataSource dataSource;
  @Inject @Readiness DurabilityCheck durability;

  private List<String> backends() throws SQLException {
    List<String> pids = new ArrayList<>();
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")) {
      while (rows.next()) {
        pids.add(rows.getString(1));
      }
    }
    return pids;
  }

  private static void signal(String signal, List<String> pids)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", signal));
    command.addAll(pids);
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /// Runs this while all connections that there are get no answer.
  private void whileFrozen(Executable step) throws SQLException, IOException, InterruptedException {
    List<String> pids = backends();
    signal("-STOP", pids);
    try {
      assertTimeoutPreemptively(AnswerTimeout.USUAL.plus(SLACK), step);
    } finally {
      signal("-CONT", pids);
    }
  }

  @Test
  void whoReadsGivesTheConnectionUp() throws Exception {
    Sale sale = Samples.sale(1);
    HoldId id = HoldId.of(sale.event().id(), 1);

    whileFrozen(
        () ->
            assertThatThrownBy(() -> records.hold(sale, id)).isInstanceOf(LedgerUnavailable.class));

    assertThat(seatMaps.find(new SeatMapId(UUID.randomUUID()))).isEmpty();
  }

  @Test
  void aStatementThatWasClosedMeanwhileMeansThatTheStoreIsUnavailable() throws SQLException {
    try (Connection connection = TestDatabase.empty().connect()) {
      Statement closed;
      try (Statement statement = connection.createStatement()) {
        closed = statement;
      }

      SQLException failure =
          assertThrows(SQLException.class, () -> closed.executeQuery("SELECT 1"));

      assertThat(SqlFailures.toDomain(failure)).isInstanceOf(LedgerUnavailable.class);
    }
  }

  @Test
  void theServiceIsNotReady() throws Exception {
    whileFrozen(
        () -> assertThat(durability.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN));

    assertThat(durability.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
  }
}
