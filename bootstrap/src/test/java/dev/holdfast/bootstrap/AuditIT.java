package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The audit of a running service; `PostgresLedgerAuditTest` has all kinds of damage.
@Timeout(120)
@ExtendWith(RunningService.class)
class AuditIT {
  private static final String FOUND = "holdfast_audit_unclaimed_seats_total";

  private final EmbeddedPostgres postgres;

  AuditIT(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void damageIsCountedAndTheLogNamesEventAndSeat() throws Exception {
    try (PackagedService service =
            PackagedService.start(postgres, Map.of("HOLDFAST_AUDIT_PERCENT", "100"));
        Connection connection =
            DriverManager.getConnection(service.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      Management management = service.management();
      Api api = new Api(service.uri());
      String event = api.newEvent();
      api.confirmed(api.placed(event, "A-1", "A-2"));
      while (management.metric("holdfast_audit_events_total") < 1) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(management.metric(FOUND)).isZero();

      statement.execute("DELETE FROM seat_claim WHERE seat_no = 1");
      while (management.metric(FOUND) < 1) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(service.log())
          .containsPattern("WARN .*UNCLAIMED_SEAT at event " + event + ", seat A-2: sold by ");
    }
  }
}
