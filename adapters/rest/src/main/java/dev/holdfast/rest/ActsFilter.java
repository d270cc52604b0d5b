package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits.Use;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Writes a line for each administrative act that was done: what changes anything but holds and
/// reservations. It names the key by its id, and the person as the identity provider does, and has
/// no secrets.
class ActsFilter {
  private static final Logger LOG = System.getLogger("dev.holdfast.acts");
  private static final int FIRST_REFUSAL = 300;

  /// Found when it is needed: filters are made before the settings are read.
  private final Provider<Callers> callers;

  ActsFilter(Provider<Callers> callers) {
    this.callers = callers;
  }

  @ServerResponseFilter
  void note(ContainerResponseContext response, HttpServerRequest request) {
    if (response.getStatus() >= FIRST_REFUSAL || RateLimiting.use(request) != Use.MANAGING) {
      return;
    }
    Caller caller =
        callers.get().find(request.getHeader(HttpHeaders.AUTHORIZATION)).orElseGet(Caller::anybody);
    String person = caller.person();
    Object made = response.getHeaders().getFirst(HttpHeaders.LOCATION);
    LOG.log(
        Level.INFO,
        "{0} {1}{2} by {3}{4}{5}",
        request.method(),
        request.path(),
        made == null ? "" : " made " + made,
        caller.client(),
        caller.key() == null ? "" : " with the key " + caller.key(),
        person == null ? "" : " through " + Text.quote(person));
  }
}
