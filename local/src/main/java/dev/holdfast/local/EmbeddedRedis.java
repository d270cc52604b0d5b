package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A real Redis of one's own, on a free port of the loopback interface, with a password, and which
/// forgets nothing to make room.
///
/// It ends with the process that started it, as [EmbeddedPostgres] does.
public final class EmbeddedRedis implements AutoCloseable {
  private static final String SERVER_LOG = "redis.log";
  private static final int START_ATTEMPTS = 5;
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
  private static final int ANSWER_MILLIS = 5_000;

  /// What survives the death of the server.
  public enum Persistence {
    /// Everything that it acknowledged: the append-only file, synced with every write.
    ALWAYS("always"),
    /// All but what was written in the last second or two: the same, synced each second.
    EVERY_SECOND("everysec"),
    /// Nothing.
    NONE("no");

    private final String sync;

    Persistence(String sync) {
      this.sync = sync;
    }
  }

  private final DataFolder folder;
  private final Runnable closeFolder;
  private final Persistence persistence;
  private final Path program;
  private final Path home;
  private final Path configuration;
  private final String password;
  private final ServerProcess server;
  private int port;

  private EmbeddedRedis(DataFolder folder, Runnable closeFolder, Persistence persistence)
      throws IOException {
    this.folder = folder;
    this.closeFolder = closeFolder;
    this.persistence = persistence;
    this.program = program();
    this.home = home(folder);
    this.configuration = home.resolve("redis.conf");
    this.password = folder.secret("redis-password");
    this.server =
        new ServerProcess(
            home.resolve("redis.pid"),
            program.getFileName().toString(),
            configuration.toString(),
            folder.temporary());
  }

  /// Starts the server whose data is in `dataFolder`, making both if there are none, with
  /// [Persistence#EVERY_SECOND]. A server that an earlier process left running on this folder is
  /// stopped.
  ///
  /// @throws IllegalStateException if another process has the folder open, or if the server does
  /// not start
  public static EmbeddedRedis start(Path dataFolder) {
    return startOwning(DataFolder.open(dataFolder), Persistence.EVERY_SECOND);
  }

  /// Starts an empty server in a temporary folder, which is deleted on [#close].
  public static EmbeddedRedis temporary(Persistence persistence) {
    return startOwning(DataFolder.temporary("holdfast-redis-"), persistence);
  }

  private static EmbeddedRedis startOwning(DataFolder folder, Persistence persistence) {
    try {
      return start(folder, folder::close, persistence);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// Whether a server was ever started in a folder.
  static boolean isIn(DataFolder folder) {
    return Files.isDirectory(home(folder));
  }

  private static Path home(DataFolder folder) {
    return folder.resolve("redis");
  }

  /// Starts the server in a folder that stays the caller's, who closes it after the server.
  static EmbeddedRedis start(DataFolder folder) {
    return start(folder, () -> {}, Persistence.EVERY_SECOND);
  }

  private static EmbeddedRedis start(
      DataFolder folder, Runnable closeFolder, Persistence persistence) {
    try {
      var redis = new EmbeddedRedis(folder, closeFolder, persistence);
      redis.stopStray();
      redis.launch(true);
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The server's URL with the password in it, such as `redis://:secret@127.0.0.1:6379`.
  public String url() {
    return "redis://:%s@127.0.0.1:%d"
        .formatted(URLEncoder.encode(password, StandardCharsets.UTF_8), port);
  }

  /// What the server has logged.
  public String log() {
    try {
      return Files.readString(folder.resolve(SERVER_LOG));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  /// The process id of the running server.
  public long pid() {
    return server.pid();
  }

  /// Kills the server (SIGKILL), as a crash would. [#restart] brings it back.
  public void kill() {
    server.kill();
  }

  /// Has the server stand still (SIGSTOP) until [#goOn]: its connections stay, and get no answer.
  public void standStill() {
    signal("STOP");
  }

  /// Has the server go on after [#standStill].
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    Commands.run(List.of("kill", "-" + name, Long.toString(pid())), folder.path(), "");
  }

  /// Starts the server again on the same port and data, after [#kill] or while it runs.
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
    } finally {
      closeFolder.run();
    }
  }

  /// Sends a command, its parts separated by blanks, and gives the reply as it stands in Redis's
  /// protocol.
  ///
  /// @throws IOException if the server cannot be reached or does not answer in time
  String ask(String command) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      var lines = "AUTH %s\r\n%s\r\nQUIT\r\n".formatted(password, command);
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
      var replies =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return replies.replaceFirst("^\\+OK\r\n", "").replaceFirst("(^|\r\n)\\+OK$", "");
    }
  }

  /// Starts the server, and tries again where it cannot start yet: a port that was free a moment
  /// ago may be taken.
  ///
  /// @param anyPort whether nobody knows yet on which port it is
  private void launch(boolean anyPort) throws IOException {
    var log = folder.log(SERVER_LOG);
    for (int attempt = 1; ; attempt++) {
      port = anyPort ? ServerProcess.freePort() : port;
      configure();
      if (answers(
          Commands.start(List.of(program.toString(), configuration.toString()), home, log))) {
        server.guard();
        return;
      }
      if (attempt == START_ATTEMPTS) {
        throw new IllegalStateException("Redis does not start, see " + log);
      }
      ServerProcess.pause(500);
    }
  }

  /// The settings, written anew at each start. Paths are relative to the server's folder, for its
  /// own path may have blanks in it. Without a title of its own the process shows its arguments, by
  /// which a stray is known.
  private void configure() throws IOException {
    Files.createDirectories(home);
    Files.deleteIfExists(configuration);
    Files.createFile(
        configuration,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        configuration,
        """
        # Written at each start.
        bind 127.0.0.1
        port %d
        requirepass %s
        pidfile redis.pid
        set-proc-title no
        maxmemory-policy noeviction
        save ""
        appendonly %s
        appendfsync %s
        """
            .formatted(
                port, password, persistence == Persistence.NONE ? "no" : "yes", persistence.sync));
  }

  /// Waits until the server answers, which it does when it has read its data, or has ended.
  private boolean answers(ProcessHandle process) {
    var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (ServerProcess.isRunning(process)) {
      try {
        if (server.running().isPresent() && ask("PING").equals("+PONG")) {
          return true;
        }
      } catch (IOException _) {
        // It does not listen yet.
      }
      if (System.nanoTime() > deadline) {
        process.destroyForcibly();
        return false;
      }
      ServerProcess.pause(10);
    }
    return false;
  }

  /// Stops whatever server runs on this folder. The lock is ours, so nobody else needs it.
  private void stopStray() {
    server
        .running()
        .ifPresent(
            process -> {
              process.destroy();
              var deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
              while (server.running().isPresent() && System.nanoTime() < deadline) {
                ServerProcess.pause(10);
              }
              if (server.running().isPresent()) {
                process.destroyForcibly();
              }
              ServerProcess.awaitEnd(process);
            });
  }

  private static Path program() throws IOException {
    var name = resourceName(System.getProperty("os.name"), System.getProperty("os.arch"));
    var url = EmbeddedRedis.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalStateException(
          name + ": no such embedded Redis (expected: Linux or macOS on x86_64 or arm64)");
    }
    return ProgramCache.unpacked(
            name,
            url,
            (stream, unpacked) -> {
              var file = unpacked.resolve("redis-server");
              Files.copy(stream, file);
              Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            })
        .resolve("redis-server");
  }

  static String resourceName(String osName, String osArch) {
    var arm = osArch.equals("aarch64");
    if (osName.toLowerCase(Locale.ROOT).startsWith("mac")) {
      return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
    }
    return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
  }
}
