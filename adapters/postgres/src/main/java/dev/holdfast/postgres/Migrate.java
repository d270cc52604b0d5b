package dev.holdfast.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// The command that migrates a database as a step of its own, by the owner of the tables, so that
/// the service can do without the right to change them. It also grants the service's user what the
/// service needs, and takes from it what else it has.
///
/// Nodes may sell meanwhile. A migration waits for a lock for a second at most, because others wait
/// behind it, and tries again later.
public final class Migrate {
  private static final String GRANT = "--grant";

  private static final int TRIES = 60;
  private static final Duration PAUSE = Duration.ofSeconds(4);

  /// Flyway's, which say more than anybody wants to read at each start.
  private static final Logger DETAILS = Logger.getLogger("org.flywaydb");

  private final DataSource dataSource;
  private final int tries;
  private final Duration pause;
  private final PrintStream out;

  /// @param tries how often a migration is tried that finds a table locked
  /// @param pause how long others have the tables for themselves before the next try
  /// @param out is told what is done
  Migrate(DataSource dataSource, int tries, Duration pause, PrintStream out) {
    this.dataSource = dataSource;
    this.tries = tries;
    this.pause = pause;
    this.out = out;
  }

  /// Migrates the database that `QUARKUS_DATASOURCE_JDBC_URL` names, and grants the user after
  /// `--grant` what the service needs. Exits with 1 if that can't be done, and with 2 if it was not
  /// called like this.
  public static void main(String[] args) {
    DETAILS.setLevel(Level.WARNING);
    System.exit(
        ExitStatus.of(
            () -> {
              run(NamedDatabase.in(System.getenv()), List.of(args), System.out);
              return true;
            }));
  }

  /// Does what the command does.
  ///
  /// @param arguments nothing, or `--grant` and the user of the service
  public static void run(DataSource dataSource, List<String> arguments, PrintStream out)
      throws SQLException {
    boolean grants = arguments.size() == 2 && arguments.getFirst().equals(GRANT);
    if (!arguments.isEmpty() && !grants) {
      throw new IllegalArgumentException(
          "%s: not understood (expected: nothing, or --grant USER)"
              .formatted(String.join(" ", arguments)));
    }
    var command = new Migrate(dataSource, TRIES, PAUSE, out);
    command.migrate();
    if (grants) {
      command.grant(arguments.getLast());
    }
  }

  /// Brings the tables to this version.
  ///
  /// @throws FlywayException if that can't be done, because a table stays locked, for example
  void migrate() {
    Flyway flyway = Flyway.configure().dataSource(dataSource).load();
    for (int left = tries; ; left--) {
      try {
        var done = flyway.migrate();
        out.printf(
            "%d migrations done, the tables are of version %s%n",
            done.migrationsExecuted,
            Objects.requireNonNullElse(done.targetSchemaVersion, done.initialSchemaVersion));
        return;
      } catch (FlywayException e) {
        SQLException why = why(e);
        if (why == null || !SqlFailures.isBlocked(why) || left == 1) {
          throw why == null ? e : new FlywayException(why.getMessage(), e);
        }
        out.printf("%s; trying again in %d s%n", why.getMessage(), pause.toSeconds());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new FlywayException("interrupted", e);
      }
    }
  }

  private static @Nullable SQLException why(FlywayException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  /// Grants this user what the service needs, and no more.
  ///
  /// @throws IllegalArgumentException if there is no such user, or if grants would not limit it
  void grant(String user) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      refuseOwners(connection, user);
      connection.setAutoCommit(false);
      statement.execute(grants().replace("{user}", statement.enquoteIdentifier(user, true)));
      connection.commit();
    }
    out.println(user + " may do what the service needs, and no more");
  }

  private static void refuseOwners(Connection connection, String user) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'ledger'::regclass),
              'MEMBER') FROM pg_roles WHERE rolname = ?""")) {
      statement.setString(1, user);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalArgumentException(
              user + ": no such user (expected: one made with CREATE ROLE … LOGIN)");
        }
        if (row.getBoolean(1)) {
          throw new IllegalArgumentException(
              user + ": owns the tables, so that grants do not limit it (expected: another user)");
        }
      }
    }
  }

  private static String grants() {
    try (InputStream file =
        Objects.requireNonNull(Migrate.class.getResourceAsStream("/db/grants.sql"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
