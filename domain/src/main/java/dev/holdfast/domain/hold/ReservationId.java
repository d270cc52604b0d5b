package dev.holdfast.domain.hold;

import dev.holdfast.domain.event.EventId;
import java.util.UUID;

/// Names one reservation; begins with its event's prefix.
public record ReservationId(UUID value) {
  /// An id for a reservation of this event.
  ///
  /// @param random of which the lower 62 bits are used
  public static ReservationId of(EventId event, long random) {
    return new ReservationId(event.scoped(random));
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
