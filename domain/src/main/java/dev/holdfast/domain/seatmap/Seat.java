package dev.holdfast.domain.seatmap;

import org.jspecify.annotations.Nullable;

/// One numbered place of a seat map.
///
/// @param id unique in its map and stable, such as `A-4` or `Section A-B-12`
/// @param name what is written on the seat, such as `12`
/// @param category the id of its category
/// @param position its centre; null where the map has no geometry
/// @param accessible whether it is a wheelchair place
public record Seat(
    String id, String name, String category, @Nullable Point position, boolean accessible) {}
