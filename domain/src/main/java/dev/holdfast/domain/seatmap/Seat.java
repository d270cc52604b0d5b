package dev.holdfast.domain.seatmap;

import org.jspecify.annotations.Nullable;

/// One numbered place of a seat map.
///
/// @param id unique in its map and stable, such as `A-4` or `Section A-B-12`
/// @param name what is written on the seat, such as `12`
/// @param label what the map calls it in full, in words of its own, such as `Chair 12`; null where
///     it is called by its name
/// @param category the id of its category
/// @param position its centre; null where the map has no geometry
/// @param accessible whether it is a wheelchair place
public record Seat(
    String id,
    String name,
    @Nullable String label,
    String category,
    @Nullable Point position,
    boolean accessible) {
  /// A seat that is called by its name.
  public Seat(
      String id, String name, String category, @Nullable Point position, boolean accessible) {
    this(id, name, null, category, position, accessible);
  }

  /// The same seat under another id.
  public Seat withId(String other) {
    return new Seat(other, name, label, category, position, accessible);
  }
}
