package dev.holdfast.rest;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/// Sends problems, with the address of their page as the client sees it.
@Provider
@Singleton
class ProblemWriter implements ServerMessageBodyWriter<ProblemAnswer> {
  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, ResteasyReactiveResourceInfo asked, MediaType mediaType) {
    return true;
  }

  @Override
  public void writeResponse(ProblemAnswer problem, Type generic, ServerRequestContext context) {
    var call = (VertxResteasyReactiveRequestContext) context;
    call.end(problem.json(call.getContext().request()));
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType mediaType) {
    return true;
  }

  @Override
  public void writeTo(
      ProblemAnswer problem,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out) {
    throw new IllegalStateException("problems are sent by the other method");
  }
}
