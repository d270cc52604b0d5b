package dev.holdfast.benchmarks.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// What a scratch event sells.
///
/// @param seats ids in the order of the seat map
/// @param forSale whether the seat with this number has a price
/// @param areas ids of the areas that have a price
record Room(List<String> seats, List<Boolean> forSale, Set<String> areas) {
  /// @param map as the service answers it
  /// @param categories those with a price
  static Room of(JsonNode map, Set<String> categories) {
    List<JsonNode> seats = new ArrayList<>();
    collect(map, seats);
    List<String> areas = new ArrayList<>();
    for (JsonNode area : map.path("areas")) {
      if (categories.contains(area.path("category").asText())) {
        areas.add(area.path("id").asText());
      }
    }
    return new Room(
        seats.stream().map(seat -> seat.path("id").asText()).toList(),
        seats.stream().map(seat -> categories.contains(seat.path("category").asText())).toList(),
        Set.copyOf(areas));
  }

  private static void collect(JsonNode node, List<JsonNode> seats) {
    if (node.isObject() && node.path("seats").isArray()) {
      node.path("seats").forEach(seats::add);
    } else {
      node.forEach(child -> collect(child, seats));
    }
  }

  /// What can be had.
  ///
  /// @param seats numbers of free seats, the best first: an organiser names the best rows first
  /// @param places free ones of all areas together
  @SuppressWarnings("ArrayRecordComponent") // It is never compared, and large.
  record View(int[] seats, List<Area> areas, int places) {
    record Area(String id, int free) {}

    boolean isEmpty() {
      return seats.length == 0 && places == 0;
    }
  }

  /// @param availability as the service answers it, packed
  View view(JsonNode availability) {
    byte[] states = Base64.getDecoder().decode(availability.path("states").asText());
    int[] free =
        IntStream.range(0, seats.size())
            .filter(seat -> forSale.get(seat) && state(states, seat) == 0)
            .toArray();
    List<View.Area> areasLeft = new ArrayList<>();
    for (JsonNode area : availability.path("areas")) {
      String id = area.path("id").asText();
      int places = area.path("available").asInt();
      if (places > 0 && areas.contains(id)) {
        areasLeft.add(new View.Area(id, places));
      }
    }
    return new View(free, areasLeft, areasLeft.stream().mapToInt(View.Area::free).sum());
  }

  /// How many seats and places are sold, by the service's own figures.
  int sold(JsonNode availability) {
    byte[] states = Base64.getDecoder().decode(availability.path("states").asText());
    int sold = (int) IntStream.range(0, seats.size()).filter(s -> state(states, s) == 2).count();
    for (JsonNode area : availability.path("areas")) {
      sold += area.path("reserved").asInt();
    }
    return sold;
  }

  private static int state(byte[] states, int seat) {
    return (states[seat / 4] >> (seat % 4 * 2)) & 3;
  }
}
