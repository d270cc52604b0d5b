package dev.holdfast.domain.seatmap;

import java.util.UUID;

/// Names one seat map.
public record SeatMapId(UUID value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
