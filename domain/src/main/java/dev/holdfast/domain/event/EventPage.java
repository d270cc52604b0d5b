package dev.holdfast.domain.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some events, by their start.
///
/// @param next the last of these, after which the next page goes on; null if this is the last page
public record EventPage(List<Event> items, @Nullable Position next) {
  public EventPage {
    items = List.copyOf(items);
  }

  /// Where an event stands in the list.
  public record Position(Instant startsAt, EventId id) {}
}
