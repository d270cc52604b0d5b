package dev.holdfast.rest;

import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads query parameters, strictly.
final class Queries {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

  private static final Pattern COUNT = Pattern.compile("\\d{1,18}");
  static final String EXPECTED_COUNT = "a whole number >= 0";

  private Queries() {}

  static int whole(String name, @Nullable String value, int least, int most, int usual) {
    if (value == null) {
      return usual;
    }
    int number = WHOLE.matcher(value).matches() ? Integer.parseInt(value) : -1;
    if (number < least || number > most) {
      throw ProblemException.parameter(name, value, least + ".." + most);
    }
    return number;
  }

  /// A version or an epoch; null if it is absent.
  static @Nullable Long count(String name, @Nullable String value) {
    if (value != null && !COUNT.matcher(value).matches()) {
      throw ProblemException.parameter(name, value, EXPECTED_COUNT);
    }
    return value == null ? null : Long.valueOf(value);
  }

  static @Nullable Instant instant(String name, @Nullable String value) {
    return value == null
        ? null
        : inRange(value)
            .orElseThrow(() -> ProblemException.parameter(name, value, Times.EXPECTED_INSTANT));
  }

  /// Others than an event may name are none that a store has to be asked for.
  private static Optional<Instant> inRange(String value) {
    return Times.instant(value)
        .filter(at -> !at.isBefore(Settings.EARLIEST) && !at.isAfter(Settings.LATEST));
  }

  static boolean flag(String name, @Nullable String value) {
    return switch (value) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default -> throw ProblemException.parameter(name, value, "true or false");
    };
  }

  /// @param most how many characters it may have
  static @Nullable String text(String name, @Nullable String value, int most) {
    if (value != null && !Text.isLine(value, most)) {
      throw ProblemException.parameter(
          name, value, "1.." + most + " characters without control characters");
    }
    return value;
  }

  /// A cursor for the page that follows; null if none follows.
  static @Nullable String cursor(EventPage.@Nullable Position last) {
    if (last == null) {
      return null;
    }
    String position = last.startsAt() + " " + last.id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.US_ASCII));
  }

  static EventPage.@Nullable Position cursor(String name, @Nullable String value) {
    return value == null
        ? null
        : position(value)
            .orElseThrow(
                () -> ProblemException.parameter(name, value, "the nextCursor of a previous page"));
  }

  private static Optional<EventPage.Position> position(String cursor) {
    try {
      byte[] position = Base64.getUrlDecoder().decode(cursor);
      String[] parts = new String(position, StandardCharsets.US_ASCII).split(" ", -1);
      return parts.length == 2
          ? inRange(parts[0])
              .flatMap(start -> Ids.event(parts[1]).map(id -> new EventPage.Position(start, id)))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
