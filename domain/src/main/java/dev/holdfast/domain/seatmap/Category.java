package dev.holdfast.domain.seatmap;

/// The price band that a seat or area belongs to.
///
/// @param id unique in its map; what an event's prices are keyed by
/// @param name what a buyer reads
/// @param color `#rrggbb`, in lower case
public record Category(String id, String name, String color) {}
