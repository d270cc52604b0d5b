package dev.holdfast.domain.seatmap;

/// A seat map without its layout.
///
/// @param seats how many
/// @param areas how many
/// @param capacity seats and places together
public record SeatMapSummary(SeatMapId id, String name, int seats, int areas, int capacity) {}
