package dev.holdfast.rest;

import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One problem as it is told to a client, as RFC 9457 has it.
///
/// @param detail what happened this time, for people
/// @param members what the problem has besides the usual, for programs
record ProblemAnswer(Problem problem, String detail, Map<String, Object> members) {
  static final String MEDIA_TYPE = "application/problem+json";

  private static final String MALFORMED = "The request is malformed.";
  private static final int MOST_ERRORS = 1_001;

  ProblemAnswer(Problem problem, String detail) {
    this(problem, detail, Map.of());
  }

  static ProblemAnswer malformed(List<FieldError> errors) {
    return errors(Problem.MALFORMED_REQUEST, MALFORMED, errors);
  }

  /// @param defect of what is no part of a body
  static ProblemAnswer malformed(Record defect) {
    return new ProblemAnswer(
        Problem.MALFORMED_REQUEST, MALFORMED, Map.of("errors", List.of(defect)));
  }

  static ProblemAnswer errors(Problem problem, String detail, List<FieldError> errors) {
    List<FieldError> told = errors;
    if (errors.size() > MOST_ERRORS) {
      told = new ArrayList<>(errors.subList(0, MOST_ERRORS - 1));
      told.add(
          new FieldError(
              FieldPath.whole(), "%d more are not listed".formatted(errors.size() - told.size())));
    }
    return new ProblemAnswer(
        problem, detail, Map.of("errors", told.stream().map(DefectBody::from).toList()));
  }

  static ProblemAnswer notFound(String what) {
    return new ProblemAnswer(Problem.NOT_FOUND, "There is no such " + what + ".");
  }

  /// @param since the version that was asked for
  /// @param epoch the epoch that was asked for; null if it was not named
  static ProblemAnswer resync(long since, @Nullable Long epoch, SeatViews.Changes.Resync head) {
    return new ProblemAnswer(
        Problem.RESYNC,
        "The changes after version %d%s are not available. The ledger is at version %d of epoch %d."
            .formatted(
                since, epoch == null ? "" : " of epoch " + epoch, head.version(), head.epoch()),
        Map.of("epoch", head.epoch(), "version", head.version()));
  }

  /// The answer's body.
  ///
  /// @param request that it answers
  byte[] json(HttpServerRequest request) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", problem.type());
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("detail", detail);
    problem.members().stream()
        .map(Problem.Member::name)
        .filter(members::containsKey)
        .forEach(name -> body.put(name, members.get(name)));
    body.put("requestId", RequestId.of(request.response()));
    return Json.bytes(body);
  }

  Response.ResponseBuilder toResponse() {
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(MediaType.valueOf(MEDIA_TYPE))
            .header("Cache-Control", "no-store")
            .entity(this);
    return switch (problem) {
      case UNAUTHORIZED -> response.header("WWW-Authenticate", "Bearer");
      case UNAVAILABLE -> response.header("Retry-After", 1);
      case MALFORMED_REQUEST,
          FORBIDDEN,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          NOT_ACCEPTABLE,
          PRECONDITION_FAILED,
          PAYLOAD_TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          REFUSED_BEFORE,
          IDEMPOTENCY_KEY_REUSED,
          INVALID_SEAT_MAP,
          INVALID_EVENT,
          INVALID_SELECTION,
          SEATS_UNAVAILABLE,
          COOLING_DOWN,
          HOLD_LIMIT_REACHED,
          SALES_CLOSED,
          INVALID_CLIENT_KEY,
          TOO_MANY_KEYS,
          MANDATE_EXCEEDED,
          HOLD_EXPIRED,
          HOLD_RELEASED,
          HOLD_CONFIRMED,
          QUOTE_MISMATCH,
          NO_TEST_EVENT,
          INVALID_WEBHOOK_ENDPOINT,
          RESYNC,
          FEED_RESYNC,
          TOO_MANY_REQUESTS,
          INTERNAL_ERROR ->
          response;
    };
  }
}
