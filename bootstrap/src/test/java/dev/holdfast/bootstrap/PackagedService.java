package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.postgres.Migrate;
import dev.holdfast.postgres.NamedDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// The packaged application as a process of its own. Unless it is given a database, it gets one of
/// its own, that was migrated before, and in which it may do no more than a service needs.
public final class PackagedService implements AutoCloseable {
  static final String ADMIN_KEY = "an admin key of more than 32 characters";

  private static final String PORT = "QUARKUS_HTTP_PORT";
  private static final String MANAGEMENT_PORT = "QUARKUS_MANAGEMENT_PORT";

  /// The user of the database, who does not own the tables.
  private static final String SERVICE = "holdfast_service";

  /// The package for the JVM, or a native image if `-Dholdfast.package=…` names one.
  private static final Path PACKAGE =
      Path.of(
          System.getProperty(
              "holdfast.package", Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));

  private static final String SECRET_KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /// Settings that no log may have.
  private static final List<String> SECRETS =
      List.of(
          "HOLDFAST_ADMIN_KEY",
          "HOLDFAST_ADMIN_KEY_PREVIOUS",
          "HOLDFAST_SECRET_KEYS",
          "QUARKUS_DATASOURCE_PASSWORD");

  /// What is shorter, as tests of wrong settings set it, is found in other words.
  private static final int MOST_GUESSED = 8;

  private final EmbeddedPostgres postgres;
  private final Map<String, String> environment;
  private final List<String> options;
  private final Path log;
  private Path application;
  private Process process;

  private PackagedService(
      Path application,
      EmbeddedPostgres postgres,
      Map<String, String> environment,
      List<String> options)
      throws IOException {
    this.postgres = postgres;
    this.application = application;
    this.environment = environment;
    this.options = options;
    this.log = Files.createTempFile("holdfast-", ".log");
    this.process = launch(application, environment, options, log);
  }

  /// Starts it on an empty database, and waits until it is ready.
  ///
  /// @param more its environment, in which an empty text takes a variable away
  public static PackagedService start(EmbeddedPostgres postgres, Map<String, String> more) {
    prepare(postgres);
    return start(postgres, more, ClassArchive.options());
  }

  /// @param options of the JVM
  static PackagedService start(
      EmbeddedPostgres postgres, Map<String, String> more, List<String> options) {
    PackagedService service = begin(PACKAGE, postgres, more, options);
    service.awaitReady();
    return service;
  }

  /// Starts the application of another build likewise.
  ///
  /// @param application its `quarkus-run.jar`
  static PackagedService start(
      Path application, EmbeddedPostgres postgres, Map<String, String> more) {
    PackagedService service = begin(application, postgres, more, List.of());
    service.awaitReady();
    return service;
  }

  /// Starts it likewise, but does not wait.
  static PackagedService begin(EmbeddedPostgres postgres, Map<String, String> more) {
    prepare(postgres);
    return begin(PACKAGE, postgres, more, ClassArchive.options());
  }

  private static PackagedService begin(
      Path application, EmbeddedPostgres postgres, Map<String, String> more, List<String> options) {
    try {
      Map<String, String> environment = new HashMap<>();
      environment.put("QUARKUS_DATASOURCE_USERNAME", postgres.user());
      environment.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
      if (!more.containsKey("QUARKUS_DATASOURCE_JDBC_URL")) {
        environment.putAll(migratedDatabase(postgres));
      }
      environment.put(PORT, String.valueOf(freePort()));
      environment.put(MANAGEMENT_PORT, String.valueOf(freePort()));
      environment.put("QUARKUS_SHUTDOWN_DELAY", "0s");
      environment.put("HOLDFAST_WARM_UP", "0s");
      environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
      environment.put("HOLDFAST_ADMIN_KEY", ADMIN_KEY);
      environment.put("HOLDFAST_SECRET_KEYS", SECRET_KEY);
      // Receivers of tests are on this machine.
      environment.put("HOLDFAST_WEBHOOKS_ALLOW_PRIVATE", "true");
      environment.putAll(more);
      environment.values().removeIf(String::isEmpty);
      return new PackagedService(application, postgres, environment, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A database of this server, as its owner has it.
  static DataSource database(EmbeddedPostgres postgres, String url) {
    return NamedDatabase.in(
        Map.of(
            "QUARKUS_DATASOURCE_JDBC_URL", url,
            "QUARKUS_DATASOURCE_USERNAME", postgres.user(),
            "QUARKUS_DATASOURCE_PASSWORD", postgres.password()));
  }

  private static Map<String, String> migratedDatabase(EmbeddedPostgres postgres) {
    String url = postgres.createDatabase();
    DataSource owner = database(postgres, url);
    try (Connection connection = owner.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          DO $$ BEGIN
            CREATE ROLE %s LOGIN PASSWORD '%s';
          EXCEPTION WHEN duplicate_object OR unique_violation THEN
          END $$
          """
              .formatted(SERVICE, postgres.password()));
      Migrate.run(
          owner,
          List.of("--grant", SERVICE),
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return Map.of(
        "QUARKUS_DATASOURCE_JDBC_URL", url,
        "QUARKUS_DATASOURCE_USERNAME", SERVICE,
        "QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
  }

  /// What a start that is to fail says.
  record Ending(int exitCode, String output) {}

  /// Starts it, and waits until it has ended by itself.
  static Ending startInVain(EmbeddedPostgres postgres, Map<String, String> environment) {
    try {
      Map<String, String> whole = new HashMap<>(environment);
      whole.putIfAbsent("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl());
      whole.put("QUARKUS_DATASOURCE_USERNAME", postgres.user());
      whole.put("QUARKUS_DATASOURCE_PASSWORD", postgres.password());
      whole.put(PORT, String.valueOf(freePort()));
      whole.put(MANAGEMENT_PORT, String.valueOf(freePort()));
      Path log = Files.createTempFile("holdfast-", ".log");
      Process process = launch(PACKAGE, whole, ClassArchive.options(), log);
      try {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException("it runs: " + Files.readString(log));
        }
        String output = Files.readString(log);
        checkThatNothingPrivateIsIn(output, whole);
        return new Ending(process.exitValue(), output);
      } finally {
        process.destroyForcibly();
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void prepare(EmbeddedPostgres postgres) {
    if (!isNative(PACKAGE)) {
      ClassArchive.make(PACKAGE, postgres);
    }
  }

  private static boolean isNative(Path application) {
    return !application.toString().endsWith(".jar");
  }

  private static Process launch(
      Path application, Map<String, String> environment, List<String> options, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (isNative(application)) {
      command.add(application.toAbsolutePath().toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
      command.addAll(options);
      command.addAll(List.of("-jar", application.toAbsolutePath().toString()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(HOLDFAST|QUARKUS)_.*"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  /// A port that is free now, and not of those that systems give to outgoing connections, of which
  /// one could take it before the service does.
  static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException _) {
        // Somebody else has it.
      }
    }
  }

  public URI uri() {
    return at(PORT);
  }

  /// Where its health, its metrics and the description of the API are.
  public Management management() {
    return new Management(at(MANAGEMENT_PORT));
  }

  private URI at(String port) {
    return URI.create("http://127.0.0.1:" + environment.get(port));
  }

  /// Its database.
  String jdbcUrl() {
    return Objects.requireNonNull(environment.get("QUARKUS_DATASOURCE_JDBC_URL"));
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Has it stand still, so that whoever asks it waits until {@link #kill} or {@link #goOn}.
  void standStill() {
    signal("STOP");
  }

  /// Has it go on after {@link #standStill}.
  void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      await(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends it at once, as `kill -9` does.
  void kill() {
    process.destroyForcibly();
    await(process);
  }

  /// Asks it to end, as `kill` does, and waits until it has.
  void stop() {
    askToStop();
    awaitEnd();
  }

  /// Asks it to end, as `kill` does.
  void askToStop() {
    process.destroy();
  }

  /// Whether it has ended by itself by then.
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time);
  }

  void awaitEnd() {
    await(process);
  }

  /// `Process.onExit` would need a thread of the common pool, where others wait for services.
  private static void await(Process process) {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Starts it again after {@link #kill}.
  void startAgain() {
    try {
      process = launch(application, environment, options, log);
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    HttpRequest request =
        HttpRequest.newBuilder(management().uri().resolve("/q/health/ready")).build();
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (true) {
        try {
          if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          if (!process.isAlive() || System.nanoTime() > deadline) {
            throw new IllegalStateException("not ready: " + log(), e);
          }
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void checkThatNothingPrivateIsIn(String logged, Map<String, String> environment) {
    PrivateTexts.checkThatNoneIsIn(
        logged,
        SECRETS.stream()
            .map(environment::get)
            .filter(Objects::nonNull)
            .flatMap(setting -> Stream.of(setting.split(",", -1)))
            .filter(secret -> secret.length() > MOST_GUESSED)
            .toList());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      checkThatNothingPrivateIsIn(log(), environment);
      SearchedLog.of(postgres).close();
      Files.delete(log);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
