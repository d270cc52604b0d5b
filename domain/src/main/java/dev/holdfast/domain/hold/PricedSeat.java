package dev.holdfast.domain.hold;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A seat, or a place of an area, with the price that was quoted when it was chosen.
///
/// @param number the seat's index in map order, or the place's, which follow the seats
/// @param ticketType null if the event has no ticket types
/// @param price in minor units of the event's currency
/// @param place the number that the buyer of a place reads, from 1; 0 for a seat
public record PricedSeat(int number, @Nullable String ticketType, long price, int place) {
  /// Whether it is a place of an area.
  public boolean isPlace() {
    return place > 0;
  }

  /// What these seats cost together, in minor units.
  public static long total(List<PricedSeat> seats) {
    return seats.stream().mapToLong(PricedSeat::price).reduce(0, Math::addExact);
  }
}
