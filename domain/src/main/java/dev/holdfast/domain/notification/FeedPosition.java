package dev.holdfast.domain.notification;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in a client's feed: all up to it was read.
///
/// As text it is the three numbers with dots between them, such as `1767225600.42.7`.
///
/// @param epoch the history of the feed; restoring a backup begins another one
/// @param position of the feed's entry that was read last, in whole or in part; 0 before the first
/// @param version the last version of that entry's event that was read
public record FeedPosition(long epoch, long position, long version) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})\\.(\\d{1,18})");

  /// What a text says; empty if it is none of these.
  public static Optional<FeedPosition> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new FeedPosition(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }

  /// Whether this is the other one, or was read before it in the same history.
  public boolean isNotAfter(FeedPosition other) {
    return epoch == other.epoch && isNotBeyond(other);
  }

  /// The same whichever their histories are.
  public boolean isNotBeyond(FeedPosition other) {
    return position == other.position ? version <= other.version : position < other.position;
  }

  @Override
  public String toString() {
    return epoch + "." + position + "." + version;
  }
}
