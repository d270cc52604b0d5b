package dev.holdfast.domain.event;

import dev.holdfast.domain.client.ClientId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which events are listed.
///
/// @param from the earliest start, inclusive; null for no limit
/// @param to the latest start, exclusive; null for no limit
/// @param externalId what the events' owners call them; null for whatever they do
/// @param owner whose the events are; null for anybody's
public record EventFilter(
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String externalId,
    @Nullable ClientId owner) {
  /// All events.
  public static final EventFilter ALL = from(null);

  /// All events from a start on.
  public static EventFilter from(@Nullable Instant start) {
    return new EventFilter(start, null, null, null);
  }
}
