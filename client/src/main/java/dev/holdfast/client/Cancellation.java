package dev.holdfast.client;

import dev.holdfast.client.Reservation.AreaNumbers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to cancel of a reservation: all of it if neither seats nor areas are given.
///
/// @param seats seat ids, or null
/// @param areas places, or null
/// @param reason 1 to 500 characters; null for none
public record Cancellation(
    @Nullable List<String> seats, @Nullable List<AreaNumbers> areas, @Nullable String reason) {
  /// All of the reservation, for no reason.
  public static final Cancellation ALL = new Cancellation(null, null, null);
}
