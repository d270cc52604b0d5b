package dev.holdfast.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Runs Holdfast on this machine as in production, all of it on the loopback interface: a balancer,
/// two nodes, a database, Redis, and Prometheus and Grafana where the user has them.
///
/// The configuration is that of the containers, in the folder `docker`.
public final class Cluster {
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);

  /// What a node is given to end in good order: its delay, what it may take to answer the requests
  /// that it has, and a little.
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration OTHERS_TIMEOUT = Duration.ofSeconds(10);
  private static final int CONTROL_MILLIS = 5_000;
  private static final int BALANCER_PORT = 8080;
  private static final int PROMETHEUS_PORT = 9090;
  private static final int GRAFANA_PORT = 3000;

  private final PrintStream out = System.out;
  private final long startedAt = System.nanoTime();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final Set<Integer> taken = new HashSet<>();
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final List<Program> onlookers = new CopyOnWriteArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final Map<String, String> links = new LinkedHashMap<>();

  /// The ids of processes that are to end.
  private final Set<Long> expected = ConcurrentHashMap.newKeySet();

  private final DataFolder folder;
  private final Servers servers;
  private final Path configuration;
  private final Path jar;
  private final int port;
  private volatile Optional<Balancer> balancer = Optional.empty();

  private Cluster(DataFolder folder, Path root, Path jar, Optional<Integer> port) {
    this.folder = folder;
    this.configuration = root.resolve("docker");
    this.jar = jar;
    this.servers = new Servers(folder, this::say);
    this.port = port.isPresent() ? port.get() : port(BALANCER_PORT);
  }

  /// Starts everything, and returns when all is ready; it goes on until it is interrupted.
  ///
  /// @param args the data folder, the folder of the sources, the package's jar, and the balancer's
  /// port if it has to be a certain one
  public static void main(String[] args) {
    try {
      var loopback = InetAddress.getLoopbackAddress();
      Main.refuseStrangersWithoutKey(
          loopback, loopback.getHostAddress(), Servers.environment("HOLDFAST_ADMIN_KEY"));
      var folder = DataFolder.open(Path.of(args[0]));
      Optional<Integer> port =
          args.length > 3 ? Optional.of(Integer.valueOf(args[3])) : Optional.empty();
      try {
        port.ifPresent(given -> Main.refuseTakenPort(loopback, given));
      } catch (IllegalStateException e) {
        folder.discard();
        throw e;
      }
      new Cluster(folder, Path.of(args[1]), Path.of(args[2]).toAbsolutePath(), port).run();
    } catch (IllegalStateException | IOException | UncheckedIOException e) {
      System.err.println("holdfast: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "holdfast-stop"));
    try (var control = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      try {
        servers.startDatabase();
        servers.startRedis(true);
        startNodes();
        startPrometheus();
        startGrafana();
        startBalancer();
      } finally {
        started.complete(null);
      }
      if (!servers.endsExpected()) {
        Files.writeString(folder.resolve("control"), control.getLocalPort() + "\n");
        announce();
        obey(control);
      }
    }
  }

  /// Starts one after the other: the first migrates the database, and two at once would take twice
  /// as long on few cores.
  private void startNodes() throws IOException {
    // The balancer is told before a node stops, so it need not have time to notice.
    servers.setDefault("quarkus.shutdown.delay", "1s");
    for (int i = 1; i <= 2; i++) {
      var node =
          Node.of(folder, "node" + i, jar, port(8080 + i), port(9000 + i), servers.settings());
      nodes.add(node);
      start(node);
    }
  }

  /// Starts a node and waits until it is ready, or until everything is to stop.
  private void start(Node node) {
    if (servers.endsExpected()) {
      return;
    }
    say("starting " + node.name());
    node.program().start();
    var pid = node.program().pid();
    servers.whenLost(
        pid,
        () -> {
          if (!expected.remove(pid)) {
            say(
                "%s has stopped unexpectedly, see %s; ./holdfast cluster restart starts it again"
                    .formatted(node.name(), node.program().log()));
          }
        });
    var deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
    while (!node.isReady() && !servers.endsExpected()) {
      if (!node.program().isRunning() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s is not ready, see %s".formatted(node.name(), node.program().log()));
      }
      ServerProcess.pause(50);
    }
  }

  private void startBalancer() throws IOException {
    if (servers.endsExpected()) {
      return;
    }
    say("starting the balancer");
    var nginx = Balancer.start(folder, configuration.resolve("nginx"), port, nodes);
    balancer = Optional.of(nginx);
    var program = nginx.program();
    servers.stopWithout("the balancer", program.pid(), program.log());
    while (!isOpen(port) && !servers.endsExpected()) {
      if (!program.isRunning()) {
        throw new IllegalStateException("the balancer does not start, see " + program.log());
      }
      ServerProcess.pause(20);
    }
  }

  private void startPrometheus() throws IOException {
    var found = Program.find("prometheus");
    if (found.isEmpty()) {
      leftOut.add("Prometheus (Debian's package: prometheus)");
      return;
    }
    var home = Files.createDirectories(folder.resolve("prometheus"));
    for (var file : List.of("prometheus.yml", "rules.yml", "alerts.yml")) {
      Folders.link(home.resolve(file), configuration.resolve("prometheus").resolve(file));
    }
    var targets = new ArrayList<String>();
    for (var node : nodes) {
      targets.add(
          "{\"targets\": [\"127.0.0.1:%d\"], \"labels\": {\"node\": \"%s\"}}"
              .formatted(node.managementPort(), node.name()));
    }
    Files.writeString(home.resolve("nodes.json"), "[" + String.join(", ", targets) + "]\n");
    int webPort = port(PROMETHEUS_PORT);
    start(
        "Prometheus",
        webPort,
        new Program(
            folder,
            "prometheus",
            List.of(
                found.get().toString(),
                "--config.file=" + home.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + webPort),
            "--config.file=" + home.resolve("prometheus.yml"),
            Map.of()));
  }

  private void startGrafana() {
    var found = Program.find("grafana-server");
    if (found.isEmpty() || !links.containsKey("Prometheus")) {
      leftOut.add("Grafana (its program grafana-server, beside a Prometheus)");
      return;
    }
    int webPort = port(GRAFANA_PORT);
    var data = folder.resolve("grafana");
    var provisioning = configuration.resolve("grafana").resolve("provisioning");
    start(
        "Grafana",
        webPort,
        new Program(
            folder,
            "grafana",
            List.of(
                found.get().toString(),
                "--homepath=/usr/share/grafana",
                "cfg:default.paths.data=" + data,
                "cfg:default.paths.provisioning=" + provisioning),
            "cfg:default.paths.data=" + data,
            Map.of(
                "GF_SERVER_HTTP_ADDR", "127.0.0.1",
                "GF_SERVER_HTTP_PORT", Integer.toString(webPort),
                "GF_AUTH_ANONYMOUS_ENABLED", "true",
                "PROMETHEUS_URL", links.get("Prometheus"),
                "DASHBOARDS", configuration.resolve("grafana").resolve("dashboards").toString())));
  }

  /// Starts what nothing depends on.
  private void start(String what, int webPort, Program program) {
    if (servers.endsExpected()) {
      return;
    }
    say("starting " + what);
    program.start();
    onlookers.add(program);
    links.put(what, "http://127.0.0.1:" + webPort);
    servers.whenLost(
        program.pid(),
        () -> say("%s has stopped unexpectedly, see %s".formatted(what, program.log())));
  }

  private void announce() {
    say("ready in %.1f s".formatted((System.nanoTime() - startedAt) / 1e9));
    var page = new StringBuilder("\n");
    var url = "http://127.0.0.1:" + port;
    line(page, "Seats", url + "/");
    line(page, "Events", url + "/api/v1/events");
    for (var node : nodes) {
      line(page, node.name(), node.url() + "/");
      line(page, "", node.management() + "/q/health");
      line(page, "", node.management() + "/q/metrics");
    }
    line(page, "API docs", nodes.getFirst().management() + "/q/swagger-ui");
    links.forEach((what, link) -> line(page, what, link));
    leftOut.forEach(what -> line(page, "Left out", what));
    line(page, "Admin key", servers.whereTheAdminKeyIs());
    line(page, "Logs", folder.path() + "/*.log");
    line(page, "Restart", "./holdfast cluster restart");
    line(page, "Stop", "Ctrl-C");
    out.println(page);
  }

  private static void line(StringBuilder page, String name, String value) {
    page.append("  %-11s %s%n".formatted(name, value));
  }

  /// Does what `./holdfast cluster restart` asks for, one after the other, for who knows the
  // secret.
  private void obey(ServerSocket control) throws IOException {
    var secret = folder.secret("control-secret");
    while (true) {
      try (var socket = control.accept();
          var in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
          var answer = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
        socket.setSoTimeout(CONTROL_MILLIS);
        if (secret.equals(in.readLine())) {
          restart(answer);
        }
      } catch (SocketTimeoutException _) {
        // It said nothing.
      }
    }
  }

  private void restart(PrintWriter answer) throws IOException {
    Consumer<String> tell =
        line -> {
          say(line);
          answer.println("holdfast: " + line);
        };
    var start = System.nanoTime();
    try {
      // Who has died helps nobody as long as it is away.
      for (var node : nodes) {
        if (!node.program().isRunning()) {
          tell.accept("starting " + node.name());
          balancer.orElseThrow().takeOut(node);
          start(node);
          balancer.orElseThrow().putBack(node);
        }
      }
      for (var node : nodes) {
        restart(node, tell);
      }
      tell.accept("restarted in %.1f s".formatted((System.nanoTime() - start) / 1e9));
      answer.println("ok");
    } catch (IllegalStateException e) {
      tell.accept(e.getMessage());
    }
  }

  /// Takes a node out, lets it answer what it has, and puts it back when it is ready again.
  private void restart(Node node, Consumer<String> tell) throws IOException {
    for (var other : nodes) {
      if (!other.equals(node) && !other.isReady()) {
        throw new IllegalStateException(
            "%s is not ready, so %s goes on".formatted(other.name(), node.name()));
      }
    }
    tell.accept("restarting " + node.name());
    balancer.orElseThrow().takeOut(node);
    expected.add(node.program().pid());
    node.program().stop(NODE_TIMEOUT);
    start(node);
    balancer.orElseThrow().putBack(node);
  }

  /// First the balancer takes no more, and what is on its way can end well; then all the others.
  private void stop() {
    servers.expectEnds();
    say("stopping");
    started.join();
    balancer.ifPresent(nginx -> nginx.program().signal("QUIT"));
    nodes.forEach(node -> node.program().signal("TERM"));
    nodes.forEach(node -> node.program().awaitEnd(NODE_TIMEOUT));
    balancer.ifPresent(nginx -> nginx.program().awaitEnd(OTHERS_TIMEOUT));
    onlookers.forEach(program -> program.signal("TERM"));
    onlookers.forEach(program -> program.awaitEnd(OTHERS_TIMEOUT));
    servers.stop();
    try {
      Files.deleteIfExists(folder.resolve("control"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    say("stopped");
  }

  /// That port if it is free, or else any that is.
  private int port(int wished) {
    try {
      int found = taken.contains(wished) || isOpen(wished) ? ServerProcess.freePort() : wished;
      taken.add(found);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOpen(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void say(String line) {
    out.println("holdfast: " + line);
  }
}
