package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL of one's own, on a free port of the loopback interface, with a password, and
/// with every guarantee of durability on: what it acknowledged survives the death of any process.
///
/// It ends with the process that started it: a small guard stops it even after a `kill -9`. Should
/// the guard be killed as well, the next start on the same folder stops the stray first.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "holdfast";
  private static final String DATABASE = "holdfast";
  private static final int START_ATTEMPTS = 5;
  private static final String SERVER_LOG = "postgres.log";
  private static final String CLUSTER = "postgres";
  private static final String PASSWORD = "postgres-password";

  /// A link in the data folder to where the write-ahead log is to be archived.
  private static final String ARCHIVE = "archive";

  /// How a segment gets there, whatever the name of that folder: nothing is archived without the
  /// link, and what is there already stays. The server's own folder is the current one.
  private static final String ARCHIVE_COMMAND =
      """
      test ! -L ../archive || cmp -s %p ../archive/%f || { test ! -e ../archive/%f \
      && cp %p ../archive/%f.part && sync ../archive/%f.part && mv ../archive/%f.part ../archive/%f; }\
      """;

  private final DataFolder folder;
  private final Runnable closeFolder;
  private final PostgresBinaries binaries;
  private final Path cluster;
  private final String password;
  private final ServerProcess server;
  private final String recovery;
  private int port;

  /// @param recovery further settings; empty if it does not start from a copy of another cluster
  private EmbeddedPostgres(DataFolder folder, Runnable closeFolder, String recovery) {
    this.folder = folder;
    this.closeFolder = closeFolder;
    this.recovery = recovery;
    this.binaries = PostgresBinaries.unpacked();
    this.cluster = folder.resolve(CLUSTER);
    this.password = folder.secret(PASSWORD);
    this.server =
        new ServerProcess(
            cluster.resolve("postmaster.pid"), "postgres", cluster.toString(), folder.temporary());
  }

  /// Starts the server whose data is in `dataFolder`, making both if there are none. After a crash
  /// it recovers first; a server that an earlier process left running on this folder is stopped.
  ///
  /// @throws IllegalStateException if another process has the folder open, or if the server does
  /// not start
  public static EmbeddedPostgres start(Path dataFolder) {
    return startOwning(DataFolder.open(dataFolder));
  }

  /// Starts an empty server in a temporary folder, which is deleted on [#close].
  public static EmbeddedPostgres temporary() {
    return startOwning(DataFolder.temporary("holdfast-postgres-"));
  }

  /// Starts a server in a temporary folder that follows another one as its standby, from a copy of
  /// its files. It takes reads, and writes once it is promoted by `pg_promote()`.
  ///
  /// @param name the standby's, as `synchronous_standby_names` has it: letters and `_`
  public static EmbeddedPostgres standby(EmbeddedPostgres primary, String name) {
    var folder = DataFolder.temporary("holdfast-standby-");
    try {
      Files.copy(primary.folder.resolve(PASSWORD), folder.resolve(PASSWORD));
      try (var connection = DriverManager.getConnection(primary.jdbcUrl(), USER, primary.password);
          var statement = connection.createStatement()) {
        statement.execute("SELECT pg_create_physical_replication_slot('%s', true)".formatted(name));
      }
      copyRunning(primary.folder.path(), folder.resolve(CLUSTER));
      Files.createFile(folder.resolve(CLUSTER).resolve("standby.signal"));
      return start(
          folder,
          folder::close,
          """
          primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=%s application_name=%s'
          primary_slot_name = '%s'
          """
              .formatted(primary.port, USER, primary.password, name, name));
    } catch (IOException | SQLException | RuntimeException e) {
      folder.close();
      throw new IllegalStateException("no standby", e);
    }
  }

  /// Starts the server in a folder into which the files of a backup were copied, and replays the
  /// log of that. When it has started, it is a primary with a history of its own.
  ///
  /// @param until the instant of the last transaction to be replayed; null for all that there are
  /// @throws IllegalStateException with PostgreSQL's reason if it can't
  static EmbeddedPostgres recovered(DataFolder folder, Path log, @Nullable Instant until) {
    try {
      Folders.link(folder.resolve("restored"), log);
      Files.createFile(folder.resolve(CLUSTER).resolve("recovery.signal"));
      return start(
          folder,
          () -> {},
          """
          hot_standby = off
          restore_command = 'cp ../restored/%%f %%p'
          recovery_target_action = 'promote'
          recovery_target_time = '%s'
          """
              // Of time zones, it knows no names yet when it reads this.
              .formatted(until == null ? "" : until.toString().replace("Z", "+00")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          lastFatal(folder.resolve(SERVER_LOG)).orElse(e.getMessage()), e);
    }
  }

  private static Optional<String> lastFatal(Path log) {
    try (var lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains("FATAL:"))
          .map(line -> line.replaceFirst(".*FATAL: *", ""))
          .reduce((_, later) -> later);
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  /// The link in a data folder to the folder in which the server archives its write-ahead log, if
  /// the link is there.
  static Path archive(Path dataFolder) {
    return dataFolder.resolve(ARCHIVE);
  }

  /// Copies the files of the server that runs on a data folder, whoever started it.
  ///
  /// @param to a folder that is not there yet
  /// @return the instant from which on the copy is consistent
  static Instant copyRunning(Path dataFolder, Path to) throws IOException, SQLException {
    var cluster = dataFolder.resolve(CLUSTER);
    var port = Files.readAllLines(cluster.resolve("postmaster.pid")).get(3);
    return BaseCopy.make(
        jdbcUrl(port, DATABASE),
        USER,
        Files.readString(dataFolder.resolve(PASSWORD)).strip(),
        cluster,
        to);
  }

  private static EmbeddedPostgres startOwning(DataFolder folder) {
    try {
      return start(folder, folder::close, "");
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// Starts the server in a folder that stays the caller's, who closes it after the server.
  static EmbeddedPostgres start(DataFolder folder) {
    return start(folder, () -> {}, "");
  }

  private static EmbeddedPostgres start(DataFolder folder, Runnable closeFolder, String recovery) {
    try {
      var postgres = new EmbeddedPostgres(folder, closeFolder, recovery);
      postgres.initialise();
      postgres.stopStray();
      postgres.launch(true);
      return postgres;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The URL of the server's own database.
  public String jdbcUrl() {
    return jdbcUrl(DATABASE);
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /// What the server has logged.
  public String log() {
    try {
      return Files.readString(folder.resolve(SERVER_LOG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The process id of the running server's postmaster.
  public long pid() {
    return server.pid();
  }

  /// Makes an empty database of its own in this server. Needs the PostgreSQL driver on the class
  /// path.
  ///
  /// @return its JDBC URL, for the same user and password
  public String createDatabase() {
    var name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (var connection = DriverManager.getConnection(jdbcUrl(), USER, password);
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return jdbcUrl(name);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create a database", e);
    }
  }

  /// Kills the postmaster (SIGKILL), as a crash would. [#restart] brings it back.
  public void kill() {
    server.kill();
  }

  /// Starts the server again on the same port, after [#kill] or while it runs.
  ///
  /// @throws IllegalStateException if it does not start, such as when the port is taken by now
  public void restart() {
    try {
      server.dismissGuard();
      stopStray();
      launch(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops the server, in good order, and opens the folder for others.
  @Override
  public void close() {
    try {
      stopStray();
      server.dismissGuard();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      closeFolder.run();
    }
  }

  private String jdbcUrl(String database) {
    return jdbcUrl(Integer.toString(port), database);
  }

  private static String jdbcUrl(String port, String database) {
    return "jdbc:postgresql://127.0.0.1:%s/%s".formatted(port, database);
  }

  /// Makes the cluster beside its place and renames it, so that an interrupted start leaves none.
  private void initialise() throws IOException {
    if (Files.isDirectory(cluster)) {
      return;
    }
    var making = folder.resolve("postgres.new");
    Folders.delete(making);
    run(
        "initdb",
        "-D",
        making.toString(),
        "--username=" + USER,
        "--pwfile=" + folder.resolve(PASSWORD),
        "--auth=scram-sha-256",
        // Many iterations protect passwords that can be guessed. This one is random.
        "--set=scram_iterations=1",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=builtin",
        "--no-instructions");
    var command = new ArrayList<>(binaries.command("postgres"));
    command.addAll(List.of("--single", "-D", making.toString(), "postgres"));
    Commands.run(command, folder.path(), "CREATE DATABASE " + DATABASE + "\n");
    Files.move(making, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The settings, written anew at each start so that the guarantees hold whatever was tried by
  /// hand. There is no Unix socket because its path may be too long for one.
  private void configure() throws IOException {
    Files.writeString(
        cluster.resolve("postgresql.conf"),
        """
        # Written at each start.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 100
        shared_buffers = 128MB
        fsync = on
        full_page_writes = on
        synchronous_commit = on
        timezone = 'UTC'
        log_timezone = 'UTC'
        log_checkpoints = off
        # Else it would show rows and parameters, and with them customers.
        log_error_verbosity = terse
        archive_mode = on
        archive_command = '%s'
        archive_timeout = 5min
        %s"""
            .formatted(port, ARCHIVE_COMMAND, recovery));
  }

  /// Starts the server, and tries again where it cannot start yet: a port that was free a moment
  /// ago may be taken, and a killed server's children may need a moment to see that it is gone.
  ///
  /// @param anyPort whether nobody knows yet on which port it is
  private void launch(boolean anyPort) throws IOException {
    var log = folder.log(SERVER_LOG);
    // Replaying takes as long as it takes, and does not get further a second time.
    var attempts = recovery.isEmpty() ? START_ATTEMPTS : 1;
    var seconds = recovery.isEmpty() ? "300" : "86400";
    for (int attempt = 1; ; attempt++) {
      port = anyPort ? ServerProcess.freePort() : port;
      configure();
      try {
        run("pg_ctl", "start", "-D", cluster.toString(), "-l", log.toString(), "-w", "-t", seconds);
        break;
      } catch (IllegalStateException e) {
        if (attempt == attempts) {
          throw new IllegalStateException("the database does not start, see " + log, e);
        }
        ServerProcess.pause(500);
      }
    }
    server.guard();
  }

  /// Stops whatever server runs on this folder. The lock is ours, so nobody else needs it.
  private void stopStray() throws IOException {
    var running = server.running();
    if (running.isPresent()) {
      run("pg_ctl", "stop", "-D", cluster.toString(), "-m", "fast", "-w", "-t", "60");
      ServerProcess.awaitEnd(running.get());
    } else {
      // After a reboot the number in a stale file may be another program's, and PostgreSQL would
      // take that one for itself and refuse to start.
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }
  }

  private void run(String program, String... arguments) {
    var command = new ArrayList<>(binaries.command(program));
    command.addAll(List.of(arguments));
    Commands.run(command, folder.path(), "");
  }
}
