package dev.holdfast.rest;

import dev.holdfast.domain.FieldError;
import java.util.List;
import java.util.Map;

/// A request that is refused before any use case has seen it.
final class ProblemException extends RuntimeException {
  private final transient ProblemAnswer answer;

  ProblemException(ProblemAnswer answer) {
    super(answer.detail());
    this.answer = answer;
  }

  static ProblemException malformed(List<FieldError> errors) {
    return new ProblemException(ProblemAnswer.malformed(errors));
  }

  /// A header or query parameter that is not what it should be.
  static ProblemException malformed(String name, String value, String expected) {
    return malformed(
        List.of(
            new FieldError(
                "", "%s: %s (expected: %s)".formatted(name, Text.quote(value), expected))));
  }

  static ProblemException unauthorized(String detail) {
    return new ProblemException(new ProblemAnswer(Problem.UNAUTHORIZED, detail, Map.of()));
  }

  static ProblemException tooLarge(int limit) {
    return new ProblemException(
        new ProblemAnswer(
            Problem.PAYLOAD_TOO_LARGE,
            "The body is larger than " + limit + " bytes.",
            Map.of("limit", limit)));
  }

  static ProblemException unsupported(String contentType) {
    return new ProblemException(
        new ProblemAnswer(
            Problem.UNSUPPORTED_MEDIA_TYPE,
            "Content-Type: %s (expected: application/json).".formatted(Text.plain(contentType))));
  }

  ProblemAnswer answer() {
    return answer;
  }
}
