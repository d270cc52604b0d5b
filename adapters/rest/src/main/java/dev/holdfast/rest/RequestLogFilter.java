package dev.holdfast.rest;

import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import io.quarkus.logging.LoggingFilter;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/// Adds to each line of the log about which request it is, and about which event, hold or
/// reservation, as the request's address says. Requests that have nothing to log cost nothing.
@LoggingFilter(name = "request")
public final class RequestLogFilter implements Filter {
  private static final String REQUEST = "requestId";

  /// What the part of an address is called that follows this one.
  private static final Map<String, String> IDS =
      Map.of("events", "eventId", "holds", "holdId", "reservations", "reservationId");

  private static final ThreadLocal<@Nullable RoutingContext> AT_HAND = new ThreadLocal<>();

  /// Does something for a call that the framework does not know of.
  static void during(RoutingContext call, Runnable task) {
    AT_HAND.set(call);
    try {
      task.run();
    } finally {
      AT_HAND.remove();
    }
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    RoutingContext call = call();
    if (call != null && record instanceof ExtLogRecord line) {
      HttpServerResponse response = call.response();
      line.putMdc(REQUEST, RequestId.of(response));
      String[] parts = String.valueOf(call.request().path()).split("/", -1);
      for (int i = 0; i + 1 < parts.length; i++) {
        String id = parts[i + 1];
        String name = IDS.get(parts[i]);
        if (name != null && Ids.uuid(id).isPresent()) {
          line.putMdc(name, id);
        }
      }
    }
    return true;
  }

  private static @Nullable RoutingContext call() {
    RoutingContext atHand = AT_HAND.get();
    if (atHand != null || !isInRequest()) {
      return atHand;
    }
    return CurrentRequestManager.get() instanceof VertxResteasyReactiveRequestContext call
        ? call.getContext()
        : null;
  }

  /// There are lines before the container starts, and after it has ended.
  private static boolean isInRequest() {
    ArcContainer container = Arc.container();
    return container != null && container.requestContext().isActive();
  }
}
