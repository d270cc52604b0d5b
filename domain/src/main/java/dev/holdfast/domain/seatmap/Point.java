package dev.holdfast.domain.seatmap;

/// A position in the map's own units: x grows to the right, y grows downwards.
public record Point(double x, double y) {}
