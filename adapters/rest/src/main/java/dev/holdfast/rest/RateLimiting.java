package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits;
import dev.holdfast.application.port.in.RateLimits.Use;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.RateLimit;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Counts requests, refuses whoever asks too often, and tells those who are limited how often they
/// may, in the fields of draft-ietf-httpapi-ratelimit-headers-10.
@Singleton
class RateLimiting {
  static final String POLICY = "RateLimit-Policy";
  static final String STATE = "RateLimit";

  private static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final String API = "/api/";
  private static final String HOLDS = "/holds";
  private static final String BUYERS = "/buyer-tokens";
  private static final String RESERVATIONS = "/api/v1/reservations/";
  private static final int NETWORK_BYTES = 8;

  private final RateLimits limits;
  private final Callers callers;
  private final OwnRequests own;

  RateLimiting(RateLimits limits, Callers callers, OwnRequests own) {
    this.limits = limits;
    this.callers = callers;
    this.own = own;
  }

  /// Counts a request; empty if nothing limits it.
  ///
  /// @param caller as {@link Callers#find} gives it; asked if it matters
  Optional<Allowance> take(HttpServerRequest request, Supplier<Optional<Caller>> caller) {
    if (own.isOne(request.getHeader(OwnRequests.HEADER))) {
      return Optional.empty();
    }
    return limits.take(
        use(request),
        () -> callers.mayBeMadeUp(request.getHeader(HttpHeaders.AUTHORIZATION)),
        // Whoever sends no valid key is refused later, and counts like those who send none.
        () -> caller.get().orElseGet(Caller::anybody),
        network(request.remoteAddress()));
  }

  /// What a request is for.
  static Use use(HttpServerRequest request) {
    if (READING.contains(request.method())) {
      return Use.BROWSING;
    }
    String path = request.path();
    return path == null
            || !path.startsWith(API)
            || path.contains(HOLDS)
            || path.startsWith(RESERVATIONS)
            || path.endsWith(BUYERS)
        ? Use.HOLDING
        : Use.MANAGING;
  }

  /// The answer to a request that was not granted.
  static Response refused(Allowance allowance) {
    RateLimit limit = allowance.limit();
    long seconds = seconds(allowance.after());
    Response.ResponseBuilder response =
        new ProblemAnswer(
                Problem.TOO_MANY_REQUESTS,
                "More than %d requests in %d s (%s). Try again in %d s."
                    .formatted(limit.requests(), limit.window().toSeconds(), limit.name(), seconds))
            .toResponse()
            .header("Retry-After", seconds);
    fields(allowance).forEach(response::header);
    return response.build();
  }

  /// How often one may ask, as header fields.
  static Map<String, String> fields(Allowance allowance) {
    RateLimit limit = allowance.limit();
    return Map.of(
        POLICY,
        "\"%s\";q=%d;w=%d".formatted(limit.name(), limit.requests(), limit.window().toSeconds()),
        STATE,
        "\"%s\";r=%d;t=%d"
            .formatted(limit.name(), allowance.remaining(), seconds(allowance.after())));
  }

  /// Rounded up, so that nobody is told to come too soon.
  private static long seconds(Duration wait) {
    return wait.plusSeconds(1).minusNanos(1).toSeconds();
  }

  /// What is counted together: an IPv4 address, or the /64 that a subscriber of IPv6 has.
  static String network(SocketAddress from) {
    String address = String.valueOf(from.hostAddress() == null ? from.host() : from.hostAddress());
    try {
      return InetAddress.ofLiteral(address) instanceof Inet6Address network
          ? HexFormat.of().formatHex(network.getAddress(), 0, NETWORK_BYTES)
          : address;
    } catch (IllegalArgumentException _) {
      return address;
    }
  }
}
