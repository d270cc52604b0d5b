package dev.holdfast.domain.seatmap;

import java.util.List;

/// What a room looks like. Its seats, counted through sections and rows in order, are its *map
/// order*.
public record Layout(
    List<Category> categories,
    List<Section> sections,
    List<Area> areas,
    List<Decoration> decorations) {
  public Layout {
    categories = List.copyOf(categories);
    sections = List.copyOf(sections);
    areas = List.copyOf(areas);
    decorations = List.copyOf(decorations);
  }
}
