package dev.holdfast.domain.event;

import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Instant;

/// An event and the room it is sold from.
public record Sale(Event event, SeatMap seatMap) {
  public Sale {
    if (!event.seatMapId().equals(seatMap.id())) {
      throw new IllegalArgumentException(
          "seatMap: " + seatMap.id() + " (expected: " + event.seatMapId() + ")");
    }
  }

  /// Whether the seat or place with this number can be bought by anybody.
  public boolean isForSale(int number) {
    return event.settings().isForSale(seatMap.categoryAt(number));
  }

  /// The event's time, see {@link Settings#now}.
  public Instant now(Instant clock) {
    return event.settings().now(clock);
  }

  /// The same with other settings.
  public Sale with(Settings settings) {
    return new Sale(event.with(settings), seatMap);
  }
}
