package dev.holdfast.client;

import java.util.List;

/// Who has the seats of an event. Seats that are in none of the lists are available.
///
/// @param epoch with `version`, where to begin to follow the changes
/// @param eventVersion the [Event#version] that it goes with
/// @param capacity seats and places together
/// @param available seats and places together
public record Availability(
    String eventId,
    long epoch,
    long version,
    long eventVersion,
    int capacity,
    int available,
    List<String> held,
    List<String> reserved,
    List<String> blocked,
    List<Area> areas) {
  /// How many places of an area are left.
  public record Area(String id, int capacity, int available, int held, int reserved, int blocked) {}
}
