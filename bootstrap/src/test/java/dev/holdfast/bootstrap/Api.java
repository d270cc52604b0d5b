package dev.holdfast.bootstrap;

import static io.restassured.RestAssured.given;
import static io.restassured.config.EncoderConfig.encoderConfig;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The service as a client sees it. What is sent and answered has to be as `openapi.yaml` says.
///
/// @param uri where it is
public record Api(URI uri) {
  public static final String JSON = "application/json";
  public static final String KEY = "Idempotency-Key";
  public static final String SECRET = "Hold-Secret";

  /// A hold and the secret that came with it.
  public record Held(String id, String secret) {}

  /// An idempotency key that nobody guesses.
  public static String newKey() {
    return UUID.randomUUID().toString();
  }

  /// A request of somebody without a key.
  public RequestSpecification open() {
    return unchecked().filter(ContractFilter.ALL);
  }

  /// The same, also if it is not as `openapi.yaml` says.
  RequestSpecification unchecked() {
    return given()
        .config(
            RestAssured.config()
                .encoderConfig(
                    encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false)))
        .baseUri(uri.toString())
        .urlEncodingEnabled(false);
  }

  /// A request of somebody with a body in JSON.
  public RequestSpecification open(String body) {
    return open().contentType(JSON).body(body);
  }

  public RequestSpecification asAdmin() {
    return as(PackagedService.ADMIN_KEY);
  }

  /// A request of somebody with this key.
  public RequestSpecification as(String key) {
    return open().header("Authorization", "Bearer " + key);
  }

  public RequestSpecification as(String key, String body) {
    return as(key).contentType(JSON).body(body);
  }

  public RequestSpecification asAdmin(String body) {
    return asAdmin().contentType(JSON).body(body);
  }

  public RequestSpecification asOwner(Held hold) {
    return open().header(SECRET, hold.secret());
  }

  public RequestSpecification asOwner(Held hold, String body) {
    return asOwner(hold).contentType(JSON).body(body);
  }

  /// The id of a new room: rows A and B of 20 seats in the categories stalls and balcony, and 50
  /// standing places.
  public String newSeatMap() {
    return asAdmin(room()).post("/api/v1/seat-maps").then().statusCode(201).extract().path("id");
  }

  public static String room() {
    return """
    {"name": "Room",
     "categories": [
       {"id": "stalls", "name": "Stalls", "color": "#336699"},
       {"id": "balcony", "name": "Balcony", "color": "#993366"},
       {"id": "standing", "name": "Standing", "color": "#669933"}],
     "sections": [{"rows": [
       {"name": "A", "seats": [%s]},
       {"name": "B", "seats": [%s]}]}],
     "areas": [
       {"id": "Pit", "name": "Pit", "category": "standing", "capacity": 50}]}\
    """
        .formatted(row("A", "stalls"), row("B", "balcony"));
  }

  private static String row(String name, String category) {
    return IntStream.rangeClosed(1, 20)
        .mapToObj(n -> "{\"id\": \"%s-%d\", \"category\": \"%s\"}".formatted(name, n, category))
        .collect(Collectors.joining(", "));
  }

  /// The id of a new event on a new room.
  public String newEvent() {
    return newEvent("");
  }

  /// The id of a new event on a new room.
  ///
  /// @param more further fields, such as `"salesOpenAt": "2100-01-01T00:00:00Z"`
  public String newEvent(String more) {
    return asAdmin(event(newSeatMap(), more))
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /// What creates an event, whose holds browsers may confirm unless `more` says otherwise.
  public static String event(String seatMap, String more) {
    String fields =
        more.contains("browserConfirm")
            ? more
            : "\"browserConfirm\": true" + (more.isEmpty() ? "" : ", " + more);
    return """
    {"name": "Evening", "seatMapId": "%s", "startsAt": "2099-06-01T18:00:00Z",
     "timeZone": "Europe/Berlin", "currency": "EUR",
     "ticketTypes": [{"id": "adult", "name": "Adult"}, {"id": "child", "name": "Child"}],
     "prices": {"stalls": {"adult": 5000, "child": 2500}, "balcony": 3000, "standing": 1000}
     , %s}\
    """
        .formatted(seatMap, fields);
  }

  /// What a hold is to have.
  public static String seats(String... seats) {
    return "{\"seats\": [%s]}".formatted(wishes(seats));
  }

  /// Seats as a request to hold them names each.
  public static String wishes(String... seats) {
    return Arrays.stream(seats)
        .map(seat -> "{\"id\": \"%s\"}".formatted(seat))
        .collect(Collectors.joining(", "));
  }

  /// What is to be unblocked, or cancelled.
  public static String ids(String... seats) {
    return "{\"seats\": [%s]}".formatted(quoted(seats));
  }

  public static String quoted(String... seats) {
    return Arrays.stream(seats).map(seat -> '"' + seat + '"').collect(Collectors.joining(", "));
  }

  public static String holds(String event) {
    return "/api/v1/events/" + event + "/holds";
  }

  public static String hold(Held hold) {
    return "/api/v1/holds/" + hold.id();
  }

  public Response place(String event, String... seats) {
    return open(seats(seats)).post(holds(event));
  }

  public Held placed(String event, String... seats) {
    Response response = place(event, seats);
    response.then().statusCode(201);
    return new Held(response.path("id"), response.path("secret"));
  }

  public Response confirm(Held hold) {
    return asOwner(hold).post(hold(hold) + "/confirm");
  }

  /// The id of the reservation that a hold becomes.
  public String confirmed(Held hold) {
    return confirm(hold).then().statusCode(201).extract().path("id");
  }

  public Response availability(String event) {
    return open().get("/api/v1/events/" + event + "/availability");
  }

  /// All that anybody can see of who has an event's seats.
  public String picture(String event) {
    return availability(event).then().statusCode(200).extract().asString();
  }
}
