package dev.holdfast.rest;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/// Times as clients read them.
final class Times {
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
}
