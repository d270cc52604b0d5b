package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import java.util.List;

/// What the rows send.
final class Jobs {
  static final int CLOSED_LOOP = 0;

  /// Of each of many events.
  static final int SEATS = 2_000;

  /// How many holds are open at a time where each is ended: few against the smallest map's seats.
  private static final int LAG = 64;

  private static final String NOTHING = get("/api/v1", "");

  private Jobs() {}

  /// Holds of two fresh seats.
  static Job place(Plan plan, List<String> events, int seats, double rate) {
    return job(plan, new Job.Place(Job.Seats.of(events, 0, seats / 2)), rate);
  }

  /// Holds of two fresh seats with a key, each for a customer of its own.
  static Job placeWith(String key, Plan plan, List<String> events, int seats) {
    return job(plan, new Job.Place(new Job.Seats(events, 0, seats / 2, key)), CLOSED_LOOP);
  }

  /// Holds of two seats and their endings in turn.
  static Job rounds(Plan plan, List<String> events, int seats, Job.Ending ending, double rate) {
    return job(plan, new Job.Rounds(Job.Seats.of(events, 0, seats / 2), ending, LAG), rate);
  }

  /// Calls that do nothing.
  static Job nothing(Plan plan, double rate) {
    return job(plan, new Job.Repeat(List.of(NOTHING), 200), rate);
  }

  /// The same requests in turn, in a closed loop.
  static Job repeat(Plan plan, List<String> requests, int expectedStatus) {
    return job(plan, new Job.Repeat(requests, expectedStatus), CLOSED_LOOP);
  }

  /// Open loops show the worst of what comes first, so they are given more time to settle.
  private static Job job(Plan plan, Job.Load load, double rate) {
    double settle = rate == CLOSED_LOOP ? plan.settle() : 2 * plan.settle();
    return new Job(load, plan.connections(), rate, settle, plan.seconds());
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
        "{\"seats\":[{\"id\":\"%s\"},{\"id\":\"%s\"}]}"
            .formatted(Job.Seats.name(seat), Job.Seats.name(seat + 1));
    return ("POST /api/v1/events/%s/holds HTTP/1.1\r\nHost: holdfast\r\n"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
        .formatted(event, body.length(), body);
  }
}
