package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A real PostgreSQL of one's own, on a free port of the loopback interface, with a password, and
/// with every guarantee of durability on: what it acknowledged survives the death of any process.
///
/// It ends with the process that started it: a small guard stops it even after a `kill -9`. Should
/// the guard be killed as well, the next start on the same folder stops the stray first.
public final class EmbeddedPostgres implements AutoCloseable {
  private static final String USER = "holdfast";
  private static final String DATABASE = "holdfast";
  private static final int START_ATTEMPTS = 5;
  private static final long LOG_LIMIT = 10_000_000;

  /// Waits for the end of its input, which is the end of the process that holds the other end of
  /// the pipe, and then stops the server that it was told of, if that is still the one running.
  private static final String GUARD =
      """
      trap '' INT TERM HUP
      read -r _ && exit
      if [ "$(head -n 1 "$1/postmaster.pid")" = "$2" ]; then kill -INT "$2"; fi
      if [ -n "$3" ]; then
        while kill -0 "$2"; do sleep 0.1; done
        rm -rf "$3"
      fi
      """;

  private final DataFolder folder;
  private final boolean deletedOnClose;
  private final PostgresBinaries binaries;
  private final Path cluster;
  private final String password;
  private int port;
  private long pid;
  private Optional<Process> guard = Optional.empty();

  private EmbeddedPostgres(DataFolder folder, boolean deletedOnClose) {
    this.folder = folder;
    this.deletedOnClose = deletedOnClose;
    this.binaries = PostgresBinaries.unpacked();
    this.cluster = folder.resolve("postgres");
    this.password = folder.secret("postgres-password");
  }

  /// Starts the server whose data is in `dataFolder`, making both if there are none. After a crash
  /// it recovers first; a server that an earlier process left running on this folder is stopped.
  ///
  /// @throws IllegalStateException if another process has the folder open, or if the server does
  /// not start
  public static EmbeddedPostgres start(Path dataFolder) {
    return start(DataFolder.open(dataFolder), false);
  }

  /// Starts an empty server in a temporary folder, which is deleted on [#close].
  public static EmbeddedPostgres temporary() {
    try {
      return start(DataFolder.open(Files.createTempDirectory("holdfast-postgres-")), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the server in a folder that is locked already, and closed together with the server.
  static EmbeddedPostgres start(DataFolder folder) {
    return start(folder, false);
  }

  private static EmbeddedPostgres start(DataFolder folder, boolean deletedOnClose) {
    try {
      var postgres = new EmbeddedPostgres(folder, deletedOnClose);
      postgres.initialise();
      postgres.stopStray();
      postgres.launch(true);
      return postgres;
    } catch (IOException e) {
      folder.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
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

  /// The process id of the running server's postmaster.
  public long pid() {
    return pid;
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
    var postmaster = ProcessHandle.of(pid).orElseThrow();
    postmaster.destroyForcibly();
    awaitEnd(postmaster);
    dismissGuard();
  }

  /// Starts the server again on the same port, after [#kill] or while it runs.
  ///
  /// @throws IllegalStateException if it does not start, such as when the port is taken by now
  public void restart() {
    try {
      dismissGuard();
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
      dismissGuard();
      if (deletedOnClose) {
        Folders.delete(folder.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      folder.close();
    }
  }

  private String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
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
        "--pwfile=" + folder.resolve("postgres-password"),
        "--auth=scram-sha-256",
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
        """
            .formatted(port));
  }

  /// Starts the server, and tries again where it cannot start yet: a port that was free a moment
  /// ago may be taken, and a killed server's children may need a moment to see that it is gone.
  ///
  /// @param anyPort whether nobody knows yet on which port it is
  private void launch(boolean anyPort) throws IOException {
    var log = folder.resolve("postgres.log");
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
      Files.move(log, folder.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    for (int attempt = 1; ; attempt++) {
      port = anyPort ? freePort() : port;
      configure();
      try {
        run("pg_ctl", "start", "-D", cluster.toString(), "-l", log.toString(), "-w", "-t", "300");
        break;
      } catch (IllegalStateException e) {
        if (attempt == START_ATTEMPTS) {
          throw new IllegalStateException("the database does not start, see " + log, e);
        }
        pause(500);
      }
    }
    pid = postmaster().orElseThrow().pid();
    guard = Optional.of(startGuard());
  }

  /// Stops whatever server runs on this folder. The lock is ours, so nobody else needs it.
  private void stopStray() throws IOException {
    var running = postmaster();
    if (running.isPresent()) {
      run("pg_ctl", "stop", "-D", cluster.toString(), "-m", "fast", "-w", "-t", "60");
      awaitEnd(running.get());
    } else {
      // After a reboot the number in a stale file may be another program's, and PostgreSQL would
      // take that one for itself and refuse to start.
      Files.deleteIfExists(cluster.resolve("postmaster.pid"));
    }
  }

  /// The live process that the cluster's `postmaster.pid` names, if it is indeed PostgreSQL
  /// running on this folder.
  private Optional<ProcessHandle> postmaster() throws IOException {
    var file = cluster.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(file);
    return lines.isEmpty()
        ? Optional.empty()
        : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
            .filter(process -> process.isAlive() && runsOnThisCluster(process));
  }

  private boolean runsOnThisCluster(ProcessHandle process) {
    var arguments = process.info().arguments().map(Arrays::asList).orElse(List.of());
    return arguments.contains(cluster.toString())
        && process.info().command().orElse("").endsWith("/postgres");
  }

  private Process startGuard() throws IOException {
    return Commands.builder(
            List.of(
                "sh",
                "-c",
                GUARD,
                "guard",
                cluster.toString(),
                Long.toString(pid),
                deletedOnClose ? folder.path().toString() : ""),
            Path.of("/"))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void dismissGuard() {
    guard.ifPresent(
        process -> {
          try (var stdin = process.getOutputStream()) {
            stdin.write("done\n".getBytes(StandardCharsets.UTF_8));
          } catch (IOException _) {
            // It is gone already, which is all that is wanted.
          }
        });
    guard = Optional.empty();
  }

  private void run(String program, String... arguments) {
    var command = new ArrayList<>(binaries.command(program));
    command.addAll(List.of(arguments));
    Commands.run(command, folder.path(), "");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Waits until a process is gone, but not for long: it may stay listed until its parent looks.
  private static void awaitEnd(ProcessHandle process) {
    for (int i = 0; i < 200 && process.isAlive(); i++) {
      pause(10);
    }
  }

  private static void pause(int milliseconds) {
    try {
      TimeUnit.MILLISECONDS.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the database", e);
    }
  }
}
