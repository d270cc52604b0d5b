package dev.holdfast.rest;

import dev.holdfast.domain.limit.Allowance;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/// Limits all calls of the API.
class RateLimitFilter {
  private static final String ALLOWANCE = Allowance.class.getName();

  /// Found when it is needed: filters are made before the settings are read.
  private final Provider<RateLimiting> limiting;

  private final Inbound inbound;

  RateLimitFilter(Provider<RateLimiting> limiting, Inbound inbound) {
    this.limiting = limiting;
    this.inbound = inbound;
  }

  @ServerRequestFilter
  @Nullable Response check(
      ContainerRequestContext context, SimpleResourceInfo asked, HttpServerRequest request) {
    if (asked.getResourceClass() == ProblemResource.class) {
      return null;
    }
    Optional<Allowance> allowance = limiting.get().take(request, inbound::found);
    allowance.ifPresent(known -> context.setProperty(ALLOWANCE, known));
    return allowance.filter(known -> !known.granted()).map(RateLimiting::refused).orElse(null);
  }

  @ServerResponseFilter
  void tell(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(ALLOWANCE) instanceof Allowance allowance) {
      RateLimiting.fields(allowance)
          .forEach((name, value) -> response.getHeaders().putSingle(name, value));
    }
  }
}
