package dev.holdfast.rest;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Has small JSON bodies read by the event loop, before a thread is given to the request.
///
/// To let the thread wait for each costs two changes of threads and a timer. What is large, or of
/// an unknown length or type, is read by the request itself, which knows what to refuse.
@Singleton
class SmallBodies {
  private static final int BEFORE_ALL_OTHERS = -100;

  private final BodyHandler reader = BodyHandler.create(false).setBodyLimit(Inbound.BODY_LIMIT);
  private final GoneClients gone;

  SmallBodies(GoneClients gone) {
    this.gone = gone;
  }

  void route(@Observes Router router) {
    router
        .route("/api/*")
        .order(BEFORE_ALL_OTHERS)
        .handler(this::handle)
        .failureHandler(this::fail);
  }

  private void handle(RoutingContext call) {
    if (isSmallJson(call.request())) {
      reader.handle(call);
    } else {
      call.next();
    }
  }

  /// A client that goes away before its body has come needs no answer, and is no error.
  private void fail(RoutingContext call) {
    if (GoneClients.is(call.failure())) {
      gone.count("its request");
    } else {
      call.next();
    }
  }

  private static boolean isSmallJson(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    // Of HTTP/2, the framework can't take over a request whose end has come.
    return request.version() != HttpVersion.HTTP_2
        && type != null
        && type.startsWith("application/json")
        && length != null
        // Five digits are always an int.
        && length.matches("[1-9][0-9]{0,4}")
        && Integer.parseInt(length) <= Inbound.BODY_LIMIT;
  }
}
