package dev.holdfast.domain.seatmap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of the room with rows of its own: a block, a box, a floor.
///
/// @param name such as `Stalls`; null where the map has no sections
/// @param entrance the door that leads there; null where the map names none
/// @param outline its border as a polygon; empty where the map has no geometry
public record Section(
    @Nullable String name, @Nullable String entrance, List<Point> outline, List<Row> rows) {
  public Section {
    outline = List.copyOf(outline);
    rows = List.copyOf(rows);
  }
}
