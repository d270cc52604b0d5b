package dev.holdfast.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The JVM's ahead-of-time cache of the package (JEP 483): its classes as they are once they are
/// loaded and linked, and profiles of what ran (JEP 515). A training makes it: the packaged service
/// starts over a database of its own, answers some requests and stops.
///
/// The JVM uses it only if its own build and the package's jars are those of the training, and
/// starts without it otherwise.
public final class AotCache {
  /// Its name in the package's folder.
  private static final String NAME = "app.aot";

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final String READINESS = "/q/health/ready";

  /// What else a start runs into, after everything that readiness needs.
  private static final List<String> PATHS = List.of("/", "/api/v1/events", "/api/v1/none");

  /// Likewise where only operators reach it.
  private static final List<String> OPERATORS_PATHS =
      List.of("/q/health", "/q/metrics", "/q/openapi");

  private AotCache() {}

  /// Makes it, in the package's folder.
  ///
  /// @param args the package's folder, and the options of the JVM that is to run it
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
      make(
          folder.resolve("quarkus-run.jar"),
          folder.resolve(NAME),
          ProcessHandle.current().info().command().map(Path::of).orElseThrow(),
          Arrays.asList(args).subList(1, args.length),
          postgres);
    } catch (IllegalStateException e) {
      System.err.println("holdfast: " + e.getMessage());
      System.exit(1);
    }
  }

  /// The options of a JVM that runs the package with its cache; none if no cache was made.
  ///
  /// @param runnable the package's `quarkus-run.jar`
  static List<String> options(Path runnable) {
    Path cache = runnable.resolveSibling(NAME);
    return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
  }

  /// Makes one, with a new database of the server.
  ///
  /// @param runnable the package's `quarkus-run.jar`; it must be started by the same path later, or
  /// from a copy that keeps the times of its files
  /// @param cache the file that it is to be
  /// @param java the JVM that is to run the package
  /// @param options of that JVM
  /// @throws IllegalStateException with what the service said, if none came of it
  public static void make(
      Path runnable, Path cache, Path java, List<String> options, EmbeddedPostgres postgres)
      throws IOException {
    // So that nobody meets half of one, or writes to that of another training.
    Path made = Path.of(cache + "." + ProcessHandle.current().pid() + ".made");
    Path log = Files.createTempFile("holdfast-training-", ".log");
    int port = freePort();
    int management = freePort();
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(options);
    command.add("-XX:AOTCacheOutput=" + made);
    // JDK 25 warns at every start of adapters that it keeps and then does not find.
    command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTAdapterCaching"));
    command.addAll(List.of("-jar", runnable.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(HOLDFAST|QUARKUS)_.*"));
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.createDatabase());
    environment.put("QUARKUS_DATASOURCE_USERNAME", postgres.user());
    environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    environment.put("QUARKUS_SHUTDOWN_DELAY", "0s");
    environment.put("HOLDFAST_WARM_UP", "0s");
    environment.put("HOLDFAST_SAMPLES", "true");
    environment.put("HOLDFAST_ADMIN_KEY", "of a training, which nobody else can reach");
    environment.put("HOLDFAST_SECRET_KEYS", Base64.getEncoder().encodeToString(new byte[32]));
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process service = builder.start();
    try {
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (status(management, READINESS) != HttpURLConnection.HTTP_OK) {
        if (!service.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("the training failed: " + Files.readString(log));
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      PATHS.forEach(path -> status(port, path));
      OPERATORS_PATHS.forEach(path -> status(management, path));
      service.destroy();
      if (!service.waitFor(TIMEOUT) || Files.notExists(made)) {
        throw new IllegalStateException("the training made no cache: " + Files.readString(log));
      }
      Files.move(made, cache, StandardCopyOption.REPLACE_EXISTING);
      Files.delete(log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the training was interrupted", e);
    } finally {
      service.destroyForcibly();
      Files.deleteIfExists(made);
    }
  }

  /// What a path is answered with; 0 if with nothing.
  private static int status(int port, String path) {
    try {
      var connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(30_000);
      int status = connection.getResponseCode();
      if (status < HttpURLConnection.HTTP_BAD_REQUEST) {
        connection.getInputStream().readAllBytes();
      }
      return status;
    } catch (IOException _) {
      return 0;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
