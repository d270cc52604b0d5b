package dev.holdfast.rest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The connections that clients have made: how they are set up, what they may not do, and how they
/// end.
@Singleton
class Connections implements HttpServerOptionsCustomizer {
  private static final Logger LOG = System.getLogger(Connections.class.getName());
  private static final int BEFORE_ALL_OTHERS = -200;

  /// What the system keeps for a client that does not read. It would take several megabytes, if it
  /// were left to it.
  private static final int SEND_BUFFER = 128 * 1024;

  /// How long before all connections are closed no more of them are accepted: long enough for what
  /// those accepted last have sent to be read.
  private static final Duration LAST_MOMENT = Duration.ofMillis(500);

  /// Found when they are needed: the server is set up before the settings are read.
  private final Provider<SlowClients> slow;

  private final Map<Cut, Counter> cuts = new EnumMap<>(Cut.class);
  private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private volatile HttpServerOptions options = new HttpServerOptions();
  private volatile boolean ending;

  Connections(Provider<SlowClients> slow, MeterRegistry meters) {
    this.slow = slow;
    for (Cut why : Cut.values()) {
      cuts.put(
          why,
          Counter.builder("holdfast.connections.cut")
              .description("Connections closed because the client sent or read nothing")
              .tag("why", why.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  /// Why a connection is closed.
  enum Cut {
    /// The header of a request did not come.
    HEADER,
    /// The body of a request did not go on.
    BODY,
    /// The answer was not read.
    UNREAD
  }

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    // Clients such as Java's own offer to go on with HTTP/2 in their first request. Vert.x takes
    // the offer, and then mostly breaks the framing of a large answer; seen with 150 and 195 kB. It
    // has no setting for such upgrades alone.
    options.setHttp2ClearTextEnabled(false);
    watch(options);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    watch(options);
  }

  private void watch(HttpServerOptions options) {
    options.setSendBufferSize(SEND_BUFFER);
    this.options = options;
    ConnectionExtension.showTo(this);
  }

  void listening(ServerChannel channel) {
    listening.add(channel);
  }

  void accepted(Channel channel) {
    channel.pipeline().addFirst(new ConnectionGuard(options, slow.get().timeout(), this::count));
  }

  private void count(Cut why) {
    LOG.log(Level.DEBUG, "a connection is closed: {0}", why);
    Objects.requireNonNull(cuts.get(why)).increment();
  }

  void route(@Observes Router router) {
    router.route().order(BEFORE_ALL_OTHERS).handler(this::endIfEnding);
  }

  private void endIfEnding(RoutingContext call) {
    if (ending && call.request().version() != HttpVersion.HTTP_2) {
      call.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      call.addEndHandler(_ -> call.request().connection().close());
    }
    call.next();
  }

  /// Stops accepting connections a moment before the others are closed.
  void stop(
      @Observes ShutdownDelayInitiatedEvent stopping,
      @ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay,
      Vertx vertx)
      throws InterruptedException {
    Duration open = delay.orElse(Duration.ZERO).minus(LAST_MOMENT);
    if (open.isPositive()) {
      vertx.setTimer(open.toMillis(), _ -> stopAccepting());
    } else {
      stopAccepting();
      Thread.sleep(LAST_MOMENT);
    }
  }

  private void stopAccepting() {
    ending = true;
    var _ = listening.close();
  }
}
