package dev.holdfast.bootstrap;

import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.in.SeatMaps;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.postgres.Schema;
import dev.holdfast.redis.ledger.RedisHolds;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/// What happens before the first request: the settings are checked, and an empty database gets its
/// samples, where they are asked for. And what happens after the last one.
@Singleton
final class Start {
  private static final Logger LOG = Logger.getLogger(Start.class);

  /// No timed job is to meet a database that the service does not start on.
  private static final int BEFORE_THE_SCHEDULER = Interceptor.Priority.PLATFORM_BEFORE - 1;

  void start(
      @Observes @Priority(BEFORE_THE_SCHEDULER) StartupEvent starting,
      Settings checked,
      Optional<RedisHolds> redisHolds,
      HoldfastConfig config,
      @ConfigProperty(name = "quarkus.flyway.migrate-at-start") boolean migrates,
      @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false")
          boolean hasOtherCors,
      Flyway flyway,
      DataSource database,
      SeatMaps seatMaps,
      Events events)
      throws SQLException {
    if (hasOtherCors) {
      throw new ConfigurationException(
          "quarkus.http.cors.enabled: true (expected: false; name the origins in"
              + " HOLDFAST_CORS_ORIGINS)");
    }
    if (!migrates) {
      checkThatSomebodyMigrated(flyway, database);
    }
    if (config.ledger() == LedgerKind.REDIS) {
      redisHolds.ifPresent(Start::checkThatNothingIsEvicted);
    }
    if (config.samples()) {
      new SampleEvents(seatMaps, events, InstantSource.system()).addIfEmpty();
    }
  }

  private static void checkThatSomebodyMigrated(Flyway flyway, DataSource database)
      throws SQLException {
    Optional<String> lack = Schema.lack(flyway, database);
    if (lack.isPresent()) {
      throw new ConfigurationException(
          "the database lacks %s (expected: all, since quarkus.flyway.migrate-at-start is false)."
                  .formatted(lack.get())
              + " Run ./holdfast migrate --grant USER as the owner of the tables.");
    }
  }

  /// A Redis that is away is waited for; one that forgets is no place for holds.
  private static void checkThatNothingIsEvicted(RedisHolds holds) {
    try {
      holds
          .evictionPolicy()
          .filter(policy -> !policy.equals("noeviction"))
          .ifPresent(
              policy -> {
                throw new ConfigurationException(
                    "Redis's maxmemory-policy: %s (expected: noeviction; any other policy loses holds)"
                        .formatted(policy));
              });
    } catch (LedgerUnavailable e) {
      LOG.warnf("Redis is not checked: %s", e.getMessage());
    }
  }

  /// The feed keeps a connection, and the pool is closed before what was produced here.
  void stop(@Observes ShutdownEvent stopping, NoticeFeed feed) {
    feed.close();
  }
}
