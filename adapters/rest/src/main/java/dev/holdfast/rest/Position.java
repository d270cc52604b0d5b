package dev.holdfast.rest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How far a client knows what happened to an event's seats.
///
/// @param epoch null for the one at hand
record Position(@Nullable Long epoch, long version) {
  private static final Pattern MESSAGE_ID = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

  /// From query parameters.
  ///
  /// @throws ProblemException if they are not what they should be
  static Position of(@Nullable String since, @Nullable String epoch) {
    Long known = Queries.count("epoch", epoch);
    Long version = Queries.count("since", since);
    if (version == null) {
      throw ProblemException.parameter("since", null, Queries.EXPECTED_COUNT);
    }
    return new Position(known, version);
  }

  /// From the id of a message.
  ///
  /// @throws ProblemException if there was no such message
  static Position of(String messageId) {
    Matcher id = MESSAGE_ID.matcher(messageId);
    if (!id.matches()) {
      throw ProblemException.header(ChangeStreams.LAST_EVENT_ID, messageId, "epoch.version");
    }
    return new Position(Long.valueOf(id.group(1)), Long.parseLong(id.group(2)));
  }
}
