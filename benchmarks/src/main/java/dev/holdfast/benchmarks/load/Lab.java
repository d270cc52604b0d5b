package dev.holdfast.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.local.AotCache;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Everything that is measured, running: PostgreSQL, the service, and the load generator.
final class Lab implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SEATS_PER_ROW = 100;

  /// All holds come from one address.
  private static final String ANY_NUMBER = "\"limits\": {\"address\": {\"held\": 0}}";

  private final Place place;
  private final @Nullable EmbeddedRedis redis;
  private final String serviceDatabase;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Service service;
  private final LoadProcess load;
  private final Connection statistics;
  private final Connection database;
  private final Map<Integer, String> maps = new HashMap<>();
  private @Nullable Lab withRedis;
  private @Nullable Service neighbour;

  /// Where labs are.
  ///
  /// @param runnable the package's `quarkus-run.jar`
  /// @param serviceOptions of the service's JVM
  /// @param logs the folder for the logs of what is started
  private record Place(
      EmbeddedPostgres postgres, Path runnable, List<String> serviceOptions, Path logs) {
    /// A service that is exercised before anything is measured.
    Service start(String name, String jdbcUrl, @Nullable EmbeddedRedis redis) {
      return start(name, jdbcUrl, redis, Service.freePort(), /* warmsUp= */ false, List.of());
    }

    Service start(
        String name,
        String jdbcUrl,
        @Nullable EmbeddedRedis redis,
        int port,
        boolean warmsUp,
        List<String> moreOptions) {
      Path log = logs.resolve(name + ".log");
      List<String> options = new ArrayList<>(serviceOptions);
      options.addAll(moreOptions);
      return Service.start(runnable, options, postgres, jdbcUrl, redis, port, warmsUp, log);
    }

    /// Makes an AOT cache for such a service.
    Path aotCache() throws IOException {
      Path cache = logs.resolve("service.aot").toAbsolutePath();
      AotCache.make(
          runnable.toAbsolutePath(), cache, Path.of(Service.java()), serviceOptions, postgres);
      return cache;
    }

    LoadProcess load(String name, int port) {
      return LoadProcess.start(port, logs.resolve("generator-of-" + name + ".log"));
    }
  }

  private Lab(Place place, @Nullable EmbeddedRedis redis) throws SQLException {
    this.place = place;
    this.redis = redis;
    EmbeddedPostgres postgres = place.postgres();
    try {
      String name = redis == null ? "service" : "service-with-redis";
      serviceDatabase = postgres.createDatabase();
      service = opened(place.start(name, serviceDatabase, redis));
      load = opened(newLoad(name));
      // Not in the service's database, whose accesses are counted.
      statistics =
          opened(
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.user(), postgres.password()));
      database =
          opened(
              DriverManager.getConnection(serviceDatabase, postgres.user(), postgres.password()));
    } catch (SQLException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts everything.
  ///
  /// @param runnable the package's `quarkus-run.jar`
  /// @param serviceOptions of the service's JVM
  /// @param logs the folder for the logs of what is started
  static Lab open(Path runnable, List<String> serviceOptions, Path logs) {
    EmbeddedPostgres postgres = EmbeddedPostgres.temporary();
    try {
      Files.createDirectories(logs);
      Lab lab = new Lab(new Place(postgres, runnable, serviceOptions, logs), null);
      lab.opened.addFirst(postgres);
      return lab;
    } catch (SQLException | RuntimeException e) {
      postgres.close();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      postgres.close();
      throw new UncheckedIOException(e);
    }
  }

  /// The same service once more, over a database of its own in the same PostgreSQL, with the holds
  /// of its events in Redis. It is started and exercised when it is first asked for, so that rows
  /// that do not need it are measured without it.
  Lab withRedis(Plan plan) {
    if (withRedis == null) {
      EmbeddedRedis server = opened(EmbeddedRedis.temporary(Persistence.EVERY_SECOND));
      try {
        withRedis = opened(new Lab(place, server));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      Rows.warmUp(withRedis, plan);
    }
    return withRedis;
  }

  /// Another node over the same database and the same Redis.
  Service neighbour() {
    if (neighbour == null) {
      neighbour = opened(place.start("neighbour", serviceDatabase, redis));
    }
    return neighbour;
  }

  /// A fresh node over the same database, which is the caller's to close.
  ///
  /// @param port where it is to listen
  /// @param warmsUp whether it does so before it is ready
  /// @param options of its JVM, after those of every service
  Service freshNode(int port, boolean warmsUp, List<String> options) {
    return place.start("fresh-node", serviceDatabase, redis, port, warmsUp, options);
  }

  /// The AOT cache of a training of the service.
  Path aotCache() throws IOException {
    return place.aotCache();
  }

  /// A load generator for what listens on a port, which is the caller's to close.
  LoadProcess newLoad(String name, int port) {
    return place.load(name, port);
  }

  /// Another load generator for the service, which is the caller's to close.
  LoadProcess newLoad(String name) {
    return place.load(name, service.port());
  }

  private <T extends AutoCloseable> T opened(T what) {
    opened.add(what);
    return what;
  }

  EmbeddedPostgres postgres() {
    return place.postgres();
  }

  Service service() {
    return service;
  }

  LoadProcess load() {
    return load;
  }

  /// A connection to the service's own database, to fill it behind its back.
  Connection database() {
    return database;
  }

  /// Does a job.
  ///
  /// @throws IllegalStateException if it did not go as expected
  Reading run(Job job) {
    Reading.Used[] used = new Reading.Used[2];
    long[] wal = new long[2];
    Measured measured =
        load.run(
            job,
            () -> {
              used[0] = used();
              wal[0] = walNow();
            },
            () -> {
              wal[1] = walNow();
              used[1] = used();
            });
    return new Reading(measured, used[1].since(used[0]), wal[1] - wal[0]).sound();
  }

  /// Does some work to its end, as a preparation.
  void prepare(Job.Place work) {
    Measured measured = load.run(new Job(work, 32, 0, 0, 600), () -> {}, () -> {});
    if (measured.unexpected() > 0) {
      throw new IllegalStateException("the preparation failed: " + measured.example());
    }
  }

  /// CPU seconds used since the start of the machine by programs that have nothing to do with what
  /// is measured.
  double othersCpu() {
    long self = ProcessHandle.current().pid();
    double ours = used().sum() + (neighbour == null ? 0 : Cpu.ofProcess(neighbour.pid()));
    if (withRedis != null) {
      ours += withRedis.used().sum() - withRedis.used().database();
    }
    return Cpu.ofMachine() - ours - Cpu.ofProcess(self) - Cpu.ofEndedChildren(self);
  }

  /// CPU seconds that the service's compilers have used so far.
  double compilerCpu() {
    return Cpu.ofThreads(service.pid(), "CompilerThre");
  }

  /// What was used so far.
  Reading.Used used() {
    return new Reading.Used(
        Cpu.ofProcess(service.pid()),
        Cpu.ofTree(place.postgres().pid()),
        redis == null ? 0 : Cpu.ofTree(redis.pid()),
        Cpu.ofProcess(load.pid()));
  }

  private long walNow() {
    return number("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint");
  }

  /// How many transactions the service's database has seen, a second after the last.
  long transactions() {
    return statistic("xact_commit + xact_rollback");
  }

  /// How many rows were written in the service's database, a second after the last.
  long rowsWritten() {
    return statistic("tup_inserted + tup_updated + tup_deleted");
  }

  private long statistic(String what) {
    // A session tells what it did only once it is idle, and not more often than each second.
    Pause.millis(1200);
    String name = serviceDatabase.substring(serviceDatabase.lastIndexOf('/') + 1);
    return number("SELECT " + what + " FROM pg_stat_database WHERE datname = '" + name + "'");
  }

  /// Brings everything to disk, so that no measurement pays for what another wrote.
  void settle() {
    try (Statement statement = statistics.createStatement()) {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long number(String sql) {
    try (Statement statement = statistics.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A client, and a secret key of it that may hold seats, and have events and
  /// webhooks.
  record Shop(String id, String key) {}

  Shop newShop() {
    String client = id(service.create("/api/v1/clients", "{\"name\": \"Measured\"}"));
    String issued =
        service.create(
            "/api/v1/clients/" + client + "/keys",
            "{\"scopes\": [\"holds:write\", \"events:write\", \"reservations:read\"]}");
    return new Shop(client, text(issued, "token"));
  }

  /// A new event on sale in a room of its own.
  ///
  /// @param seatMap in Holdfast's own format
  /// @param categories of the seat map
  String newEvent(String seatMap, List<String> categories) {
    String prices =
        categories.stream().map("\"%s\": 4200"::formatted).collect(Collectors.joining(", "));
    String map = id(service.create("/api/v1/seat-maps", seatMap));
    return newEvent(map, prices, ANY_NUMBER, Service.ADMIN_KEY);
  }

  /// New events on sale, each with so many seats, that nobody has asked about yet.
  List<String> newEvents(int count, int seats) {
    return newEvents(count, seats, ANY_NUMBER);
  }

  /// The same with more settings.
  ///
  /// @param more fields of each event
  List<String> newEvents(int count, int seats, String more) {
    return newEvents(count, seats, more, Service.ADMIN_KEY);
  }

  /// New events of a client.
  List<String> newEvents(Shop owner, int count, int seats) {
    return newEvents(count, seats, ANY_NUMBER, owner.key());
  }

  private List<String> newEvents(int count, int seats, String more, String key) {
    String map = maps.computeIfAbsent(seats, this::newSeatMap);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(newEvent(map, "\"a\": 4200", more, key));
    }
    return ids;
  }

  private String newEvent(String map, String prices, String more, String key) {
    return id(
        service.create(
            "/api/v1/events",
            """
            {"name": "Measured", "seatMapId": "%s", "startsAt": "2099-01-01T20:00:00Z",
             "timeZone": "Europe/Vienna", "browserConfirm": true, "currency": "EUR", "prices": {%s},
             "holdPolicy": {"duration": "PT12H", "maxLifetime": "PT24H",
                            "maxSeatsPerHold": 10}, %s}"""
                .formatted(map, prices, more),
            key));
  }

  private String newSeatMap(int seats) {
    StringBuilder rows = new StringBuilder();
    for (int first = 0; first < seats; first += SEATS_PER_ROW) {
      rows.append(first == 0 ? "" : ",").append("{\"seats\":[");
      IntStream.range(first, Math.min(first + SEATS_PER_ROW, seats))
          .mapToObj(
              seat ->
                  (seat % SEATS_PER_ROW == 0 ? "" : ",")
                      + "{\"id\":\"%s\",\"category\":\"a\"}".formatted(Job.Seats.name(seat)))
          .forEach(rows::append);
      rows.append("]}");
    }
    return id(
        service.create(
            "/api/v1/seat-maps",
            """
            {"name": "%d seats", "categories": [{"id": "a", "name": "A"}],
             "sections": [{"name": "Hall", "rows": [%s]}]}\
            """
                .formatted(seats, rows)));
  }

  /// A webhook endpoint that is told of all holds that are placed in a client's events.
  void newWebhook(Shop owner, String url) {
    service.create(
        "/api/v1/webhook-endpoints",
        "{\"url\": \"%s\", \"types\": [\"holdfast.hold.placed.v1\"]}".formatted(url),
        owner.key());
  }

  private static String id(String json) {
    return text(json, "id");
  }

  private static String text(String json, String field) {
    try {
      return JSON.readTree(json).path(field).asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (AutoCloseable each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        // All are closed, whatever becomes of the others.
        if (failure == null) {
          failure = new IllegalStateException(e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
