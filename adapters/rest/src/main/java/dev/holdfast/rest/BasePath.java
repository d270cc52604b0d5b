package dev.holdfast.rest;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// The path that a proxy shows the service below. The proxy takes it from each address, and says so
/// in a header, which is believed as far as the operator has said.
class BasePath {
  /// The base path of a request, such as `/tickets`; empty if it has none.
  static String of(HttpServerRequest request) {
    // What was taken is given back to the address, but not to the path that is routed.
    String address = request.uri();
    int query = address.indexOf('?');
    String shown = query < 0 ? address : address.substring(0, query);
    String path = request.path();
    return shown.startsWith("/") && !shown.startsWith("//") && path != null && shown.endsWith(path)
        ? shown.substring(0, shown.length() - path.length())
        : "";
  }

  @ServerResponseFilter
  void add(ContainerResponseContext response, HttpServerRequest request) {
    if (response.getHeaders().getFirst(HttpHeaders.LOCATION) instanceof String path) {
      response.getHeaders().putSingle(HttpHeaders.LOCATION, of(request) + path);
    }
  }
}
