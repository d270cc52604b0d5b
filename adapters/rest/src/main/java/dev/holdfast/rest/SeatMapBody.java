package dev.holdfast.rest;

import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A seat map that was just imported.
///
/// @param seatCount how many seats
/// @param areaCount how many areas
/// @param capacity seats and places together
/// @param warnings what was repaired, or looks odd
@RegisterForReflection
record SeatMapBody(
    UUID id,
    String name,
    int seatCount,
    int areaCount,
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

  /// Some seat maps, by name.
  ///
  /// @param nextCursor null on the last page
  record Page(List<Summary> items, @Nullable String nextCursor) {
    static Page from(dev.holdfast.domain.Page<SeatMapSummary> page) {
      return new Page(
          page.items().stream().map(Summary::from).toList(), Queries.cursor(page.next()));
    }
  }

  /// A seat map without its layout.
  record Summary(UUID id, String name, int seatCount, int areaCount, int capacity) {
    static Summary from(SeatMapSummary map) {
      return new Summary(map.id().value(), map.name(), map.seats(), map.areas(), map.capacity());
    }
  }
}
