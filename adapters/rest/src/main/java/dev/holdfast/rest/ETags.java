package dev.holdfast.rest;

import dev.holdfast.domain.event.Settings;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Conditional requests and accepted encodings, as RFC 9110 has them.
final class ETags {
  private static final String WEAK = "W/";

  private ETags() {}

  /// Whether `If-None-Match` names this tag, compared weakly.
  static boolean matches(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .anyMatch(tag -> tag.equals("*") || opaque(tag).equals(opaque(etag)));
  }

  /// The tag of an event's settings.
  static String of(Settings settings) {
    return "\"%d\"".formatted(settings.version());
  }

  /// The version of the settings that `If-Match` names; null for `*`.
  ///
  /// @throws ProblemException if it names none
  static @Nullable Long settings(@Nullable String ifMatch) {
    if (ifMatch == null || !ifMatch.matches("\\*|\"\\d{1,18}\"")) {
      throw ProblemException.header("If-Match", ifMatch, "the event's ETag, or *");
    }
    return ifMatch.equals("*") ? null : Long.valueOf(ifMatch.replace("\"", ""));
  }

  private static String opaque(String tag) {
    return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
  }

  /// Whether `Accept-Encoding` takes gzip.
  static boolean acceptsGzip(@Nullable String acceptEncoding) {
    return acceptEncoding != null
        && Arrays.stream(acceptEncoding.toLowerCase(Locale.ROOT).split(","))
            .map(coding -> coding.replace(" ", ""))
            .anyMatch(
                coding ->
                    coding.equals("gzip")
                        || (coding.startsWith("gzip;q=") && !coding.matches("gzip;q=0(\\.0*)?")));
  }
}
