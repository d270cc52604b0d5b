package dev.holdfast.benchmarks.load;

import dev.holdfast.local.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `pgbench` making claims, one statement and transaction each, in a database of its own on the
/// server that the service uses.
final class Pgbench {
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial");
  private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");
  private static final Pattern COUNT = Pattern.compile("transactions actually processed: ([0-9]+)");

  private final PgbenchProgram program;
  private final EmbeddedPostgres postgres;
  private final String database;
  private final Script script;
  private final Path file;

  private Pgbench(
      PgbenchProgram program,
      EmbeddedPostgres postgres,
      String database,
      Script script,
      Path file) {
    this.program = program;
    this.postgres = postgres;
    this.database = database;
    this.script = script;
    this.file = file;
  }

  /// What it does, and how.
  ///
  /// @param resource with its statement
  /// @param count asks how many claims were made so far
  record Script(String resource, int clients, int threads, String count) {}

  /// The same claims as the service makes, by many clients.
  static final Script CLAIMS =
      new Script("pgbench-claim.sql", 32, 2, "SELECT sum(version)::bigint FROM event_head");

  /// One client, and nothing but what keeps a seat from being sold twice.
  static final Script UNIQUE_KEY =
      new Script("pgbench-key.sql", 1, 1, "SELECT count(*) / 2 FROM seat_claim");

  /// What a run came to.
  ///
  /// @param latency the average, in milliseconds
  /// @param databaseMicros PostgreSQL's CPU time for each claim
  /// @param clientMicros likewise `pgbench`'s own
  record Claims(
      double perSecond, double latency, double databaseMicros, double clientMicros, long count) {}

  /// Creates its database.
  ///
  /// @param folder where it may keep files
  /// @throws Row.Skipped if there is no `pgbench` on this machine
  static Pgbench prepare(Script script, EmbeddedPostgres postgres, Path folder) throws Row.Skipped {
    PgbenchProgram program = PgbenchProgram.find(folder.resolve("pgbench"));
    String database = postgres.createDatabase();
    try (Connection connection = connect(postgres, database);
        Statement statement = connection.createStatement()) {
      statement.execute(Programs.text("pgbench-tables.sql"));
      Path file = Programs.file(script.resource(), folder);
      return new Pgbench(program, postgres, database, script, file);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Connection connect(EmbeddedPostgres postgres, String database)
      throws SQLException {
    return DriverManager.getConnection(database, postgres.user(), postgres.password());
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
    long before = made();
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
                String.valueOf(script.clients()),
                "-j",
                String.valueOf(script.threads()),
                "-T",
                String.valueOf(seconds),
                "-D",
                "events=" + events,
                "-f",
                file.toString(),
                address.group(3)));
    clientCpu = Cpu.ofEndedChildren(ProcessHandle.current().pid()) - clientCpu;
    databaseCpu = Cpu.ofTree(postgres.pid()) - databaseCpu;
    long count = (long) found(COUNT, output);
    long written = made() - before;
    if (written != count || count == 0) {
      throw new IllegalStateException(
          "%d made of %d claims (expected: as many) %s".formatted(written, count, output));
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

  /// How many claims were made, as the tables have them.
  private long made() {
    try (Connection connection = connect(postgres, database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(script.count())) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
