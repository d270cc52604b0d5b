package dev.holdfast.application.feed;

import dev.holdfast.domain.event.EventId;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one node tells the others of one event's ledger.
///
/// As text it is the node, the event, the epoch and the version, with one space between:
/// `1f6b2c9d04e7a853 0190b0d2-7c1e-4a55-9c1f-5f0d3a2b1c4e 1767225600 42`. That is less than 100
/// bytes.
///
/// @param node who tells; 16 hexadecimal digits
record Notice(String node, EventId event, long epoch, long version) {
  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{16}) ([0-9a-f-]{36}) (\\d{1,18}) (\\d{1,18})");

  /// Reads a text.
  ///
  /// @throws IllegalArgumentException if it is not a notice
  static Notice parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " (expected: a notice)");
    }
    return new Notice(
        matcher.group(1),
        new EventId(UUID.fromString(matcher.group(2))),
        Long.parseLong(matcher.group(3)),
        Long.parseLong(matcher.group(4)));
  }

  String text() {
    return node + " " + event + " " + epoch + " " + version;
  }
}
