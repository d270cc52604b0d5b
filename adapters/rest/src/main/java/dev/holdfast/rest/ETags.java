package dev.holdfast.rest;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.EntryCodec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Conditional requests and accepted encodings, as RFC 9110 has them.
final class ETags {
  private static final String WEAK = "W/";

  /// An element of a list of tags, which may be empty, and what ends it.
  private static final Pattern ELEMENT =
      Pattern.compile(
          "\\s*(?:\"(?<strong>T*)\"|W/\"T*\")?\\s*(?:,|\\z)".replace("T", "[!#-~\\x80-\\xFF]"));

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
    return "\"" + EntryCodec.tag(settings) + "\"";
  }

  /// What is within the tags that `If-Match` names; null for `*`. Weak ones are left out, since
  /// they match nothing there.
  ///
  /// @param lines all of the header
  /// @throws ProblemException if it is absent, or neither a list of tags nor `*`
  static @Nullable Set<String> ifMatch(List<String> lines) {
    String header = String.join(",", lines).strip();
    if (header.equals("*")) {
      return null;
    }
    Set<String> tags = new HashSet<>();
    Matcher element = ELEMENT.matcher(header);
    for (int at = 0; at < header.length(); at = element.end()) {
      if (!element.region(at, header.length()).lookingAt()) {
        throw notATag(header);
      }
      if (element.group("strong") != null) {
        tags.add(element.group("strong"));
      }
    }
    if (lines.isEmpty()) {
      throw notATag(null);
    }
    return tags;
  }

  private static ProblemException notATag(@Nullable String header) {
    return ProblemException.header("If-Match", header, "the event's ETag, or *");
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
