package dev.holdfast.testkit;

import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.local.EmbeddedPostgres;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// A migrated database in a real PostgreSQL. Its clock is the server's own until a test sets it.
///
/// The clock is set by a function of that name which is found before PostgreSQL's, so that the
/// statements under test are those of production.
public final class TestDatabase {
  /// How long a ledger under test may try.
  public static final Duration BUDGET = Duration.ofSeconds(10);

  /// As in the service's application.properties.
  private static final String PLANS =
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
          + " SET jit = off; SET plan_cache_mode = force_generic_plan";

  private static final class Shared {
    static final EmbeddedPostgres SERVER = EmbeddedPostgres.temporary();
    static final TestDatabase DATABASE = new TestDatabase(SERVER);
  }

  private static final class Partitioned {
    static final TestDatabase DATABASE =
        new TestDatabase(Shared.SERVER, List.of(script("/db/partitions.sql")));
  }

  private final EmbeddedPostgres server;
  private final String url;
  private final AgroalDataSource pool;

  /// A new database in this server.
  public TestDatabase(EmbeddedPostgres server) {
    this(server, List.of());
  }

  /// @param scripts what is to be done with the tables before they are used
  private TestDatabase(EmbeddedPostgres server, List<String> scripts) {
    this.server = server;
    this.url = server.createDatabase();
    Flyway.configure().dataSource(url, server.user(), server.password()).load().migrate();
    scripts.forEach(this::execute);
    execute(rowChecks());
    execute("CREATE SCHEMA fake");
    execute("CREATE TABLE fake.clock (at timestamptz)");
    execute(
        """
        CREATE FUNCTION fake.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql RETURN
        coalesce((SELECT at FROM fake.clock), pg_catalog.clock_timestamp())
        """);
    execute(
        """
        DO $$ BEGIN
          EXECUTE format(
              'ALTER DATABASE %I SET search_path = fake, pg_catalog, public', current_database());
        END $$
        """);
    pool = newPool(url);
  }

  /// SQL that makes the database check each row, which is not done in production. It fails where a
  /// row is stored that should not be.
  public static String rowChecks() {
    return script("/db/checks.sql");
  }

  private static String script(String name) {
    try (InputStream checks =
        Objects.requireNonNull(TestDatabase.class.getResourceAsStream(name), name)) {
      return new String(checks.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The database that the tests of one run share, emptied.
  public static TestDatabase empty() {
    Shared.DATABASE.removeAll();
    return Shared.DATABASE;
  }

  /// Likewise, but the tables that grow with sales are partitioned by event.
  public static TestDatabase emptyInPartitions() {
    Partitioned.DATABASE.removeAll();
    return Partitioned.DATABASE;
  }

  private void removeAll() {
    execute(
        """
        TRUNCATE seat_map, event, event_head, seat_claim, hold, reservation, ticket, ledger,
            idempotency, catalogue_idempotency, hold_outcome, cool_down, api_client, api_key, feed_head, feed_entry,
            feed_cursor, webhook_endpoint, webhook_secret, webhook_delivery, webhook_again, fake.clock
        """);
  }

  /// Its connections.
  public DataSource pool() {
    return pool;
  }

  /// A pool of its own.
  ///
  /// @param otherUrl such as one that leads through a proxy
  public AgroalDataSource newPool(String otherUrl) {
    try {
      return AgroalDataSource.from(
          new AgroalDataSourceConfigurationSupplier()
              .connectionPoolConfiguration(
                  of ->
                      of.maxSize(12)
                          .acquisitionTimeout(Duration.ofSeconds(5))
                          // As Quarkus sets it: broken connections leave the pool.
                          .exceptionSorter(new PostgreSQLExceptionSorter())
                          .connectionFactoryConfiguration(
                              to ->
                                  to.jdbcUrl(otherUrl)
                                      .initialSql(PLANS)
                                      .principal(new NamePrincipal(server.user()))
                                      .credential(new SimplePassword(server.password())))));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Its address, for JDBC.
  public String url() {
    return url;
  }

  /// A connection that is not the pool's, for what a stranger does.
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, server.user(), server.password());
  }

  /// Runs SQL as a stranger does.
  public void execute(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /// Adds an event of which nothing is taken.
  public void add(Sale sale) {
    Event event = sale.event();
    Settings settings = event.settings();
    execute(
        """
        INSERT INTO seat_map (seat_map_id, name, seats, areas, capacity, layout)
        VALUES ('%1$s', 'Room', %2$d, 0, %2$d, '');
        INSERT INTO event (event_id, name, seat_map_id, starts_at, time_zone, currency,
            ticket_types, prices, sales_open_at, sales_close_at, hold_duration_ms,
            hold_max_lifetime_ms, max_seats_per_hold, browser_confirm, sellers, limits, test_mode)
        VALUES ('%3$s', '%4$s', '%1$s', '%5$s', '%6$s', '%7$s', '%8$s', '%9$s', %10$s, '%11$s',
            %12$d, %13$d, %14$d, %15$s, '%16$s', '%17$s', %18$s);
        INSERT INTO event_head (event_id, epoch, version, last_at, ledger)
        VALUES ('%3$s', 1, 0, 'epoch', 'postgres')
        """
            .formatted(
                sale.seatMap().id(),
                sale.seatMap().capacity(),
                event.id(),
                settings.name(),
                settings.startsAt(),
                event.timeZone(),
                event.currency(),
                settings.ticketTypes().stream()
                    .map(
                        type -> "{\"id\":\"%s\",\"name\":\"%s\"}".formatted(type.id(), type.name()))
                    .collect(Collectors.joining(",", "[", "]")),
                json(settings.prices(), TestDatabase::json),
                settings.salesOpenAt() == null ? "NULL" : "'" + settings.salesOpenAt() + "'",
                settings.salesCloseAt(),
                settings.holdPolicy().duration().toMillis(),
                settings.holdPolicy().maxLifetime().toMillis(),
                settings.holdPolicy().maxSeatsPerHold(),
                settings.browserConfirm(),
                settings.sellers().stream()
                    .map(client -> "\"" + client + "\"")
                    .collect(Collectors.joining(",", "[", "]")),
                "{\"customer\":%s,\"client\":%s,\"address\":%s}"
                    .formatted(
                        json(settings.limits().customer()),
                        json(settings.limits().client()),
                        json(settings.limits().address())),
                event.testMode()));
  }

  private static String json(HoldLimits.Limit limit) {
    return "{\"held\":%d,\"total\":%d}".formatted(limit.held(), limit.total());
  }

  private static String json(CategoryPrice price) {
    return switch (price) {
      case CategoryPrice.Flat(long amount) -> Long.toString(amount);
      case CategoryPrice.ByTicketType(var amounts) -> json(amounts, String::valueOf);
    };
  }

  private static <T> String json(Map<String, T> members, Function<T, String> value) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + value.apply(member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /// Locks an event, as a session does that nobody knows of.
  public LedgerStore.Lock lock(EventId event) {
    try {
      Connection connection = connect();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "SELECT 1 FROM event_head WHERE event_id = '%s' FOR UPDATE".formatted(event));
      }
      return () -> {
        // Once a rollback is answered, the lock is free; a connection is closed without an answer.
        try (connection) {
          if (!connection.isClosed()) {
            connection.rollback();
          }
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      };
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sets the clock, which stands still until it is set again.
  public void setClock(Instant now) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM fake.clock; INSERT INTO fake.clock VALUES ('" + now + "')");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
