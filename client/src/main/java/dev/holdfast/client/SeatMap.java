package dev.holdfast.client;

import java.util.List;

/// A seat map that was just imported.
///
/// @param seats how many
/// @param areas how many
/// @param capacity seats and places together
/// @param warnings what was repaired, or looks odd
public record SeatMap(
    String id,
    String name,
    int seats,
    int areas,
    int capacity,
    List<Category> categories,
    List<Problem.Defect> warnings) {
  /// A price band.
  public record Category(String id, String name, String color) {}

  /// A seat map in a list.
  public record Summary(String id, String name, int seats, int areas, int capacity) {}
}
