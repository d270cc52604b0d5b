package dev.holdfast.benchmarks.load;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The packaged application, as a process of its own over a database of its own.
final class Service implements AutoCloseable {
  static final String ADMIN_KEY = "an admin key of more than 32 characters";
  private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final Process process;
  private final int port;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();

  private Service(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /// Starts it, and waits until it is ready.
  ///
  /// @param runnable the package's `quarkus-run.jar`
  /// @param options of the JVM
  /// @param redis where the holds of new events are to be; null for PostgreSQL
  /// @param port where it is to listen
  /// @param warmsUp whether it does so before it is ready
  static Service start(
      Path runnable,
      List<String> options,
      EmbeddedPostgres postgres,
      String jdbcUrl,
      @Nullable EmbeddedRedis redis,
      int port,
      boolean warmsUp,
      Path log) {
    try {
      List<String> command = new ArrayList<>();
      command.add(java());
      command.addAll(options);
      command.addAll(List.of("-jar", runnable.toAbsolutePath().toString()));
      ProcessBuilder builder = new ProcessBuilder(command);
      // What a developer has set for a service of theirs must not reach the one that is measured.
      builder.environment().keySet().removeIf(name -> name.matches("(HOLDFAST|QUARKUS)_.*"));
      builder.environment().put("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl);
      builder.environment().put("QUARKUS_DATASOURCE_USERNAME", postgres.user());
      builder.environment().put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
      builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
      int management = freePort();
      builder.environment().put("QUARKUS_MANAGEMENT_PORT", String.valueOf(management));
      builder.environment().put("QUARKUS_SHUTDOWN_DELAY", "0s");
      if (!warmsUp) {
        builder.environment().put("HOLDFAST_WARM_UP", "0s");
      }
      builder.environment().put("HOLDFAST_ADMIN_KEY", ADMIN_KEY);
      builder.environment().put("HOLDFAST_SECRET_KEYS", SECRET_KEY);
      // Their receivers are on this machine.
      builder.environment().put("HOLDFAST_WEBHOOKS_ALLOW_PRIVATE", "true");
      if (redis != null) {
        builder.environment().put("QUARKUS_REDIS_HOSTS", redis.url());
        builder.environment().put("HOLDFAST_LEDGER", "redis");
      }
      builder.redirectErrorStream(true);
      builder.redirectOutput(log.toFile());
      Service service = new Service(builder.start(), port, log);
      // It must not outlive a bench that is broken off.
      Runtime.getRuntime().addShutdownHook(new Thread(service.process::destroyForcibly));
      service.awaitReady(management);
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// A port that nobody listens on.
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /// Ends it as a crash does.
  void kill() {
    process.destroyForcibly();
  }

  /// An answer to the administrator.
  record Answer(int status, String body, HttpHeaders headers) {
    /// The value of a header.
    ///
    /// @throws IllegalStateException if there is none
    String header(String name) {
      return headers
          .firstValue(name)
          .orElseThrow(() -> new IllegalStateException("no " + name + ": " + status + " " + body));
    }
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  /// Creates something, as the administrator.
  ///
  /// @throws IllegalStateException unless it is answered with 201
  String create(String path, String json) {
    return create(path, json, ADMIN_KEY);
  }

  /// Creates something with another key.
  ///
  /// @throws IllegalStateException unless it is answered with 201
  String create(String path, String json, String key) {
    Answer answer = send(request(port, path, key).POST(HttpRequest.BodyPublishers.ofString(json)));
    if (answer.status() != 201) {
      throw new IllegalStateException(
          "POST %s: %d (expected: 201) %s".formatted(path, answer.status(), answer.body()));
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return request(port, path, ADMIN_KEY);
  }

  private static HttpRequest.Builder request(int port, String path, String key) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json");
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitReady(int management) throws IOException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (true) {
      try {
        if (send(request(management, "/q/health/ready", ADMIN_KEY).GET()).status() == 200) {
          return;
        }
      } catch (UncheckedIOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          close();
          throw new IllegalStateException("not ready: " + Files.readString(log), e);
        }
      }
      Pause.millis(50);
    }
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
