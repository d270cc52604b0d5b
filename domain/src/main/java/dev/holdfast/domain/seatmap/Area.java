package dev.holdfast.domain.seatmap;

import java.util.List;

/// A counted part of a seat map; its places are numbered from 1.
///
/// @param id unique among the map's areas and seats
/// @param name what a buyer reads
/// @param category the id of its category
/// @param capacity how many places it has, at least 1
/// @param outline its border as a polygon; empty where the map has no geometry
public record Area(
    String id,
    String name,
    String category,
    int capacity,
    Numbering numbering,
    List<Point> outline) {
  public Area {
    outline = List.copyOf(outline);
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 1)");
    }
  }
}
