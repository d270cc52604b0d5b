package dev.holdfast.local;

import java.nio.file.Path;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/// What a service on this machine needs and its user did not set: a database, Redis, the keys.
///
/// Every setting that is an environment variable already stays as it is.
final class Servers {
  private final DataFolder folder;
  private final Consumer<String> say;
  private final Map<String, String> settings = new HashMap<>();
  private final Deque<Runnable> stops = new ConcurrentLinkedDeque<>();
  private volatile boolean stopping;

  /// @param say told what is being done
  Servers(DataFolder folder, Consumer<String> say) {
    this.folder = folder;
    this.say = say;
    setDefault("holdfast.samples", "true");
    if (environment("HOLDFAST_ADMIN_KEY").isEmpty()) {
      settings.put("holdfast.admin-key", folder.secret("admin-key"));
    }
    if (environment("HOLDFAST_SECRET_KEYS").isEmpty()) {
      settings.put("holdfast.secret-keys", folder.secret("secret-key"));
    }
  }

  /// Sets a property, unless the environment does.
  void setDefault(String property, String value) {
    if (environment(variable(property)).isEmpty()) {
      settings.put(property, value);
    }
  }

  /// The properties of the service by their names.
  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  void startDatabase() {
    if (environment("QUARKUS_DATASOURCE_JDBC_URL").isPresent()) {
      say.accept("using the database of QUARKUS_DATASOURCE_JDBC_URL");
      return;
    }
    say.accept("starting the database");
    var postgres = EmbeddedPostgres.start(folder);
    stops.push(postgres::close);
    stopWithout("the database", postgres.pid(), folder.resolve("postgres.log"));
    settings.put("quarkus.datasource.jdbc.url", postgres.jdbcUrl());
    settings.put("quarkus.datasource.username", postgres.user());
    settings.put("quarkus.datasource.password", postgres.password());
  }

  /// Once events are in Redis it is started each time, whatever the ledger of new ones.
  ///
  /// @param wanted whether it is started in any case
  void startRedis(boolean wanted) {
    if (environment("QUARKUS_REDIS_HOSTS").isPresent()) {
      say.accept("using the Redis of QUARKUS_REDIS_HOSTS");
      return;
    }
    if (!wanted
        && !environment("HOLDFAST_LEDGER").equals(Optional.of("redis"))
        && !EmbeddedRedis.isIn(folder)) {
      return;
    }
    say.accept("starting Redis");
    var redis = EmbeddedRedis.start(folder);
    stops.push(redis::close);
    stopWithout("Redis", redis.pid(), folder.resolve("redis.log"));
    settings.put("quarkus.redis.hosts", redis.url());
  }

  /// Exits when a process ends that was not asked to: not all works without it, and the next start
  /// recovers it.
  void stopWithout(String server, long pid, Path log) {
    whenLost(
        pid,
        () -> {
          say.accept(server + " has stopped unexpectedly; see " + log);
          System.exit(1);
        });
  }

  /// Does something when a process ends and this is not [#stop]'s doing.
  void whenLost(long pid, Runnable then) {
    var process = ProcessHandle.of(pid);
    Thread.ofPlatform()
        .daemon()
        .name("holdfast-watch")
        .start(
            () -> {
              process.ifPresent(running -> running.onExit().join());
              if (!stopping) {
                then.run();
              }
            });
  }

  /// From now on, what ends was asked to.
  void expectEnds() {
    stopping = true;
  }

  boolean endsExpected() {
    return stopping;
  }

  void stop() {
    stops.forEach(Runnable::run);
  }

  /// What to show of the admin key.
  String whereTheAdminKeyIs() {
    return environment("HOLDFAST_ADMIN_KEY")
        .map(_ -> "the value of HOLDFAST_ADMIN_KEY")
        .orElse("kept in " + folder.resolve("admin-key"));
  }

  /// The environment variable that sets a property.
  static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }
}
