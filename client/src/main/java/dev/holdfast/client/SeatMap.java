package dev.holdfast.client;

import java.util.List;

/// A seat map that was just imported.
///
/// @param seatCount how many seats
/// @param areaCount how many areas
/// @param capacity seats and places together
/// @param warnings what was repaired, or looks odd
public record SeatMap(
    String id,
    String name,
    int seatCount,
    int areaCount,
    int capacity,
    List<Category> categories,
    List<Problem.Defect> warnings) {
  /// A price band.
  public record Category(String id, String name, String color) {}

  /// A seat map in a list.
  public record Summary(String id, String name, int seatCount, int areaCount, int capacity) {}
}
