package dev.holdfast.bootstrap;

import dev.holdfast.domain.event.EventId;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A buyer of seats that nobody else wants, over a connection of its own. It sends what the busiest
/// pages and partners send.
///
/// It speaks HTTP itself. A client library would have to be compiled as well, and some of its code
/// is the server's too, which is compiled for how it is used here.
final class ScratchBuyer implements Callable<Integer>, AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern SECRET = Pattern.compile("\"secret\":\"([^\"]+)\"");
  private static final String LENGTH = "content-length:";

  private static final String PLACES =
      "{\"areas\":[{\"id\":\"%s\",\"quantity\":2}]}".formatted(ScratchEvents.AREA);
  private static final String EVENTS = "/api/v1/events/";
  private static final String END = "\r\n";

  /// How many each needs of its own.
  private static final int SEATS = 3;

  private final Socket socket;
  private final InputStream in;
  private final String headers;
  private final String event;
  private final String seats;
  private final String change;
  private final BooleanSupplier goesOn;
  private int round;
  private int requests;

  /// @param socket connected to the node
  /// @param headers of each request, each ended by CR and LF
  /// @param event one of {@link ScratchEvents}
  /// @param number from 0, another for each buyer
  /// @param goesOn false ends it before its next request
  ScratchBuyer(Socket socket, String headers, EventId event, int number, BooleanSupplier goesOn)
      throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.headers = headers;
    this.event = EVENTS + event;
    String first = ScratchEvents.seat(SEATS * number);
    String second = ScratchEvents.seat(SEATS * number + 1);
    String third = ScratchEvents.seat(SEATS * number + 2);
    this.seats = "{\"seats\":[{\"id\":\"%s\"},{\"id\":\"%s\"}]}".formatted(first, second);
    this.change =
        "{\"add\":{\"seats\":[{\"id\":\"%s\"}]},\"remove\":{\"seats\":[{\"id\":\"%s\"}]}}"
            .formatted(third, second);
    this.goesOn = goesOn;
    this.round = number;
  }

  /// Comes once and gives everything back: mostly it holds seats, sees that they are taken, and
  /// releases them; sometimes it buys them, or takes places.
  ///
  /// @return how many requests that took
  @Override
  public Integer call() throws IOException {
    requests = 0;
    try {
      switch (round++ % 4) {
        case 0 -> buy();
        case 1 -> release(place(PLACES));
        default -> {
          Hold hold = place(seats);
          send("POST", event + "/holds", "", seats, 409);
          release(hold);
        }
      }
    } catch (CancellationException _) {
      // What it holds goes with the event.
    }
    return requests;
  }

  private void buy() throws IOException {
    Hold hold = place(seats);
    send("GET", event + "/availability", "", "", 200);
    // Other events are looked up in the database.
    send("GET", EVENTS + UUID.randomUUID() + "/availability", "", "", 404);
    send("GET", hold.path, hold.secret, "", 200);
    send("PATCH", hold.path, hold.secret, change, 200);
    String sold = send("POST", hold.path + "/confirm", hold.secret, "{}", 201);
    String reservation = "/api/v1/reservations/" + first(ID, sold);
    send("GET", reservation, hold.secret, "", 200);
    send("POST", reservation + "/cancel", hold.secret, "{}", 200);
  }

  /// What was placed.
  ///
  /// @param secret as a header
  private record Hold(String path, String secret) {}

  private Hold place(String selection) throws IOException {
    String key = "Idempotency-Key: " + UUID.randomUUID() + END;
    String placed = send("POST", event + "/holds", key, selection, 201);
    return new Hold(
        "/api/v1/holds/" + first(ID, placed), "Hold-Secret: " + first(SECRET, placed) + END);
  }

  private void release(Hold hold) throws IOException {
    send("DELETE", hold.path, hold.secret, "", 204);
  }

  private static String first(Pattern pattern, String body) {
    Matcher matcher = pattern.matcher(body);
    if (!matcher.find()) {
      throw new IllegalStateException(body + " (expected: " + pattern + ")");
    }
    return matcher.group(1);
  }

  /// @param more headers
  /// @return the body of the answer
  private String send(String method, String path, String more, String body, int expected)
      throws IOException {
    if (!goesOn.getAsBoolean()) {
      throw new CancellationException();
    }
    requests++;
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + headers
            + more
            + (body.isEmpty()
                ? "\r\n"
                : "Content-Type: application/json\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    int status = Integer.parseInt(line().substring(9, 12));
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (status != expected) {
      throw new IOException(
          "%s %s: %d %s (expected: %d)".formatted(method, path, status, answer, expected));
    }
    return answer;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
