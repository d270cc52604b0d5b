package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// Which reservations of an event to list. What is null does not matter.
///
/// @param reference what the confirmation gave
public record ReservationQuery(
    String eventId, @Nullable String code, @Nullable String reference, @Nullable String customer) {
  /// All reservations of an event.
  public static ReservationQuery of(String eventId) {
    return new ReservationQuery(eventId, null, null, null);
  }
}
