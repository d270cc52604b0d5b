package dev.holdfast.rest;

import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/// What exceptions are over HTTP: problems, all of them.
class Failures {
  private static final Logger LOG = System.getLogger(Failures.class.getName());

  @ServerExceptionMapper
  Response refused(ProblemException e) {
    return e.answer().toResponse().build();
  }

  @ServerExceptionMapper
  Response unavailable(Unavailable e) {
    // One line, for while the store is away or overloaded there is one for every request.
    LOG.log(Level.WARNING, "cannot respond for now: {0}: {1}", e.getMessage(), e.getCause());
    return new ProblemAnswer(
            Problem.UNAVAILABLE,
            "The service can't respond now. A retry with the same Idempotency-Key is safe.")
        .toResponse()
        .build();
  }

  @ServerExceptionMapper
  Response gone(EventGone e) {
    LOG.log(Level.DEBUG, "deleted meanwhile", e);
    return ProblemAnswer.notFound("event").toResponse().build();
  }

  /// What the framework refuses before a resource sees it.
  @ServerExceptionMapper
  Response http(WebApplicationException e, HttpHeaders headers, UriInfo uri, Request request) {
    Response original = e.getResponse();
    return switch (original.getStatus()) {
      case 401 -> ProblemException.noValidKey().answer().toResponse().build();
      case 404 ->
          new ProblemAnswer(Problem.NOT_FOUND, "The address does not exist.").toResponse().build();
      case 405 -> notAllowed(original, uri, request);
      case 406 ->
          new ProblemAnswer(
                  Problem.NOT_ACCEPTABLE,
                  "Accept: %s (expected: application/json)."
                      .formatted(shown(headers.getHeaderString(HttpHeaders.ACCEPT))))
              .toResponse()
              .build();
      case 413 -> ProblemException.tooLarge(Inbound.BODY_LIMIT).answer().toResponse().build();
      case 415 ->
          ProblemException.unsupported(shown(headers.getHeaderString(HttpHeaders.CONTENT_TYPE)))
              .answer()
              .toResponse()
              .build();
      default ->
          original.getStatus() < 500
              ? ProblemAnswer.malformed(
                      List.of(new FieldError(FieldPath.whole(), "the request can't be read")))
                  .toResponse()
                  .build()
              : unexpected(e);
    };
  }

  /// What is no part of the API is not among its routes.
  private static Response notAllowed(Response original, UriInfo uri, Request request) {
    String route = Routes.allowed(uri.getPath());
    String given = original.getHeaderString(HttpHeaders.ALLOW);
    String allowed = route.isEmpty() && given != null ? given : route;
    return new ProblemAnswer(
            Problem.METHOD_NOT_ALLOWED,
            "%s is not supported here (expected: %s)."
                .formatted(
                    Text.plain(request.getMethod()),
                    allowed.isEmpty() ? "another method" : allowed))
        .toResponse()
        .header(HttpHeaders.ALLOW, allowed)
        .build();
  }

  private static String shown(@Nullable String header) {
    return header == null ? "absent" : Text.plain(header);
  }

  @ServerExceptionMapper
  Response unexpected(Throwable e) {
    LOG.log(Level.ERROR, "internal error", e);
    return new ProblemAnswer(Problem.INTERNAL_ERROR, "The service failed unexpectedly.")
        .toResponse()
        .build();
  }
}
