package dev.holdfast.rest;

import dev.holdfast.domain.FieldError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /// A query parameter that is not what it should be.
  ///
  /// @param value null if it is absent
  static ProblemException parameter(String name, @Nullable String value, String expected) {
    return malformed(new DefectBody.OfParameter(name, detail(name, value, expected)));
  }

  /// A header that is not what it should be.
  static ProblemException header(String name, @Nullable String value, String expected) {
    return malformed(new DefectBody.OfHeader(name, detail(name, value, expected)));
  }

  private static ProblemException malformed(Record defect) {
    return new ProblemException(ProblemAnswer.malformed(defect));
  }

  private static String detail(String name, @Nullable String value, String expected) {
    return "%s: %s (expected: %s)"
        .formatted(name, value == null ? "absent" : Text.quote(value), expected);
  }

  static ProblemException unauthorized(String detail) {
    return new ProblemException(new ProblemAnswer(Problem.UNAUTHORIZED, detail, Map.of()));
  }

  static ProblemException noValidKey() {
    return unauthorized("Authorization: no valid key (expected: Bearer and a valid key).");
  }

  static ProblemException forbidden(String detail) {
    return new ProblemException(new ProblemAnswer(Problem.FORBIDDEN, detail, Map.of()));
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
