package dev.holdfast.benchmarks.load;

import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `pgbench` making the same claims, one statement and transaction each, in a database of its own
/// on the server that the service uses.
final class Pgbench {
  private static final int CLIENTS = 32;
  private static final int THREADS = 2;
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial");
  private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");
  private static final Pattern COUNT = Pattern.compile("transactions actually processed: ([0-9]+)");

  private final PgbenchProgram program;
  private final EmbeddedPostgres postgres;
  private final String database;
  private final Path script;

  private Pgbench(PgbenchProgram program, EmbeddedPostgres postgres, String database, Path script) {
    this.program = program;
    this.postgres = postgres;
    this.database = database;
    this.script = script;
  }

  /// What a run came to.
  ///
  /// @param latency the average, in milliseconds
  /// @param databaseMicros PostgreSQL's CPU time for each claim
  /// @param clientMicros likewise `pgbench`'s own
  record Claims(
      double perSecond, double latency, double databaseMicros, double clientMicros, long count) {}

  static Pgbench prepare(PgbenchProgram program, EmbeddedPostgres postgres, Path folder) {
    String database = postgres.createDatabase();
    try (Connection connection = connect(postgres, database);
        Statement statement = connection.createStatement()) {
      statement.execute(resource("pgbench-tables.sql"));
      Path script = folder.resolve("claim.sql");
      Files.writeString(script, resource("pgbench-claim.sql"));
      return new Pgbench(program, postgres, database, script);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres, String database)
      throws SQLException {
    return DriverManager.getConnection(database, postgres.user(), postgres.password());
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Pgbench.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// What `pgbench` says of itself.
  String version() {
    return program.version();
  }

  /// Makes claims for some time.
  ///
  /// @param events over how many events the claims are spread, 1 to 100
  Claims run(int events, int seconds) {
    Matcher address = Pattern.compile("//([^:]+):(\\d+)/(.*)").matcher(database);
    if (!address.find()) {
      throw new IllegalStateException(database);
    }
    long before = entries();
    double databaseCpu = Cpu.ofTree(postgres.pid());
    double clientCpu = Cpu.ofEndedChildren(ProcessHandle.current().pid());
    String output =
        program.run(
            postgres.password(),
            List.of(
                "-h",
                address.group(1),
                "-p",
                address.group(2),
                "-U",
                postgres.user(),
                "-M",
                "prepared",
                "-n",
                "-c",
                String.valueOf(CLIENTS),
                "-j",
                String.valueOf(THREADS),
                "-T",
                String.valueOf(seconds),
                "-D",
                "events=" + events,
                "-f",
                script.toString(),
                address.group(3)));
    clientCpu = Cpu.ofEndedChildren(ProcessHandle.current().pid()) - clientCpu;
    databaseCpu = Cpu.ofTree(postgres.pid()) - databaseCpu;
    long count = (long) found(COUNT, output);
    long written = entries() - before;
    if (written != count || count == 0) {
      throw new IllegalStateException(
          "%d entries for %d claims (expected: as many) %s".formatted(written, count, output));
    }
    return new Claims(
        found(RATE, output),
        found(LATENCY, output),
        databaseCpu * 1e6 / count,
        clientCpu * 1e6 / count,
        count);
  }

  private static double found(Pattern pattern, String output) {
    return Optional.of(pattern.matcher(output))
        .filter(Matcher::find)
        .map(match -> Double.parseDouble(match.group(1)))
        .orElseThrow(() -> new IllegalStateException("not understood: " + output));
  }

  /// How many claims were made, as the heads count them.
  private long entries() {
    try (Connection connection = connect(postgres, database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sum(version)::bigint FROM event_head")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
