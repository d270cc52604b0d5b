package dev.holdfast.rest;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Answers OPTIONS for each address exactly; the framework would name the methods of its neighbours
/// too.
class OptionsFilter {
  @ServerRequestFilter(preMatching = true)
  @Nullable Response allow(ContainerRequestContext request) {
    if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
      return null;
    }
    String allowed = Routes.allowed(request.getUriInfo().getPath());
    return allowed.isEmpty()
        ? null
        : Response.noContent().header(HttpHeaders.ALLOW, allowed).build();
  }
}
