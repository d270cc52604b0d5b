package dev.holdfast.rest;

import dev.holdfast.domain.Instants;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads query parameters, strictly.
final class Queries {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

  private static final int USUAL_LIMIT = 50;
  private static final int MOST_LIMIT = 200;
  private static final String EXPECTED_CURSOR = "the nextCursor of a previous page";
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
        : Settings.instant(value)
            .orElseThrow(() -> ProblemException.parameter(name, value, Instants.EXPECTED));
  }

  /// How many a page of a list has at most.
  static int limit(@Nullable String value) {
    return whole("limit", value, 1, MOST_LIMIT, USUAL_LIMIT);
  }

  /// A cursor for the page that follows; null if none follows.
  static @Nullable String cursor(@Nullable UUID next) {
    return next == null ? null : encoded(next.toString());
  }

  /// What a cursor of such a list stands for; null if there is none.
  static @Nullable UUID idCursor(@Nullable String value) {
    return value == null
        ? null
        : decoded(value)
            .flatMap(Ids::uuid)
            .orElseThrow(() -> ProblemException.parameter("cursor", value, EXPECTED_CURSOR));
  }

  /// The id of an event, which is not to be absent.
  static EventId event(String name, @Nullable String value) {
    return Ids.event(value == null ? "" : value)
        .orElseThrow(
            () ->
                ProblemException.parameter(
                    name, value == null ? "absent" : value, "the id of an event, a UUID"));
  }

  /// One of some words, as the constants of an enum are written in the API; null if it is absent.
  static <E extends Enum<E>> @Nullable E oneOf(String name, @Nullable String value, E[] all) {
    if (value == null) {
      return null;
    }
    return Arrays.stream(all)
        .filter(one -> word(one).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemException.parameter(
                    name,
                    value,
                    Arrays.stream(all).map(Queries::word).collect(Collectors.joining(", "))));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
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
    if (value != null && !Texts.isLine(value, most)) {
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
    return encoded(last.startsAt() + " " + last.id());
  }

  private static String encoded(String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(position.getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<String> decoded(String cursor) {
    try {
      return Optional.of(
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  static EventPage.@Nullable Position cursor(String name, @Nullable String value) {
    return value == null
        ? null
        : position(value)
            .orElseThrow(() -> ProblemException.parameter(name, value, EXPECTED_CURSOR));
  }

  private static Optional<EventPage.Position> position(String cursor) {
    String[] parts = decoded(cursor).orElse("").split(" ", -1);
    return parts.length == 2
        ? Settings.instant(parts[0])
            .flatMap(start -> Ids.event(parts[1]).map(id -> new EventPage.Position(start, id)))
        : Optional.empty();
  }
}
