package dev.holdfast.benchmarks.generator;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Requests to hold a pair of seats, in the order that [Job.Seats] tells.
final class HoldRequests {
  private static final String FIRST = Job.Seats.name(0);

  private final List<byte[]> templates;
  private final Job.Seats seats;
  private final int firstDigits;
  private final int secondDigits;
  private final int customerDigits;
  private long next;

  HoldRequests(Job.Seats seats) {
    this.seats = seats;
    templates = seats.eventIds().stream().map(eventId -> template(eventId, seats.key())).toList();
    String any = new String(templates.getFirst(), StandardCharsets.US_ASCII);
    secondDigits = any.lastIndexOf(FIRST);
    firstDigits = any.lastIndexOf(FIRST, secondDigits - 1);
    customerDigits = seats.key().isEmpty() ? firstDigits : any.indexOf(FIRST);
  }

  private static byte[] template(String eventId, String key) {
    String selection = "\"seats\":[{\"id\":\"%s\"},{\"id\":\"%s\"}]".formatted(FIRST, FIRST);
    String body =
        key.isEmpty()
            ? "{%s}".formatted(selection)
            : "{\"customer\":\"%s\",%s}".formatted(FIRST, selection);
    String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
    return ("POST /api/v1/events/%s/holds HTTP/1.1\r\nHost: holdfast\r\n%s"
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s")
        .formatted(eventId, authorization, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  boolean areLeft() {
    return next < (long) seats.pairsPerEvent() * templates.size();
  }

  /// A number that names the next pair.
  long nextPair() {
    return next++;
  }

  Request next() {
    return of(nextPair());
  }

  /// A request to hold a pair by its number.
  Request of(long number) {
    int pair = (int) (number / templates.size());
    byte[] bytes = templates.get((int) (number % templates.size())).clone();
    int seat = 2 * (seats.firstPair() + pair);
    write(bytes, customerDigits, seat);
    write(bytes, firstDigits, seat);
    write(bytes, secondDigits, seat + 1);
    return new Request(bytes, Request.Kind.FIRST, 201);
  }

  private static void write(byte[] bytes, int nameAt, int seat) {
    int rest = seat;
    for (int i = nameAt + FIRST.length() - 1; i > nameAt; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
