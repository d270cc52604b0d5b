package dev.holdfast.bootstrap.browser;

import dev.holdfast.bootstrap.Api;
import dev.holdfast.testkit.browser.BigRoom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A small hall: stalls with the rows A to C and a balcony with the rows A and B, of ten seats each
/// that are named `Stalls-A-1`, and 50 standing places. Seat 1 of the balcony's row A is for a
/// wheelchair.
final class Hall {
  private static final int SEATS = 10;
  private static final int PITCH = 30;

  private Hall() {}

  /// The id of a new event there. It is in euros, with adults and children: in the stalls 50 and
  /// 25, on the balcony 30, and 10 to stand.
  ///
  /// @param more further fields, such as `"salesOpenAt": "2100-01-01T00:00:00Z"`
  static String newEvent(Api api, String... more) {
    return added(api, Api.event(newMap(api), String.join(", ", more)));
  }

  /// The id of a new event there whose holds last for a time and can be kept for an hour.
  ///
  /// @param duration such as `PT4S`
  static String newEventWithHoldsOf(Api api, String duration) {
    String policy = "{\"duration\": \"%s\", \"maxLifetime\": \"PT1H\"}".formatted(duration);
    return newEvent(api, "\"holdPolicy\": " + policy);
  }

  /// The id of a new event there at one price for everything.
  static String newEvent(Api api, String currency, long price) {
    return newEvent(
        api,
        currency,
        "\"stalls\": %d, \"balcony\": %d, \"standing\": %d".formatted(price, price, price));
  }

  /// The id of a new event there.
  ///
  /// @param prices of its categories, such as `"stalls": 5000, "balcony": null`
  static String newEvent(Api api, String currency, String prices) {
    return added(
        api,
        """
        {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
         "timeZone": "Europe/Berlin", "browserConfirm": true, "currency": "%s", "prices": {%s}}\
        """
            .formatted(newMap(api), currency, prices));
  }

  /// The id of a new event with two appointments and a queue of ten, free of charge, whose map says
  /// nothing of where they are.
  static String newDayAtTheClinic(Api api) {
    String map =
        """
        {"name": "Clinic", "categories": [{"id": "visit", "name": "Visit"}],
         "areas": [
           {"id": "a", "name": "08:00", "category": "visit", "capacity": 1},
           {"id": "b", "name": "08:20", "category": "visit", "capacity": 1},
           {"id": "q", "name": "Walk-in", "category": "visit", "capacity": 10,
            "numbering": "increasing"}]}\
        """;
    return added(
        api,
        """
        {"name": "Clinic", "seatMapId": "%s", "startsAt": "2099-06-01T06:00:00Z",
         "timeZone": "Europe/Berlin", "browserConfirm": true, "currency": "EUR", "prices": {"visit": 0}}\
        """
            .formatted(newMap(api, map)));
  }

  /// The id of a new event in a big room that has this many seats.
  static String newBigEvent(Api api, int seats) {
    return newEvent(api, BigRoom.json(seats), BigRoom.CATEGORIES);
  }

  /// The id of a new event on some seat map whose categories are these.
  static String newEvent(Api api, String map, List<String> categories) {
    String prices =
        categories.stream().map("\"%s\": 5000"::formatted).collect(Collectors.joining(", "));
    return added(
        api,
        """
        {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
         "timeZone": "Europe/Berlin", "browserConfirm": true, "currency": "EUR", "prices": {%s}}\
        """
            .formatted(newMap(api, map), prices));
  }

  /// The seats of an event that are `held` or `reserved`.
  static List<String> seats(Api api, String event, String state) {
    return api.availability(event).path(state);
  }

  private static String added(Api api, String event) {
    return api.asAdmin(event).post("/api/v1/events").then().statusCode(201).extract().path("id");
  }

  private static String newMap(Api api) {
    return newMap(
        api,
        """
        {"name": "Hall",
         "categories": [
           {"id": "stalls", "name": "Stalls", "color": "#336699"},
           {"id": "balcony", "name": "Balcony", "color": "#993366"},
           {"id": "standing", "name": "Standing", "color": "#669933"}],
         "sections": [
           {"name": "Stalls", "entrance": "North", "rows": [%s, %s, %s]},
           {"name": "Balcony", "rows": [%s, %s]}],
         "areas": [{"id": "Pit", "name": "Pit", "category": "standing", "capacity": 50,
           "outline": [{"x": 0, "y": 60}, {"x": 300, "y": 60}, {"x": 300, "y": 110},
             {"x": 0, "y": 110}]}],
         "decorations": [{"kind": "stage", "text": "Stage",
           "outline": [{"x": 40, "y": 0}, {"x": 260, "y": 0}, {"x": 260, "y": 40},
             {"x": 40, "y": 40}]}]}\
        """
            .formatted(
                row("Stalls", "A", 150),
                row("Stalls", "B", 180),
                row("Stalls", "C", 210),
                row("Balcony", "A", 270),
                row("Balcony", "B", 300)));
  }

  private static String newMap(Api api, String map) {
    return api.asAdmin(map).post("/api/v1/seat-maps").then().statusCode(201).extract().path("id");
  }

  private static String row(String section, String row, int y) {
    return IntStream.rangeClosed(1, SEATS)
        .mapToObj(
            seat ->
                """
                {"id": "%s-%s-%d", "name": "%d", "category": "%s", "x": %d, "y": %d%s}\
                """
                    .formatted(
                        section,
                        row,
                        seat,
                        seat,
                        section.equals("Stalls") ? "stalls" : "balcony",
                        PITCH * seat - PITCH / 2,
                        y,
                        section.equals("Balcony") && row.equals("A") && seat == 1
                            ? ", \"accessible\": true"
                            : ""))
        .collect(Collectors.joining(", ", "{\"name\": \"" + row + "\", \"seats\": [", "]}"));
  }
}
