package dev.holdfast.domain.hold;

import dev.holdfast.domain.event.EventId;
import java.util.UUID;

/// Names one hold; begins with its event's prefix.
public record HoldId(UUID value) {
  /// An id for a hold of this event.
  ///
  /// @param random of which the lower 62 bits are used
  public static HoldId of(EventId event, long random) {
    return new HoldId(event.scoped(random));
  }

  /// The {@link EventId#prefix} of its event.
  public long eventPrefix() {
    return value.getMostSignificantBits();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
