package dev.holdfast.local;

import io.quarkus.bootstrap.runner.AotQuarkusEntryPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs Holdfast on this machine: the data folder, the keys, the database, Redis where it is
/// wanted, and then the packaged application in this very process.
public final class Main {
  private static final int ADMIN_KEY_LENGTH = 32;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int PORT = 8080;
  private static final String MANAGEMENT_HOST = "127.0.0.1";
  private static final int MANAGEMENT_PORT = 9000;
  private static final int ANY_PORT = 0;

  private final PrintStream out = System.out;
  private final long startedAt = System.nanoTime();
  private final Thread mainThread = Thread.currentThread();
  private final CompletableFuture<Void> serversStarted = new CompletableFuture<>();
  private final DataFolder folder;
  private final Servers servers;
  private final InetAddress host;
  private final int port;
  private volatile boolean ready;
  private volatile boolean serviceStarted;

  private Main(DataFolder folder, InetAddress host, int port) {
    this.folder = folder;
    this.servers = new Servers(folder, this::say);
    this.host = host;
    this.port = port;
  }

  /// Starts everything, and returns when it has stopped.
  ///
  /// @param args the data folder, the address to listen on, the port
  public static void main(String[] args) throws Throwable {
    try {
      var host = address(args[1]);
      refuseStrangersWithoutKey(host, args[1], Servers.environment("HOLDFAST_ADMIN_KEY"));
      var port = Integer.parseInt(args[2]);
      var folder = DataFolder.open(Path.of(args[0]));
      try {
        refuseTakenPort(host, port);
      } catch (IllegalStateException e) {
        folder.discard();
        throw e;
      }
      new Main(folder, host, port).run();
    } catch (IllegalStateException | UncheckedIOException e) {
      System.err.println("holdfast: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws Throwable {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "holdfast-stop"));
    set("quarkus.banner.enabled", "false");
    set("quarkus.log.console.level", "WARN");
    // Without the stack traces, which are in the file.
    set("quarkus.log.console.format", "%-5p %s%n");
    set("quarkus.log.console.json.enabled", "false");
    set("quarkus.log.file.enabled", "true");
    set("quarkus.log.file.json.enabled", "false");
    set(
        "quarkus.log.file.format",
        "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) [%X{requestId}] %s%e%n");
    set("quarkus.log.file.path", log().toString());
    set("quarkus.log.file.rotation.max-file-size", "10M");
    set("quarkus.log.file.rotation.max-backup-index", "3");
    set("quarkus.http.host", host.getHostAddress());
    set("quarkus.http.port", Integer.toString(port));
    // There is no balancer that has to notice, and whoever presses Ctrl-C waits.
    servers.setDefault("quarkus.shutdown.delay", "0s");
    // Whoever tries something out wants to begin, and does not come as a crowd.
    servers.setDefault("holdfast.warm-up", "0s");
    try {
      servers.startDatabase();
      servers.startRedis(false);
    } finally {
      serversStarted.complete(null);
    }
    servers.settings().forEach(Main::set);
    say("migrating the database, starting the service");
    var management = management();
    Thread.ofPlatform().daemon().name("holdfast-ready").start(() -> announceReadiness(management));
    if (!servers.endsExpected()) {
      serviceStarted = true;
      AotQuarkusEntryPoint.main();
    }
  }

  /// Settles where health, metrics and the description of the API are to be. Others reach that only
  /// if somebody says so, whoever reaches the API.
  ///
  /// @return the address to show
  private String management() throws IOException {
    var managementHost =
        address(Servers.environment("QUARKUS_MANAGEMENT_HOST").orElse(MANAGEMENT_HOST));
    var given = Servers.environment("QUARKUS_MANAGEMENT_PORT");
    int managementPort =
        given.isPresent() ? Integer.parseInt(given.get()) : managementPort(managementHost, port);
    set("quarkus.management.host", managementHost.getHostAddress());
    set("quarkus.management.port", Integer.toString(managementPort));
    return url(managementHost, managementPort);
  }

  /// The usual port, or any free one if that is taken. Whoever chose a port runs this beside
  /// something else, perhaps another one of this.
  static int managementPort(InetAddress host, int port) throws IOException {
    if (port == PORT && isFree(host, MANAGEMENT_PORT)) {
      return MANAGEMENT_PORT;
    }
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, ANY_PORT));
      return socket.getLocalPort();
    }
  }

  static boolean isFree(InetAddress host, int port) {
    try {
      bind(host, port);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// @param management the address where readiness is told
  private void announceReadiness(String management) {
    var deadline = startedAt + TIMEOUT.toNanos();
    boolean warned = false;
    try {
      while (!isReady(management)) {
        TimeUnit.MILLISECONDS.sleep(50);
        if (!warned && System.nanoTime() > deadline) {
          warned = true;
          say("not ready yet; see " + log());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    ready = true;
    say("ready in %.1f s".formatted((System.nanoTime() - startedAt) / 1e9));
    out.printf(
        """

          Seats       %1$s/
          Events      %1$s/api/v1/events
          API docs    %2$s/q/swagger-ui
          OpenAPI     %2$s/q/openapi
          Health      %2$s/q/health
          Metrics     %2$s/q/metrics
          Admin key   %3$s
          Log         %4$s
          Stop        Ctrl-C

        """,
        url(host, port), management, servers.whereTheAdminKeyIs(), log());
  }

  static boolean isReady(String management) {
    try {
      var connection =
          (HttpURLConnection) URI.create(management + "/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(5_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException _) {
      return false;
    }
  }

  /// First the service, so that what it is still doing can end well, and only then its servers.
  private void stop() {
    servers.expectEnds();
    if (!ready) {
      // A service that is interrupted in its start complains at length. The log has it.
      System.setOut(new PrintStream(OutputStream.nullOutputStream()));
      System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }
    problem().ifPresent(this::say);
    say(
        ready || Files.notExists(log())
            ? "stopping"
            : "stopping before it was ready; see " + log());
    stopService();
    serversStarted.join();
    servers.stop();
    say("stopped");
  }

  /// What kept the service from starting, of which the console shows no more than that it did.
  private Optional<String> problem() {
    // Before the service has started, the log is that of the run before.
    if (ready || !serviceStarted || Files.notExists(log())) {
      return Optional.empty();
    }
    try (var lines = Files.lines(log())) {
      return lines
          .filter(line -> line.startsWith("Caused by: "))
          .findFirst()
          .map(line -> line.replaceFirst("^Caused by: [\\w.$]+: ", ""));
    } catch (IOException | UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private void stopService() {
    var stopped = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .name("holdfast-stop-service")
        .start(
            () -> {
              try {
                // The application lives in a class loader of its own, which its start made the main
                // thread's.
                mainThread
                    .getContextClassLoader()
                    .loadClass("io.quarkus.runtime.Quarkus")
                    .getMethod("blockingExit")
                    .invoke(null);
              } catch (ReflectiveOperationException _) {
                // It was not started yet.
              } finally {
                stopped.complete(null);
              }
            });
    try {
      stopped.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      say("the service does not stop; stopping its servers anyway");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The address to show, which for the address "all of them" is the nearest.
  private static String url(InetAddress host, int port) {
    var shown = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
    var name = shown.getHostAddress();
    return "http://%s:%d".formatted(name.contains(":") ? "[" + name + "]" : name, port);
  }

  private Path log() {
    return folder.resolve("holdfast.log");
  }

  private void say(String line) {
    out.println("holdfast: " + line);
  }

  static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("--host %s: no such address".formatted(host), e);
    }
  }

  static void refuseStrangersWithoutKey(
      InetAddress host, String givenHost, Optional<String> adminKey) {
    if (adminKey.isPresent() && adminKey.get().length() < ADMIN_KEY_LENGTH) {
      throw new IllegalStateException(
          "HOLDFAST_ADMIN_KEY: %d characters (expected: %d or more)"
              .formatted(adminKey.get().length(), ADMIN_KEY_LENGTH));
    }
    if (adminKey.isEmpty() && !host.isLoopbackAddress()) {
      throw new IllegalStateException(
          "--host %s: refused while HOLDFAST_ADMIN_KEY is not set (expected: 127.0.0.1, or a key of"
                  .formatted(givenHost)
              + " %d characters or more)".formatted(ADMIN_KEY_LENGTH));
    }
  }

  static void refuseTakenPort(InetAddress host, int port) {
    try {
      bind(host, port);
    } catch (IOException e) {
      throw new IllegalStateException(
          "port %d on %s: %s (choose another with --port)"
              .formatted(port, host.getHostAddress(), e.getMessage()),
          e);
    }
  }

  private static void bind(InetAddress host, int port) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    }
  }

  private static void set(String property, String value) {
    System.setProperty(property, value);
  }
}
