package dev.holdfast.domain.event;

import dev.holdfast.domain.seatmap.SeatMap;

/// An event and the room it is sold from: what stays while its seats change hands.
public record Sale(Event event, SeatMap seatMap) {
  public Sale {
    if (!event.seatMapId().equals(seatMap.id())) {
      throw new IllegalArgumentException(
          "seatMap: " + seatMap.id() + " (expected: " + event.seatMapId() + ")");
    }
  }

  /// Whether the seat or place with this number can be bought by anybody.
  public boolean isForSale(int number) {
    return event.isForSale(seatMap.categoryAt(number));
  }
}
