package dev.holdfast.rest;

import dev.holdfast.application.port.in.PageOrigins;
import dev.holdfast.domain.client.Origin;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/// Lets pages of other origins call the API from browsers (the CORS protocol of the Fetch
/// standard), if {@link PageOrigins} says so. A preflight carries no key, so one that is for any
/// client's page lets it in; whose key goes with which page is found out by {@link Callers}.
///
/// A request that changes something and that a browser says is from a page of another origin is
/// refused: with some requests, browsers ask nobody before.
@Singleton
final class Cors {
  private static final int BEFORE_ALL_OTHERS = -120;
  private static final String METHODS = "GET, POST, PATCH, DELETE";
  private static final String HEADERS =
      "accept, authorization, content-type, hold-secret, idempotency-key, if-match, if-none-match,"
          + " last-event-id, x-request-id";
  private static final String EXPOSED =
      "etag, location, idempotency-replayed, retry-after, ratelimit, ratelimit-policy,"
          + " x-request-id";
  private static final String SECONDS_KEPT = "3600";
  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> ELSEWHERE = Set.of("cross-site", "same-site");

  private final PageOrigins origins;
  private final Vertx vertx;

  Cors(PageOrigins origins, Vertx vertx) {
    this.origins = origins;
    this.vertx = vertx;
  }

  void route(@Observes Router router) {
    router.route("/api/*").order(BEFORE_ALL_OTHERS).handler(this::handle);
  }

  private void handle(RoutingContext call) {
    HttpServerRequest request = call.request();
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      call.next();
      return;
    }
    Optional<Boolean> known = origins.known(new Origin(origin));
    if (known.isPresent()) {
      answer(call, origin, known.get());
      return;
    }
    // What it sends must not be lost while nobody reads it.
    request.pause();
    Context context = vertx.getOrCreateContext();
    Thread.ofVirtual()
        .start(
            () -> {
              boolean found = origins.find(new Origin(origin));
              context.runOnContext(
                  _ -> {
                    request.resume();
                    answer(call, origin, found);
                  });
            });
  }

  private static void answer(RoutingContext call, String origin, boolean isLetIn) {
    HttpServerRequest request = call.request();
    call.response().putHeader(HttpHeaders.VARY, "Origin");
    if (isLetIn) {
      call.response()
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
          .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    if (isPreflight(request)) {
      if (isLetIn) {
        call.response()
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
            .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
            .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS_KEPT)
            .setStatusCode(204)
            .end();
      } else {
        refuse(call, origin);
      }
    } else if (!isLetIn
        && !READING.contains(request.method())
        && ELSEWHERE.contains(String.valueOf(request.getHeader("Sec-Fetch-Site")))) {
      refuse(call, origin);
    } else {
      call.next();
    }
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
  }

  private static void refuse(RoutingContext call, String origin) {
    ChangeStreams.refuse(
        call,
        new ProblemAnswer(
            Problem.FORBIDDEN,
            "Origin: %s (expected: one that a publishable key or the configuration names)."
                .formatted(Text.plain(origin))));
  }
}
