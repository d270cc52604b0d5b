package dev.holdfast.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Where each request comes in first. It gets its id, which its answer has, too, and it is measured
/// here: how long it takes until its answer begins. So a stream of changes counts until it is open,
/// and a large answer until it is ready to be sent.
@Singleton
final class Entrance {
  private static final int BEFORE_ALL_OTHERS = -300;
  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /// One of them is the goal for holds, 300 ms.
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(300),
    Duration.ofMillis(1_000),
    Duration.ofMillis(2_500),
    Duration.ofMillis(5_000),
    Duration.ofMillis(10_000)
  };

  private final MeterRegistry meters;
  private final OwnRequests ownRequests;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  Entrance(MeterRegistry meters, OwnRequests ownRequests) {
    this.meters = meters;
    this.ownRequests = ownRequests;
  }

  /// Requests that are measured together.
  ///
  /// @param route an address with its parameters in braces
  private record Kind(String route, String method, int status) {
    String outcome() {
      return status < 400
          ? "ok"
          : status < 500 ? "refused" : status == 503 ? "unavailable" : "error";
    }
  }

  void route(@Observes Router router) {
    router.route().order(BEFORE_ALL_OTHERS).handler(this::begin);
  }

  private void begin(RoutingContext call) {
    long begun = System.nanoTime();
    call.response().putHeader(RequestId.HEADER, RequestId.of(call.request()));
    call.addHeadersEndHandler(_ -> measure(call, begun));
    call.next();
  }

  private void measure(RoutingContext call, long begun) {
    HttpServerRequest request = call.request();
    if (!ownRequests.isOne(request.getHeader(OwnRequests.HEADER))) {
      long duration = System.nanoTime() - begun;
      String method = request.method().name();
      Kind kind =
          new Kind(
              Routes.template(String.valueOf(request.path())).orElse(OTHER),
              METHODS.contains(method) ? method : OTHER,
              call.response().getStatusCode());
      timers.computeIfAbsent(kind, this::timer).record(duration, TimeUnit.NANOSECONDS);
    }
  }

  private Timer timer(Kind kind) {
    return Timer.builder("holdfast.requests")
        .description("Requests, and how long each took until its answer began")
        .tag("route", kind.route())
        .tag("method", kind.method())
        .tag("status", Integer.toString(kind.status()))
        .tag("outcome", kind.outcome())
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
