package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.bootstrap.Call.Kind;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.CommitProxy;
import dev.holdfast.testkit.Simulation;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Many clients at two nodes want few seats and places, while things go wrong. In the end I1 to I7
/// are true of what is stored, and of what was answered.
abstract class Stress {
  private static final System.Logger LOG = System.getLogger(Stress.class.getName());

  /// Of the nodes, the one that gets killed; the other one's commits get lost.
  private static final int KILLED = 0;

  private static final int CLIENTS = 24;
  private static final int MOST_REPLAYS = 200;
  private static final int MOST_VIOLATIONS_SHOWN = 20;
  static final Duration LONGEST_HOLD = Duration.ofSeconds(2);

  /// After which no further round begins, although some fault has struck nobody yet. On a slow
  /// machine the first round may be over before anybody sold something.
  private static final Duration AT_MOST = Duration.ofMinutes(3);

  /// How long both nodes are left alone after each round of faults.
  private static final Duration CALM = Duration.ofSeconds(1);

  /// Where clients do not learn what became of their requests, there is little to check.
  private static final double LEAST_DEFINITE = 0.5;

  /// Other than none.
  private static final Pattern AUDIT_FINDINGS =
      Pattern.compile("(?m)^holdfast_audit_\\w+(?:claims|seats|mismatches)_total (?!0\\.0$).*$");

  private final long seed;
  private final SplittableRandom random;
  private final List<PackagedService> nodes;
  private final List<Api> apis;
  private final Faults faults;
  private final StoredCheck stored;
  private final List<String> events;
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicInteger blocks = new AtomicInteger();

  /// Two nodes over one PostgreSQL, one of them through a proxy.
  ///
  /// @param strangers sessions that nobody terminates
  record Stage(long seed, List<PackagedService> nodes, CommitProxy proxy, DataSource strangers) {}

  /// Sets the stage, and has a stress test run on it.
  ///
  /// @param settings of the nodes
  static void run(Duration atLeast, Map<String, String> settings, Function<Stage, Stress> test)
      throws Exception {
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
      String url = postgres.createDatabase();
      try (CommitProxy proxy = new CommitProxy(url)) {
        CompletableFuture<PackagedService> other =
            CompletableFuture.supplyAsync(() -> node(postgres, proxy.jdbcUrl(), settings));
        try (PackagedService direct = node(postgres, url, settings);
            PackagedService proxied = other.join();
            AgroalDataSource strangers = strangers(url, postgres)) {
          test.apply(new Stage(seed, List.of(direct, proxied), proxy, strangers)).go(atLeast);
        }
      }
    }
  }

  private static AgroalDataSource strangers(String url, EmbeddedPostgres postgres)
      throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                of ->
                    of.maxSize(8)
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        .connectionFactoryConfiguration(
                            to ->
                                to.jdbcUrl(url)
                                    .jdbcProperty("ApplicationName", Faults.STRANGER)
                                    .principal(new NamePrincipal(postgres.user()))
                                    .credential(new SimplePassword(postgres.password())))));
  }

  private static PackagedService node(
      EmbeddedPostgres postgres, String url, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("QUARKUS_DATASOURCE_JDBC_URL", url);
    all.put("HOLDFAST_LANES_COUNT", "2");
    all.put("HOLDFAST_LANES_TIMEOUT", "2s");
    all.put("HOLDFAST_AUDIT_PERCENT", "20");
    return PackagedService.start(postgres, all);
  }

  /// @param faults that are to strike, besides those of a COMMIT
  Stress(Stage stage, String... faults) {
    this.seed = stage.seed;
    this.random = new SplittableRandom(seed);
    this.nodes = stage.nodes;
    this.apis = nodes.stream().map(node -> new Api(node.uri())).toList();
    this.faults = new Faults(stage.strangers, stage.proxy, faults);
    this.stored = new StoredCheck(stage.strangers);
    this.events = newEvents(apis.getFirst());
  }

  /// The rounds of faults, which strike side by side.
  abstract List<Striking> strikes(History history, SplittableRandom random);

  /// How many holds are open.
  abstract int openHolds() throws SQLException;

  /// What is wrong with what is stored in the end.
  abstract List<String> violations(List<Call> calls) throws SQLException;

  /// What the nodes are to show of each event, as {@link #picture} has it.
  abstract Map<String, String> toBeShown() throws SQLException;

  /// What a node shows of an event.
  abstract String picture(Response shown);

  final Faults faults() {
    return faults;
  }

  final StoredCheck stored() {
    return stored;
  }

  final List<String> events() {
    return events;
  }

  final List<Api> apis() {
    return apis;
  }

  /// Events whose holds run out soon, and some whose holds run out very soon.
  static List<String> newEvents(Api api) {
    String map = api.asAdmin(StressRoom.seatMap()).post("/api/v1/seat-maps").path("id");
    List<String> events = new ArrayList<>();
    for (String policy :
        List.of(
            "{\"duration\": \"PT2S\", \"maxLifetime\": \"PT3S\"}",
            "{\"duration\": \"PT1S\", \"maxLifetime\": \"PT2S\"}",
            "{\"duration\": \"PT1S\", \"maxLifetime\": \"PT1S\"}")) {
      String body =
          """
          {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
           "timeZone": "UTC", "browserConfirm": true, "currency": "EUR", "prices": {"stalls": 5000},
           "holdPolicy": %s, "limits": {"address": {"held": 0}}}"""
              .formatted(map, policy);
      Response made = api.asAdmin(body).post("/api/v1/events");
      made.then().statusCode(201);
      events.add(made.path("id"));
    }
    return events;
  }

  void go(Duration atLeast) throws Exception {
    List<Call> calls;
    try (var history = new History(nodes.stream().map(PackagedService::uri).toList())) {
      trade(history, atLeast);
      awaitQuiet();
      calls = history.calls();
      replay(history, calls);
    }
    report(calls);
    violations.addAll(new HistoryCheck(calls, LONGEST_HOLD).violations());
    violations.addAll(violations(calls));
    for (PackagedService node : nodes) {
      auditFoundNothing(node);
    }
    nodesShow(toBeShown());
    if (!violations.isEmpty()) {
      Files.write(Path.of("target", "stress-violations.txt"), violations);
      for (int i = 0; i < nodes.size(); i++) {
        Files.writeString(Path.of("target", "stress-node-" + i + ".log"), nodes.get(i).log());
      }
    }
    assertThat(violations.stream().limit(MOST_VIOLATIONS_SHOWN))
        .as("seed %d, %d violations", seed, violations.size())
        .isEmpty();
    assertThat(faults.strikes()).as("seed %d", seed).doesNotContainValue(0);
    for (Kind kind : Kind.values()) {
      assertThat(calls).anyMatch(call -> call.isOk() && call.request().kind() == kind);
    }
    assertThat(definite(calls)).isGreaterThan(LEAST_DEFINITE);
    assertThat(blocks.get()).as("acknowledged blocks").isPositive();
  }

  /// No false alarm, whatever went on while the node looked. One that was started last may have yet
  /// to look.
  private void auditFoundNothing(PackagedService node) throws InterruptedException {
    while (node.management().metric("holdfast_audit_events_total") == 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    String metrics = node.management().get("/q/metrics").asString();
    AUDIT_FINDINGS.matcher(metrics).results().forEach(found -> violations.add(found.group()));
  }

  private static double definite(List<Call> calls) {
    return calls.stream().filter(call -> !call.isUnknown()).count() / (double) calls.size();
  }

  private void trade(History history, Duration atLeast) throws Exception {
    long begun = System.nanoTime();
    var isOpen = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(
            threads.submit(new Buyer("c" + i, random.split(), events, history, isOpen::get)));
      }
      for (Api api : apis) {
        SplittableRandom own = random.split();
        running.add(threads.submit(() -> watch(api, own, isOpen::get)));
      }
      running.add(threads.submit(() -> audit(isOpen::get)));
      SplittableRandom organiser = random.split();
      running.add(threads.submit(() -> block(organiser, isOpen::get)));
      SplittableRandom locks = random.split();
      try {
        awaitSales(history);
        do {
          List<Future<?>> striking = new ArrayList<>();
          for (Striking one : strikes(history, locks)) {
            striking.add(threads.submit(() -> attempt(one)));
          }
          for (Future<?> one : striking) {
            one.get();
          }
          TimeUnit.MILLISECONDS.sleep(CALM.toMillis());
        } while (isWithin(atLeast, begun) || (isIncomplete(history) && isWithin(AT_MOST, begun)));
      } finally {
        isOpen.set(false);
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  /// Whether some fault has not struck yet, or some request has not succeeded.
  private boolean isIncomplete(History history) {
    return faults.strikes().containsValue(0)
        || blocks.get() == 0
        || history.calls().stream()
                .filter(Call::isOk)
                .map(call -> call.request().kind())
                .distinct()
                .count()
            < Kind.values().length;
  }

  private static boolean isWithin(Duration time, long begun) {
    return System.nanoTime() - begun < time.toNanos();
  }

  /// Until each node has sold of each event. What it reads of the catalogue commits, too, and no
  /// fault is to be spent on that.
  private void awaitSales(History history) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    long sold = 0;
    while (sold < (long) nodes.size() * events.size() && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(50);
      sold =
          history.calls().stream()
              .filter(Call::isOk)
              .map(call -> call.node() + call.request().event())
              .distinct()
              .count();
    }
  }

  /// Something that goes wrong.
  interface Striking {
    void strike() throws Exception;
  }

  private static Void attempt(Striking striking) throws Exception {
    striking.strike();
    return null;
  }

  final void killAndRestart(History history) throws InterruptedException {
    PackagedService node = nodes.get(KILLED);
    // A node that is not busy may have answered everybody by the time that it is killed.
    node.standStill();
    history.awaitCall(KILLED);
    long killed = System.nanoTime();
    node.kill();
    history.leave(KILLED);
    node.startAgain();
    history.comeBack(KILLED);
    boolean struck =
        history.calls().stream()
            .anyMatch(
                call ->
                    call.node() == KILLED
                        && call.begun() < killed
                        && call.ended() > killed
                        && call.isUnknown());
    if (struck) {
      faults.struck(Faults.KILL);
    }
  }

  /// I7 in whatever a node shows, which never goes back.
  private Void watch(Api api, SplittableRandom own, BooleanSupplier goesOn)
      throws InterruptedException {
    Map<String, Long> versions = new HashMap<>();
    while (goesOn.getAsBoolean()) {
      String event = events.get(own.nextInt(events.size()));
      try {
        Response shown = api.availability(event);
        if (shown.statusCode() == 200) {
          if (!addsUp(shown.as(JsonNode.class))) {
            violations.add("I7: " + shown.asString());
          }
          long version = shown.<Number>path("version").longValue();
          // Versions count within an epoch.
          String history = event + shown.path("epoch");
          if (version < versions.getOrDefault(history, 0L)) {
            violations.add("shown after version %s: %s".formatted(versions, shown.asString()));
          }
          versions.put(history, version);
        }
      } catch (Exception e) {
        // The node is being started again. Rest-assured throws what it does not declare.
        if (!(e instanceof java.io.IOException)) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return null;
  }

  private static boolean addsUp(JsonNode shown) {
    boolean addsUp = shown.path("areas").size() == StressRoom.AREAS.size();
    int taken =
        Stream.of("held", "reserved", "blocked").mapToInt(list -> shown.path(list).size()).sum();
    for (JsonNode area : shown.path("areas")) {
      int inArea =
          Stream.of("held", "reserved", "blocked").mapToInt(of -> area.path(of).asInt()).sum();
      int left = area.path("available").asInt();
      addsUp &= left >= 0 && left + inArea == StressRoom.PLACES;
      taken += inArea;
    }
    return addsUp && shown.path("available").asInt() + taken == StressRoom.CAPACITY;
  }

  /// Blocks seats and puts them back on sale, or lets time do that, the only one who does. A block
  /// that was acknowledged is there until it is taken away.
  private Void block(SplittableRandom own, BooleanSupplier goesOn) throws InterruptedException {
    while (goesOn.getAsBoolean()) {
      String path = "/api/v1/events/" + events.get(own.nextInt(events.size())) + "/blocks";
      String seat = StressRoom.seat(1 + own.nextInt(StressRoom.SEATS));
      if (own.nextInt(3) == 0) {
        blockForAMoment(own, path, seat);
        continue;
      }
      String body = "{\"seats\": [\"%s\"], \"reason\": \"camera\"}".formatted(seat);
      int blocked = status(own, api -> api.asAdmin(body).post(path));
      boolean isUnknown = blocked != 200 && blocked != 409;
      int removed = blocked == 409 ? 200 : 0;
      for (int tries = 0; removed != 200 && removed != 422 && tries < 100; tries++) {
        TimeUnit.MILLISECONDS.sleep(100);
        removed = status(own, api -> api.asAdmin(Api.ids(seat)).delete(path));
        if (removed == 422 && !isUnknown) {
          violations.add("I2: acknowledged, but not blocked: %s of %s".formatted(seat, path));
        }
        isUnknown |= removed != 200;
      }
      if (blocked == 200 && removed == 200) {
        blocks.incrementAndGet();
      }
    }
    return null;
  }

  /// A block that was acknowledged is listed no more once its release has come.
  private void blockForAMoment(SplittableRandom own, String path, String seat)
      throws InterruptedException {
    String releaseAt = Instant.now().plusMillis(1_001).truncatedTo(ChronoUnit.MILLIS).toString();
    String body =
        "{\"seats\": [\"%s\"], \"reason\": \"presale\", \"releaseAt\": \"%s\"}"
            .formatted(seat, releaseAt);
    if (status(own, api -> api.asAdmin(body).post(path)) != 200) {
      return;
    }
    TimeUnit.MILLISECONDS.sleep(1_000);
    for (int tries = 0; tries < 100; tries++) {
      var listed = new AtomicBoolean(true);
      int status =
          status(
              own,
              api -> {
                Response blocks = api.asAdmin().get(path);
                listed.set(blocks.statusCode() != 200 || blocks.asString().contains(releaseAt));
                return blocks;
              });
      if (status == 200 && !listed.get()) {
        blocks.incrementAndGet();
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    violations.add("I4: blocked after its release: %s of %s".formatted(seat, path));
  }

  /// 0 where there is no answer, for the node is being started again.
  private int status(SplittableRandom own, Function<Api, Response> request) {
    try {
      return request.apply(apis.get(own.nextInt(apis.size()))).statusCode();
    } catch (Exception e) {
      if (!(e instanceof java.io.IOException)) {
        throw e;
      }
      return 0;
    }
  }

  /// I1 and I4 in whatever is stored.
  private Void audit(BooleanSupplier goesOn) throws SQLException, InterruptedException {
    while (goesOn.getAsBoolean()) {
      violations.addAll(stored.violationsNow());
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return null;
  }

  /// Until the last holds and blocks have run out and are swept.
  private void awaitQuiet() throws InterruptedException, SQLException {
    // A commit may arrive this much later than its client gave up.
    TimeUnit.MILLISECONDS.sleep(1_200);
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (openHolds() + stored.timedBlocks() > 0) {
      if (System.nanoTime() > until) {
        violations.add(
            "I4: holds or blocks are never swept: " + (openHolds() + stored.timedBlocks()));
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /// The same request with the same key has the same outcome for good.
  private void replay(History history, List<Call> calls) {
    List<Call> keyed =
        new ArrayList<>(
            calls.stream()
                .filter(call -> call.request().key() != null && call.isOk())
                .filter(
                    call ->
                        call.request().kind() == Kind.PLACE
                            || call.request().kind() == Kind.CONFIRM)
                .toList());
    Collections.shuffle(keyed, new Random(seed));
    for (Call call : keyed.subList(0, Math.min(MOST_REPLAYS, keyed.size()))) {
      Answer again = history.send(call.request(), random);
      Answer.Ok first = (Answer.Ok) call.answer();
      boolean isSame =
          again instanceof Answer.Ok ok
              && ok.replayed()
              && ok.status() == first.status()
              && ok.text("id").equals(first.text("id"))
              && ok.text("secret").equals(first.text("secret"))
              && ok.text("code").equals(first.text("code"));
      if (!isSame) {
        violations.add("I5: %s, then %s".formatted(call, again));
      }
    }
  }

  private void nodesShow(Map<String, String> stored) throws InterruptedException {
    // What is shown may be two seconds old.
    long until = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
    for (Api api : apis) {
      for (String event : events) {
        String is = picture(api.availability(event));
        while (!is.equals(stored.get(event)) && System.nanoTime() < until) {
          TimeUnit.MILLISECONDS.sleep(50);
          is = picture(api.availability(event));
        }
        if (!is.equals(stored.get(event))) {
          violations.add("I7: %s is shown, %s is stored".formatted(is, stored.get(event)));
        }
      }
    }
  }

  /// As {@link StoredCheck#availabilities} says it, or else what is shown instead.
  static String wholePicture(Response shown) {
    if (shown.statusCode() != 200) {
      return shown.asString();
    }
    List<String> words = new ArrayList<>();
    words.add(shown.path("version").toString());
    words.add(String.join(",", shown.<List<String>>path("held")));
    words.add("/");
    words.add(String.join(",", shown.<List<String>>path("reserved")));
    words.add("/");
    for (String area : StressRoom.AREAS) {
      words.add(shown.path("areas.find { it.id == '%s' }.held".formatted(area)).toString());
      words.add(shown.path("areas.find { it.id == '%s' }.reserved".formatted(area)).toString());
    }
    words.removeIf(String::isEmpty);
    return String.join(" ", words);
  }

  private void report(List<Call> calls) {
    Map<String, Long> counts =
        calls.stream()
            .collect(
                Collectors.groupingBy(
                    call ->
                        call.request().kind()
                            + " "
                            + switch (call.answer()) {
                              case Answer.Ok _ -> "ok";
                              case Answer.Failed failed -> failed.type();
                              case Answer.Unknown _ -> "unknown";
                              case Answer.Invoked _ -> "invoked";
                            },
                    java.util.TreeMap::new,
                    Collectors.counting()));
    LOG.log(
        System.Logger.Level.INFO,
        "{0} calls, {1} % of them answered for certain: {2}, {3}",
        calls.size(),
        Math.round(100 * definite(calls)),
        counts,
        faults.strikes());
  }
}
