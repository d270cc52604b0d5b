package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import java.util.List;

/// What the rows send.
final class Jobs {
  static final int CONNECTIONS = 256;
  static final int CLOSED_LOOP = 0;
  static final int MANY_EVENTS = 100;

  /// Of each of many events.
  static final int SEATS = 2_000;

  /// How many holds are open at a time where each is ended: few against the smallest map's seats.
  private static final int LAG = 64;

  private static final String NOTHING = get("/api/v1", "");

  private Jobs() {}

  /// Holds of two fresh seats.
  static Job place(List<String> events, int seats, double rate, double settle, double seconds) {
    return new Job(
        new Job.Place(new Job.Seats(events, 0, seats / 2)), CONNECTIONS, rate, settle, seconds);
  }

  /// Holds of two seats and their endings in turn.
  static Job rounds(
      List<String> events,
      int seats,
      Job.Ending ending,
      int connections,
      double rate,
      double settle,
      double seconds) {
    return new Job(
        new Job.Rounds(new Job.Seats(events, 0, seats / 2), ending, LAG),
        connections,
        rate,
        settle,
        seconds);
  }

  /// Calls that do nothing.
  static Job nothing(double rate, double settle, double seconds) {
    return new Job(new Job.Repeat(List.of(NOTHING), 200), CONNECTIONS, rate, settle, seconds);
  }

  /// The same requests in turn, in a closed loop.
  static Job repeat(List<String> requests, int expectedStatus, double settle, double seconds) {
    return new Job(
        new Job.Repeat(requests, expectedStatus), CONNECTIONS, CLOSED_LOOP, settle, seconds);
  }

  /// A request as it goes over the wire.
  ///
  /// @param headers more of them, each ended by CR and LF
  static String get(String path, String headers) {
    return "GET %s HTTP/1.1\r\nHost: holdfast\r\n%s\r\n".formatted(path, headers);
  }

  /// A request to hold a seat and the next.
  static String hold(String event, int seat) {
    String body =
        "{\"seats\":[\"%s\",\"%s\"]}".formatted(Job.Seats.name(seat), Job.Seats.name(seat + 1));
    return ("POST /api/v1/events/%s/holds HTTP/1.1\r\nHost: holdfast\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
        .formatted(event, body.length(), body);
  }
}
