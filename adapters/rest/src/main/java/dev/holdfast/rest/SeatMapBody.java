package dev.holdfast.rest;

import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/// A seat map that was just imported.
///
/// @param seats how many
/// @param areas how many
/// @param capacity seats and places together
/// @param warnings what was repaired, or looks odd
@RegisterForReflection
record SeatMapBody(
    UUID id,
    String name,
    int seats,
    int areas,
    int capacity,
    List<CategoryBody> categories,
    List<DefectBody> warnings) {
  static SeatMapBody from(SeatMap map, List<DefectBody> warnings) {
    return new SeatMapBody(
        map.id().value(),
        map.name(),
        map.seats().size(),
        map.layout().areas().size(),
        map.capacity(),
        map.layout().categories().stream().map(CategoryBody::from).toList(),
        warnings);
  }

  /// A price band.
  record CategoryBody(String id, String name, String color) {
    static CategoryBody from(Category category) {
      return new CategoryBody(category.id(), category.name(), category.color());
    }
  }

  /// All seat maps, by name.
  record Listing(List<Summary> items) {}

  /// A seat map without its layout.
  record Summary(UUID id, String name, int seats, int areas, int capacity) {
    static Summary from(SeatMapSummary map) {
      return new Summary(map.id().value(), map.name(), map.seats(), map.areas(), map.capacity());
    }
  }
}
