package dev.holdfast.bootstrap;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.testkit.Samples;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is for sale at each event of the stress test: few seats, and few places of two areas.
///
/// A place is named by its area and its number, `Pit#2`, and is a seat like any other to those who
/// look for violations.
final class StressRoom {
  static final int SEATS = 6;

  /// The places of each area.
  static final int PLACES = 3;

  /// The area that gives out its lowest free numbers.
  static final String PIT = "Pit";

  /// The area that never gives out a number twice.
  static final String QUEUE = "Queue";

  static final List<String> AREAS = List.of(PIT, QUEUE);

  /// Seats and places together.
  static final int CAPACITY = SEATS + AREAS.size() * PLACES;

  private StressRoom() {}

  static String seat(int number) {
    return "S-" + number;
  }

  static String place(String area, int number) {
    return area + "#" + number;
  }

  /// Whether this is the name of a place of an area.
  static boolean isOf(String area, String name) {
    return name.startsWith(area + "#");
  }

  static boolean isPlace(String name) {
    return AREAS.stream().anyMatch(area -> isOf(area, name));
  }

  /// The number of a place.
  static int number(String place) {
    return Integer.parseInt(place.substring(place.indexOf('#') + 1));
  }

  /// The body that makes the seat map.
  static String seatMap() {
    String seats =
        IntStream.rangeClosed(1, SEATS)
            .mapToObj(n -> "{\"id\": \"%s\", \"category\": \"stalls\"}".formatted(seat(n)))
            .collect(Collectors.joining(", "));
    return """
        {"name": "Room", "categories": [{"id": "stalls", "name": "Stalls", "color": "#336699"}],
         "sections": [{"rows": [{"name": "S", "seats": [%s]}]}],
         "areas": [
           {"id": "%s", "name": "Pit", "category": "stalls", "capacity": %d},
           {"id": "%s", "name": "Queue", "category": "stalls", "capacity": %d,
            "numbering": "increasing"}]}"""
        .formatted(seats, PIT, PLACES, QUEUE, PLACES);
  }

  /// An event of this room as the ledger's reader has it.
  static Sale sale(EventId event) {
    return Samples.saleWithAreas(event, SEATS, PLACES, PLACES);
  }
}
