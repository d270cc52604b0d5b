package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerUnavailable;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready is who reaches the database and can rely on it to keep what it acknowledged.
@Readiness
@ApplicationScoped
public class DurabilityCheck implements HealthCheck {
  private final DataSource dataSource;

  /// A check of this database.
  public DurabilityCheck(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("PostgreSQL keeps what it acknowledges").up();
    try (Session session = Session.open(dataSource, AnswerTimeout.USUAL);
        Statement statement = session.connection().createStatement();
        ResultSet settings =
            statement.executeQuery(
                """
                SELECT name, setting FROM pg_settings WHERE setting = 'off'
                  AND name IN ('fsync', 'full_page_writes', 'synchronous_commit')
                UNION ALL
                SELECT name, setting FROM pg_settings
                WHERE name = 'synchronous_commit' AND setting = 'local'
                  AND current_setting('synchronous_standby_names') <> ''
                """)) {
      while (settings.next()) {
        response.down().withData(settings.getString("name"), settings.getString("setting"));
      }
    } catch (SQLException | LedgerUnavailable e) {
      response.down().withData("database", String.valueOf(e.getMessage()));
    }
    return response.build();
  }
}
