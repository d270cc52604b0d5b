package dev.holdfast.bootstrap;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.feed.NoticeFeed;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.out.NoticeChannel;
import dev.holdfast.application.service.Catalogue;
import dev.holdfast.application.service.Engine;
import dev.holdfast.application.service.Engines;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.postgres.ScratchTables;
import dev.holdfast.rest.OwnRequests;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.hibernate.SessionFactory;
import org.jboss.logging.Logger;

/// Has the JVM compile what requests run, before others send any: until then, the node sends
/// requests to itself and is not ready. They are about events that are in {@link ScratchTables} and
/// that nobody else can name.
///
/// Half of the time the node does nothing, because compilers that share busy cores take several
/// times as long.
@Readiness
@Singleton
final class WarmUp implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /// Enough for transactions of many changes.
  private static final int BUYERS = 64;

  private static final int EVENTS = 4;

  private static final int ANSWER_TIMEOUT_MILLIS = 10_000;

  /// Who has only one connection to the database.
  private static final int ONE = 1;

  private final HoldfastConfig settings;
  private final Config config;
  private final AgroalDataSource database;
  private final SessionFactory hibernate;
  private final Catalogue catalogue;
  private final Engines engines;
  private final OwnRequests ownRequests;

  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  WarmUp(
      HoldfastConfig settings,
      Config config,
      AgroalDataSource database,
      SessionFactory hibernate,
      Catalogue catalogue,
      Engines engines,
      OwnRequests ownRequests) {
    this.settings = settings;
    this.config = config;
    this.database = database;
    this.hibernate = hibernate;
    this.catalogue = catalogue;
    this.engines = engines;
    this.ownRequests = ownRequests;
    if (settings.warmUp().isZero() || ImageMode.current().isNativeImage()) {
      over.complete(null);
    }
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("Warm-up").status(over.isDone()).build();
  }

  void listens(@ObservesAsync HttpServerStart started) {
    // Requests that are redirected are answered on the other port.
    if (!isSet("quarkus.http.insecure-requests", "redirect")) {
      begin(started.options().getHost(), "quarkus.http.port", SocketFactory.getDefault());
    }
  }

  void listensForTls(@ObservesAsync HttpsServerStart started) {
    begin(started.options().getHost(), "quarkus.http.ssl-port", TrustingAll.socketFactory());
  }

  void listensLocally(@ObservesAsync DomainSocketServerStart started) {
    if (isSet("quarkus.http.host-enabled", "false")) {
      over.complete(null);
    }
  }

  private boolean isSet(String name, String value) {
    return config.getOptionalValue(name, String.class).filter(value::equalsIgnoreCase).isPresent();
  }

  void stops(@Observes ShutdownDelayInitiatedEvent stop) {
    stopping.countDown();
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /// What it uses must not be closed before.
  void stops(@Observes ShutdownEvent stop) {
    stopping.countDown();
    if (begun.get()) {
      over.join();
    }
  }

  /// @param port the setting that says where the node listens, by then of the port that it is
  private void begin(String host, String port, SocketFactory sockets) {
    if (!over.isDone() && begun.compareAndSet(false, true)) {
      // Others who observe the same event are told of it only after this one.
      Thread.ofPlatform().daemon().name("warm-up").start(() -> warmUp(host, port, sockets));
    }
  }

  private void warmUp(String host, String port, SocketFactory sockets) {
    try (Scratch scratch = new Scratch()) {
      long start = System.nanoTime();
      int requests = scratch.use(address(host), config.getValue(port, Integer.class), sockets);
      LOG.infof("warmed up in %.1f s by %d requests", (System.nanoTime() - start) / 1e9, requests);
    } catch (SQLException e) {
      LOG.infof("not warmed up: %s", e.getMessage());
    } catch (IOException | ExecutionException | RuntimeException e) {
      if (!isStopping()) {
        LOG.warn("not warmed up", e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over.complete(null);
    }
  }

  /// An address where a node is reached that listens on this host.
  private static InetAddress address(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }

  /// What is there only while this warms up.
  private final class Scratch implements AutoCloseable {
    private final List<Sale> events = ScratchEvents.make(EVENTS);
    private final ScratchTables tables;
    private final NoticeFeed feed;
    private final Engine engine;
    private final List<ScratchBuyer> buyers = new ArrayList<>();

    Scratch() throws SQLException {
      tables = ScratchTables.create(database, hibernate, events.stream().map(Sale::event).toList());
      HoldfastConfig.LanesConfig lanes = settings.lanes();
      feed = new NoticeFeed(new Silence());
      engine =
          Engine.start(
              tables.ledger(lanes.timeout()),
              tables.records(),
              feed,
              new Bulkhead(ONE, lanes.timeout()),
              new Lanes.Plan(
                  ONE, lanes.queue(), lanes.batch(), lanes.contendedEvents(), lanes.timeout()));
      events.forEach(catalogue::keep);
      engines.alsoUse(
          events.stream()
              .map(sale -> sale.event().id())
              .collect(Collectors.toMap(Function.identity(), _ -> engine)));
    }

    /// Buys until there is nothing left to compile, or for as long as it may take.
    ///
    /// @return how many requests were sent
    int use(InetAddress host, int port, SocketFactory sockets)
        throws IOException, ExecutionException, InterruptedException {
      long until = System.nanoTime() + settings.warmUp().toNanos();
      String secret = ownRequests.begin();
      for (int i = 0; i < BUYERS; i++) {
        Socket socket = sockets.createSocket(host, port);
        socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
        buyers.add(
            new ScratchBuyer(
                socket,
                "Host: localhost\r\n%s: %s\r\n".formatted(OwnRequests.HEADER, secret),
                events.get(i % EVENTS).event().id(),
                i,
                () -> goesOn(until)));
      }
      var compilers = Compilers.here();
      int requests = 0;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        while (goesOn(until) && !compilers.areIdle()) {
          long start = System.nanoTime();
          for (Future<Integer> sent : threads.invokeAll(buyers)) {
            requests += sent.get();
          }
          compilers.catchUp(Duration.ofNanos(System.nanoTime() - start), this::pause);
        }
      }
      return requests;
    }

    /// @return whether to go on
    private boolean pause(Duration time) throws InterruptedException {
      return !stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean goesOn(long until) {
      return !isStopping() && System.nanoTime() - until < 0;
    }

    @Override
    public void close() throws IOException {
      for (ScratchBuyer buyer : buyers) {
        buyer.close();
      }
      ownRequests.end();
      events.forEach(catalogue::forget);
      engines.alsoUse(Map.of());
      engine.close();
      feed.close();
      tables.close();
    }
  }

  /// Other nodes have nothing to hear of scratch events, and nothing to tell.
  private record Silence() implements NoticeChannel {
    @Override
    public void send(List<String> notices) {}

    @Override
    public void hear(Ear ear) throws InterruptedException {
      ear.opened();
      while (ear.listens()) {
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }
}
