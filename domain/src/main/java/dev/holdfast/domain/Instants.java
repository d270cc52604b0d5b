package dev.holdfast.domain;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Instants as texts.
public final class Instants {
  /// What somebody is told who has sent another text.
  public static final String EXPECTED =
      "an ISO 8601 time with an offset, such as 2026-12-04T19:30:00Z";

  private Instants() {}

  /// What a text says; empty if it is no instant in ISO 8601, in UTC or with an offset.
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
