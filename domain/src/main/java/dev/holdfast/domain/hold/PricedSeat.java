package dev.holdfast.domain.hold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A seat with the price that was quoted when it was chosen.
///
/// @param number the seat's index in map order
/// @param ticketType null if the event has no ticket types
/// @param price in minor units of the event's currency
public record PricedSeat(int number, @Nullable String ticketType, long price) {
  /// What these seats cost together, in minor units.
  public static long total(List<PricedSeat> seats) {
    return seats.stream().mapToLong(PricedSeat::price).reduce(0, Math::addExact);
  }
}
