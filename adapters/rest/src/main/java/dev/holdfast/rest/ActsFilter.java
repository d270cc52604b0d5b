package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits.Use;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Writes a line for each administrative act that was done: what changes anything but holds and
/// reservations, and what takes seats from a hold or a reservation with a key, whether or not the
/// request has the hold's secret, too. It also writes one for each request that a secret key did
/// not allow. A line names the key by its id, or the person as the identity provider does, and has
/// no secrets.
class ActsFilter {
  private static final Logger LOG = System.getLogger("dev.holdfast.acts");
  private static final int FIRST_REFUSAL = 300;
  private static final int FORBIDDEN = 403;

  private static final Set<String> TAKING =
      Set.of(
          "PATCH /api/v1/holds/{holdId}",
          "DELETE /api/v1/holds/{holdId}",
          "POST /api/v1/holds/{holdId}/expire",
          "POST /api/v1/reservations/{reservationId}/cancel");

  private final Inbound inbound;

  ActsFilter(Inbound inbound) {
    this.inbound = inbound;
  }

  @ServerResponseFilter
  void note(ContainerResponseContext response, HttpServerRequest request) {
    boolean isRefused = response.getStatus() == FORBIDDEN;
    if (Callers.isPublic(request.getHeader(HttpHeaders.AUTHORIZATION))
        || !(isRefused || (response.getStatus() < FIRST_REFUSAL && isAct(request)))) {
      return;
    }
    // As it was found before the call, which may have revoked the very key.
    Caller caller = inbound.found().orElseGet(Caller::anybody);
    Object made = response.getHeaders().getFirst(HttpHeaders.LOCATION);
    LOG.log(
        Level.INFO,
        "{0}{1} {2}{3} by {4}, request {5}",
        isRefused ? "refused " : "",
        request.method(),
        request.path(),
        made == null ? "" : " made " + made,
        caller.named(),
        RequestId.of(request.response()));
  }

  private static boolean isAct(HttpServerRequest request) {
    return RateLimiting.use(request) == Use.MANAGING
        || Routes.template(String.valueOf(request.path()))
            .filter(route -> TAKING.contains(request.method() + " " + route))
            .isPresent();
  }
}
