package dev.holdfast.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Instants as clients write them.
final class Times {
  static final String EXPECTED_INSTANT = "an ISO-8601 instant, 2026-12-04T19:30:00Z";

  private Times() {}

  /// An instant in ISO-8601, in UTC or with an offset.
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
