package dev.holdfast.benchmarks.textbook;

import dev.holdfast.benchmarks.textbook.Client.Phase;
import dev.holdfast.benchmarks.textbook.SeatHolder.Claim;
import dev.holdfast.benchmarks.textbook.Way.Family;
import dev.holdfast.local.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// Measures the ways of holding seats that the textbooks name, each in cells of its own: one way,
/// one workload, so many clients.
///
/// A client is a thread. All work in a closed loop, so a slow answer keeps a client from asking:
/// the latencies are those of a fixed crowd, not of a fixed rate.
public final class TextbookBench {
  /// With more clients than this, they share the connections.
  private static final int MOST_CONNECTIONS = 32;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Plan plan;
  private final EmbeddedPostgres server;
  private final RedisServers redis;
  private final String textbooks;
  private final String holdfasts;
  private final Consumer<String> progress;
  private final List<TextbookResult> results = new ArrayList<>();

  private TextbookBench(
      Plan plan, EmbeddedPostgres server, RedisServers redis, Consumer<String> progress) {
    this.plan = plan;
    this.server = server;
    this.redis = redis;
    this.textbooks = server.createDatabase();
    this.holdfasts = server.createDatabase();
    this.progress = progress;
  }

  /// Measures every cell of a plan, in databases of its own in this server, and in Redis
  /// servers that are emptied.
  ///
  /// @param progress is told of each cell when it is done
  public static List<TextbookResult> run(
      Plan plan, EmbeddedPostgres server, RedisServers redis, Consumer<String> progress) {
    var bench = new TextbookBench(plan, server, redis, progress);
    bench.progress.accept("seed " + plan.seed());
    bench.run();
    return List.copyOf(bench.results);
  }

  /// What is compared is measured one soon after the other, so that whatever else the machine does
  /// meanwhile slows all of them alike.
  private void run() {
    if (plan.rehearsal().isPositive()) {
      for (Way way : plan.ways()) {
        progress.accept("rehearsing: " + way.title());
        var _ = measure(way, plan.twoNodes(), plan.twoNodesClients(), 1, plan.rehearsal());
      }
    }
    for (Workload workload : plan.workloads()) {
      for (int clients : plan.clients()) {
        for (Way way : plan.ways()) {
          keep(measure(way, workload, clients, 1, plan.measured()));
        }
      }
    }
    for (Way way : plan.ways()) {
      keep(measure(way, plan.twoNodes(), plan.twoNodesClients(), 2, plan.measured()));
    }
  }

  private void keep(TextbookResult result) {
    results.add(result);
    progress.accept(
        "%d of %d: %s, %s, %d clients, %d node(s): %.0f holds/s%s"
            .formatted(
                results.size(),
                plan.cells(),
                result.way().title(),
                result.workload(),
                result.clients(),
                result.nodes(),
                result.holdsPerSecond(),
                result.isSound() ? "" : ", sold twice " + result.doubleBookings()));
  }

  private TextbookResult measure(
      Way way, Workload workload, int clients, int nodes, Duration measured) {
    String url = way.family() == Family.HOLDFAST ? holdfasts : textbooks;
    Tally tally = new Tally();
    int connections = Math.min(Math.ceilDiv(clients, nodes), MOST_CONNECTIONS);
    Stage stage =
        new Stage(workload, url, server.user(), server.password(), redis, connections, tally);
    stage.setUp(way);
    List<SeatHolder> opened = new ArrayList<>();
    try {
      for (int i = 0; i < nodes; i++) {
        opened.add(stage.open(way));
      }
      return measure(way, workload, clients, opened, tally, measured);
    } finally {
      opened.forEach(SeatHolder::close);
    }
  }

  private TextbookResult measure(
      Way way,
      Workload workload,
      int clients,
      List<SeatHolder> nodes,
      Tally tally,
      Duration measured) {
    var acknowledgements = new Acknowledgements(workload);
    var phase = new AtomicReference<>(Phase.WARMING_UP);
    List<Client> crowd = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      SeatHolder node = nodes.get(i % nodes.size());
      crowd.add(new Client(i, clients, plan.seed(), node, workload, acknowledgements, phase::get));
    }
    long retries;
    long deadlocks;
    double seconds;
    var threads = Executors.newFixedThreadPool(clients, Thread.ofPlatform().daemon().factory());
    try {
      List<Future<?>> running = new ArrayList<>();
      crowd.forEach(client -> running.add(threads.submit(client)));
      sleep(plan.warmUp());
      retries = tally.retries.sum();
      deadlocks = tally.deadlocks.sum();
      long start = System.nanoTime();
      phase.set(Phase.MEASURING);
      sleep(measured);
      while (acknowledgements.holds() < plan.leastHolds() && isInTime(start)) {
        sleep(measured);
      }
      phase.set(Phase.OVER);
      seconds = (System.nanoTime() - start) / 1e9;
      running.forEach(TextbookBench::await);
    } finally {
      phase.set(Phase.OVER);
      threads.shutdownNow();
    }

    Set<Claim> told = crowd.stream().flatMap(Client::claims).collect(Collectors.toSet());
    Set<Claim> recorded =
        nodes.stream().flatMap(node -> node.claims().stream()).collect(Collectors.toSet());
    Histogram heldNanos = Client.newHistogram();
    crowd.forEach(client -> heldNanos.add(client.heldNanos));
    long held = crowd.stream().mapToLong(client -> client.held).sum();
    long fewest = crowd.stream().mapToLong(client -> client.held).min().orElse(0);
    return new TextbookResult(
        way,
        workload.name(),
        clients,
        nodes.size(),
        seconds,
        held,
        crowd.stream().mapToLong(client -> client.taken).sum(),
        crowd.stream().mapToLong(client -> client.gaveUp).sum(),
        tally.retries.sum() - retries,
        tally.deadlocks.sum() - deadlocks,
        acknowledgements.doubleBookings(),
        Acknowledgements.surplus(recorded),
        Acknowledgements.differences(told, recorded),
        percentileMicros(heldNanos, 50),
        percentileMicros(heldNanos, 99),
        crowd.stream().mapToLong(client -> client.longestNanos).max().orElse(0) / 1e3,
        (double) fewest * clients / Math.max(1, held));
  }

  /// Rounded down as the histogram has it, since rounded up it could be more than the longest.
  private static double percentileMicros(Histogram nanos, double percentile) {
    return nanos.lowestEquivalentValue(nanos.getValueAtPercentile(percentile)) / 1e3;
  }

  private static boolean isInTime(long start) {
    return System.nanoTime() - start < TIMEOUT.toNanos();
  }

  private static void await(Future<?> client) {
    try {
      var _ = client.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a client still waits after " + TIMEOUT, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed", e);
    }
  }

  private static void sleep(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
