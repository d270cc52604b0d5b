package dev.holdfast.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which events to list. What is null does not matter.
///
/// @param from events that begin at this time or later
/// @param to events that begin before this time
/// @param externalId only the events of the key's client that it calls so
/// @param limit how many to read at once, 1 to 200; null for the default
public record EventQuery(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String externalId,
    @Nullable Integer limit) {
  /// All events.
  public static final EventQuery ALL = new EventQuery(null, null, null, null);
}
