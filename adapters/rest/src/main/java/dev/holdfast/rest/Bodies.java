package dev.holdfast.rest;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/// Sends the bodies of answers: the small ones at once, the others as {@link Downloads}.
@jakarta.ws.rs.ext.Provider
@Singleton
class Bodies implements ServerMessageBodyWriter<byte[]> {
  /// What waits for a client that reads nothing, without being counted.
  private static final int SMALL = 64 * 1024;

  /// Found when it is needed: writers are made before the settings are read.
  private final Provider<Downloads> downloads;

  Bodies(Provider<Downloads> downloads) {
    this.downloads = downloads;
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo asked, MediaType mediaType) {
    return true;
  }

  @Override
  public void writeResponse(byte[] body, Type generic, ServerRequestContext context) {
    var call = (VertxResteasyReactiveRequestContext) context;
    RoutingContext routing = call.getContext();
    if (body.length <= SMALL || routing.request().method().equals(HttpMethod.HEAD)) {
      call.end(body);
    } else {
      downloads.get().send(routing, call.getContextExecutor(), body);
    }
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
    return true;
  }

  @Override
  public void writeTo(
      byte[] body,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(body);
  }
}
