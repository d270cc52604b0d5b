package dev.holdfast.benchmarks.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/// An event that is made for a rehearsal alone, on sale until the end of it. There is no deleting
/// events, so it stays, paused; its name begins with "Rehearsal".
final class Scratch implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final int PRICE = 1_000;

  private final Api api;
  private final String id;
  private final String name;
  private final Room room;
  private final int maxSeats;

  private Scratch(Api api, String id, String name, Room room, int maxSeats) {
    this.api = api;
    this.id = id;
    this.name = name;
    this.room = room;
    this.maxSeats = maxSeats;
  }

  /// The service, asked with the admin key.
  record Api(HttpClient client, URI url, String adminKey) {
    static Api of(URI url, String adminKey) {
      return new Api(
          HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build(), url, adminKey);
    }

    JsonNode get(String path) {
      return send(request(path).GET(), 200);
    }

    JsonNode post(String path, BodyPublisher body, int expected) {
      return send(request(path).header("Content-Type", "application/json").POST(body), expected);
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(url.resolve("/api/v1" + path))
          .timeout(Duration.ofSeconds(60))
          .header("Authorization", "Bearer " + adminKey);
    }

    private JsonNode send(HttpRequest.Builder builder, int expected) {
      HttpRequest request = builder.build();
      try {
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != expected) {
          throw new RehearsalException(
              "%s %s: %d (expected: %d) %s"
                  .formatted(
                      request.method(),
                      request.uri(),
                      response.statusCode(),
                      expected,
                      response.body()));
        }
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new RehearsalException(
            "%s: no answer (expected: a running Holdfast): %s".formatted(request.uri(), e));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// That a rehearsal can't be, for a reason outside of it.
  static final class RehearsalException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RehearsalException(String message) {
      super(message);
    }
  }

  /// One like an event of the service, which itself is only read.
  ///
  /// @param speed by which the time of its holds is divided
  static Scratch like(Api api, String event, double speed) {
    JsonNode model = api.get("/events/" + event);
    ObjectNode made = JSON.createObjectNode();
    made.put("name", "Rehearsal of " + model.path("name").asText());
    for (String same : new String[] {"seatMapId", "timeZone", "currency", "prices"}) {
      made.set(same, model.path(same));
    }
    if (!model.path("ticketTypes").isEmpty()) {
      made.set("ticketTypes", model.path("ticketTypes"));
    }
    return make(api, made, model.path("holdPolicy"), speed);
  }

  /// One in a room of its own.
  static Scratch in(Api api, Path seatMap, double speed) {
    try {
      JsonNode map = api.post("/seat-maps?name=Rehearsal", BodyPublishers.ofFile(seatMap), 201);
      ObjectNode made = JSON.createObjectNode();
      made.put("name", "Rehearsal in " + seatMap.getFileName());
      made.set("seatMapId", map.path("id"));
      made.put("timeZone", "UTC");
      made.put("currency", "EUR");
      ObjectNode prices = made.putObject("prices");
      map.path("categories").forEach(each -> prices.put(each.path("id").asText(), PRICE));
      return make(api, made, JSON.createObjectNode(), speed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Scratch make(Api api, ObjectNode made, JsonNode policy, double speed) {
    Duration duration = Duration.parse(policy.path("duration").asText("PT15M"));
    int maxSeats = policy.path("maxSeatsPerHold").asInt(10);
    long millis = Math.max(1_000, (long) (duration.toMillis() / speed));
    made.put("startsAt", "2099-01-01T20:00:00Z");
    made.put("browserConfirm", true);
    made.putObject("holdPolicy")
        .put("duration", Duration.ofMillis(millis).toString())
        .put("maxLifetime", Duration.ofMillis(2 * millis).toString())
        .put("maxSeatsPerHold", maxSeats);
    // The whole crowd comes from one address.
    made.putObject("limits").putObject("address").put("held", 0);
    JsonNode event = api.post("/events", BodyPublishers.ofString(made.toString()), 201);
    Set<String> categories = new LinkedHashSet<>();
    made.path("prices").fieldNames().forEachRemaining(categories::add);
    Room room = Room.of(api.get("/seat-maps/" + made.path("seatMapId").asText()), categories);
    return new Scratch(api, event.path("id").asText(), made.path("name").asText(), room, maxSeats);
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  Room room() {
    return room;
  }

  int maxSeats() {
    return maxSeats;
  }

  JsonNode availability() {
    return api.get("/events/" + id + "/availability?encoding=packed");
  }

  /// Ends its sale.
  @Override
  public void close() {
    var _ = api.post("/events/" + id + "/pause", BodyPublishers.noBody(), 200);
  }
}
