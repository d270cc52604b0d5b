package dev.holdfast.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;

/// Times as clients write and read them.
final class Times {
  static final String EXPECTED_INSTANT =
      "an ISO 8601 time with an offset, such as 2026-12-04T19:30:00Z";

  private static final DateTimeFormatter LOCAL =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendOffset("+HH:MM", "+00:00")
          .toFormatter(Locale.ROOT);

  private Times() {}

  /// What clocks in a time zone show at an instant, and how far they are from UTC then:
  /// `2026-12-24T19:30:00+01:00`.
  static String local(Instant at, ZoneId zone) {
    return LOCAL.format(at.atZone(zone));
  }

  /// An instant in ISO-8601, in UTC or with an offset.
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
