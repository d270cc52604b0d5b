package dev.holdfast.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.client.Transport.Answer;
import dev.holdfast.client.Transport.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A client of Holdfast. It is immutable, and any number of threads may use it.
///
/// A call that gets no answer is tried again, with one idempotency key for all tries. All calls
/// throw [ProblemException] if the service refuses them, and [NoAnswerException] if there is no
/// answer.
///
/// The ids of events, holds and other things are opaque texts.
public final class Holdfast {
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private final Transport transport;
  private final @Nullable String idempotencyKey;

  private Holdfast(Transport transport, @Nullable String idempotencyKey) {
    this.transport = transport;
    this.idempotencyKey = idempotencyKey;
  }

  /// Begins to make a client.
  ///
  /// @param service where the service is, such as `https://tickets.example`, or a path below that
  public static Builder at(URI service) {
    return new Builder(service);
  }

  /// The same client for the repetition of a call that got no answer: its calls carry this key. A
  /// call that was carried out already gets the answer that was lost.
  public Holdfast goingOn(String idempotencyKey) {
    return new Holdfast(transport, idempotencyKey);
  }

  public ServiceInfo getApi() {
    return call(Request.of("GET", ""), ServiceInfo.class);
  }

  // --- Seat maps ---

  /// All seat maps, read page after page as they are asked for.
  public Stream<SeatMap.Summary> listSeatMaps() {
    return list("/seat-maps", Map.of(), SeatMap.Summary.class);
  }

  /// The layout in Holdfast's own format, as JSON. It stays text, as [#importSeatMap] takes it, for
  /// most programs only pass it on, and it may have 100,000 seats. Whoever reads it knows best what
  /// they need of it; the contract describes it as `Layout`.
  public String getSeatMap(String id) {
    return call(Request.of("GET", "/seat-maps/" + part(id)), JsonNode.class).toString();
  }

  /// Imports a seat map.
  ///
  /// @param layout as JSON: in Holdfast's own format, or a pretix seating plan or a seats.io chart
  /// @param name null for the one in the layout
  /// @param repair whether to repair some defects, such as duplicate ids
  public SeatMap importSeatMap(String layout, @Nullable String name, boolean repair) {
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    query.put("name", name);
    query.put("repair", repair);
    return call(
        Request.of("POST", Transport.query("/seat-maps", query)).json(layout), SeatMap.class);
  }

  // --- Events ---

  /// All events, read page after page as they are asked for.
  public Stream<Event> listEvents(EventQuery query) {
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    parameters.put("from", query.from());
    parameters.put("to", query.to());
    parameters.put("externalId", query.externalId());
    parameters.put("limit", query.limit());
    return list("/events", parameters, Event.class);
  }

  public Event getEvent(String id) {
    return call(Request.of("GET", event(id)), Event.class);
  }

  public Event createEvent(NewEvent event) {
    return call(Request.of("POST", "/events").body(event), Event.class);
  }

  /// Changes an event, whatever its present settings are.
  public Event changeEvent(String id, EventPatch change) {
    return call(patch(id, change, "*"), Event.class);
  }

  /// Changes an event.
  ///
  /// @param change makes the new settings from the event. It is called again if somebody else has
  ///     changed the event meanwhile
  public Event changeEvent(String id, Function<Event, EventPatch> change) {
    while (true) {
      Answer<Event> read = transport.send(Request.of("GET", event(id)), Event.class, null);
      String tag = read.headers().firstValue("ETag").orElse("*");
      try {
        return call(patch(id, change.apply(read.body()), tag), Event.class);
      } catch (ProblemException e) {
        if (!(e.problem() instanceof Problem.PreconditionFailed)) {
          throw e;
        }
      }
    }
  }

  private static Request patch(String id, EventPatch change, String tag) {
    return Request.of("PATCH", event(id)).body(change).with("If-Match", tag);
  }

  public Event pauseEvent(String id) {
    return call(Request.of("POST", event(id) + "/pause"), Event.class);
  }

  public Event resumeEvent(String id) {
    return call(Request.of("POST", event(id) + "/resume"), Event.class);
  }

  /// Deletes a test event and all that is stored of it.
  public void deleteEvent(String id) {
    call(Request.of("DELETE", event(id)), Void.class);
  }

  /// Advances the clock of a test event; what is due then is expired at once.
  ///
  /// @param advance 1 ms or more
  public Event advanceClock(String eventId, Duration advance) {
    Map<String, Duration> body = Map.of("advance", advance);
    return call(Request.of("POST", event(eventId) + "/clock").body(body), Event.class);
  }

  public Blocks listBlocks(String eventId) {
    return call(Request.of("GET", event(eventId) + "/blocks"), Blocks.class);
  }

  public Event blockSeats(String eventId, NewBlock block) {
    return call(Request.of("POST", event(eventId) + "/blocks").body(block), Event.class);
  }

  public Event unblockSeats(String eventId, BlockRemoval removal) {
    return call(Request.of("DELETE", event(eventId) + "/blocks").body(removal), Event.class);
  }

  // --- Who has which seat ---

  public Availability getAvailability(String eventId) {
    return call(Request.of("GET", event(eventId) + "/availability"), Availability.class);
  }

  /// At most 1,000 changes after a version; none are left if there are none.
  public Changes getChanges(String eventId, long epoch, long version) {
    return call(changes(eventId, epoch, version), Changes.class);
  }

  /// The changes after a version of the event's seats, as they happen.
  ///
  /// @param epoch of an [Availability]
  /// @param version of the same availability
  public ChangeStream streamChanges(String eventId, long epoch, long version) {
    return new ChangeStream(
        new MessageStream<>(
            transport,
            changes(eventId, epoch, version),
            epoch + "." + version,
            SILENCE,
            "/problems/resync",
            (id, data) -> Json.read(data, Changes.class)));
  }

  private static Request changes(String eventId, long epoch, long version) {
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("since", version);
    query.put("epoch", epoch);
    return Request.of("GET", Transport.query(event(eventId) + "/changes", query));
  }

  /// How many seats and places each client has.
  public Figures getFigures(String eventId) {
    return call(Request.of("GET", event(eventId) + "/figures"), Figures.class);
  }

  // --- Holds ---

  /// Holds seats and places, all or none. The answer has the hold's secret: keep it on your server.
  public Hold placeHold(String eventId, NewHold hold) {
    return call(Request.of("POST", event(eventId) + "/holds").body(hold), Hold.class);
  }

  /// All holds of an event, without their secrets, read page after page as they are asked for.
  ///
  /// @param status that they have now, such as `held`; null for all
  public Stream<Hold> listHolds(String eventId, @Nullable String status) {
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    query.put("status", status);
    return list(event(eventId) + "/holds", query, Hold.class);
  }

  public Hold getHold(Owned hold) {
    return hold(Request.of("GET", path(hold)), hold);
  }

  public Hold changeHold(Owned hold, HoldChange change) {
    return hold(Request.of("PATCH", path(hold)).body(change), hold);
  }

  /// Gets the hold its full time again, up to its latest expiry.
  public Hold extendHold(Owned hold) {
    return hold(Request.of("POST", path(hold) + "/extend"), hold);
  }

  /// Ends the time of a hold of a test event at once.
  public Hold expireHold(Owned hold) {
    return hold(Request.of("POST", path(hold) + "/expire"), hold);
  }

  public void releaseHold(Owned hold) {
    call(owned(Request.of("DELETE", path(hold)), hold), Void.class);
  }

  /// Makes a reservation of a hold. Give the total that the buyer was shown.
  public Reservation confirmHold(Owned hold, Confirmation confirmation) {
    return reservation(Request.of("POST", path(hold) + "/confirm").body(confirmation), hold);
  }

  /// The reservations of an event that have all that is given, read page after page as they are
  /// asked for.
  public Stream<Reservation> listReservations(ReservationQuery query) {
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    parameters.put("eventId", query.eventId());
    parameters.put("code", query.code());
    parameters.put("reference", query.reference());
    parameters.put("customer", query.customer());
    return list("/reservations", parameters, Reservation.class);
  }

  public Reservation getReservation(Owned reservation) {
    return reservation(Request.of("GET", reservationPath(reservation)), reservation);
  }

  public Reservation cancelReservation(Owned reservation, Cancellation cancellation) {
    Request request = Request.of("POST", reservationPath(reservation) + "/cancel");
    return reservation(request.body(cancellation), reservation);
  }

  // --- Feed and webhooks ---

  /// The notifications of all of your events after a cursor, at most 100. Go on after its
  /// `nextCursor`.
  ///
  /// @param after `latest` for where the feed ends now; null for the earliest that is kept
  public Feed readFeed(@Nullable String after) {
    return readFeed(after, null);
  }

  /// The same.
  ///
  /// @param limit how many notifications at most, 1 to 1,000; null for 100
  public Feed readFeed(@Nullable String after, @Nullable Integer limit) {
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    query.put("after", after);
    query.put("limit", limit);
    return call(Request.of("GET", Transport.query("/feed", query)), Feed.class);
  }

  /// The notifications of all of your events after a cursor, as they come.
  ///
  /// @param after `latest` for where the feed ends now; null for the earliest that is kept
  public FeedStream streamFeed(@Nullable String after) {
    Map<String, @Nullable Object> query = new LinkedHashMap<>();
    query.put("after", after);
    return new FeedStream(
        new MessageStream<>(
            transport,
            Request.of("GET", Transport.query("/feed", query)),
            "",
            SILENCE,
            "/problems/feed-resync",
            (id, data) -> new Feed(List.of(Json.read(data, Feed.Notification.class)), id)));
  }

  public List<WebhookEndpoint> listWebhookEndpoints() {
    return list("/webhook-endpoints", Map.of(), WebhookEndpoint.class).toList();
  }

  /// Adds an endpoint. The answer has its secret, which no later answer contains.
  public WebhookEndpoint createWebhookEndpoint(WebhookEndpoint.Settings endpoint) {
    return call(Request.of("POST", "/webhook-endpoints").body(endpoint), WebhookEndpoint.class);
  }

  public WebhookEndpoint getWebhookEndpoint(String id) {
    return call(Request.of("GET", endpoint(id)), WebhookEndpoint.class);
  }

  public WebhookEndpoint changeWebhookEndpoint(String id, WebhookEndpoint.Settings change) {
    return call(Request.of("PATCH", endpoint(id)).body(change), WebhookEndpoint.class);
  }

  public void deleteWebhookEndpoint(String id) {
    call(Request.of("DELETE", endpoint(id)), Void.class);
  }

  /// Makes a new secret; requests are signed with the one before, too, for a day.
  public WebhookEndpoint.Secret rotateWebhookSecret(String id) {
    return call(Request.of("POST", endpoint(id) + "/secrets"), WebhookEndpoint.Secret.class);
  }

  /// The attempts to deliver notifications, the latest first, read page after page as they are
  /// asked for.
  public Stream<WebhookEndpoint.Delivery> listWebhookDeliveries(String id) {
    return list(endpoint(id) + "/deliveries", Map.of(), WebhookEndpoint.Delivery.class);
  }

  /// Sends notifications again.
  ///
  /// @param from the cursor of the first one
  /// @param until the cursor of the last one
  public void redeliverWebhooks(String id, String from, String until) {
    Map<String, String> body = Map.of("from", from, "until", until);
    call(Request.of("POST", endpoint(id) + "/redeliver").body(body), Void.class);
  }

  /// Sends a notification that is about nothing, and says what became of it.
  public WebhookEndpoint.Delivery pingWebhookEndpoint(String id) {
    return call(Request.of("POST", endpoint(id) + "/ping"), WebhookEndpoint.Delivery.class);
  }

  // --- Clients and keys ---

  /// All clients, read page after page as they are asked for.
  public Stream<Client> listClients() {
    return list("/clients", Map.of(), Client.class);
  }

  public Client createClient(String name) {
    return call(Request.of("POST", "/clients").body(Map.of("name", name)), Client.class);
  }

  public Client getClient(String id) {
    return call(Request.of("GET", "/clients/" + part(id)), Client.class);
  }

  /// All keys of a client, read page after page as they are asked for.
  public Stream<Key> listKeys(String clientId) {
    return list(keys(clientId), Map.of(), Key.class);
  }

  /// Issues a key. The answer has its token, which no later answer contains.
  public Key issueKey(String clientId, NewKey key) {
    return call(Request.of("POST", keys(clientId)).body(key), Key.class);
  }

  public Key getKey(String clientId, String id) {
    return call(Request.of("GET", keys(clientId) + "/" + part(id)), Key.class);
  }

  public void revokeKey(String clientId, String id) {
    call(Request.of("DELETE", keys(clientId) + "/" + part(id)), Void.class);
  }

  /// Makes a short-lived token for a buyer's browser, which sends it as its key.
  ///
  /// @param origin of the pages that may use it; one of the client's publishable keys is for it
  /// @param customer the shop's own id of its customer, without personal data
  /// @param lifetime 1 second to 24 hours
  public BuyerToken makeBuyerToken(
      String eventId, String origin, String customer, Duration lifetime) {
    Map<String, Object> body = Map.of("origin", origin, "customer", customer, "lifetime", lifetime);
    return call(Request.of("POST", event(eventId) + "/buyer-tokens").body(body), BuyerToken.class);
  }

  // ---

  private <T> T call(Request request, Class<T> type) {
    return transport.send(request, type, idempotencyKey).body();
  }

  private Hold hold(Request request, Owned of) {
    return call(owned(request, of), Hold.class).with(of.secret());
  }

  private Reservation reservation(Request request, Owned of) {
    return call(owned(request, of), Reservation.class).with(of.secret());
  }

  private static Request owned(Request request, Owned of) {
    return request.with("Hold-Secret", of.secret());
  }

  private <T> Stream<T> list(
      String path, Map<String, ? extends @Nullable Object> query, Class<T> type) {
    return Stream.iterate(
            Optional.of(page(path, query, null, type)),
            Optional::isPresent,
            page ->
                Optional.ofNullable(page.orElseThrow().nextCursor())
                    .map(cursor -> page(path, query, cursor, type)))
        .flatMap(page -> page.orElseThrow().items().stream());
  }

  private <T> Page<T> page(
      String path,
      Map<String, ? extends @Nullable Object> query,
      @Nullable String cursor,
      Class<T> type) {
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>(query);
    parameters.put("cursor", cursor);
    JsonNode page = call(Request.of("GET", Transport.query(path, parameters)), JsonNode.class);
    try {
      return Json.page(page, type);
    } catch (IOException e) {
      throw new NoAnswerException("the answer is no list", e);
    }
  }

  private static String part(String id) {
    return Transport.encoded(id);
  }

  private static String event(String id) {
    return "/events/" + part(id);
  }

  private static String path(Owned hold) {
    return "/holds/" + part(hold.id());
  }

  private static String reservationPath(Owned reservation) {
    return "/reservations/" + part(reservation.id());
  }

  private static String endpoint(String id) {
    return "/webhook-endpoints/" + part(id);
  }

  private static String keys(String clientId) {
    return "/clients/" + part(clientId) + "/keys";
  }

  /// Makes a client.
  public static final class Builder {
    private final URI service;
    private @Nullable HttpClient http;
    private @Nullable Supplier<String> key;
    private Duration timeout = Duration.ofSeconds(15);
    private int retries = 4;
    private Duration pause = Duration.ofMillis(500);

    private Builder(URI service) {
      this.service = service;
    }

    /// The key to send: a secret key, a publishable key or a buyer token.
    public Builder key(String token) {
      return key(() -> token);
    }

    /// Gives the key of each request, for keys that change. If it throws, the request is not
    /// sent, and the call throws [NoAnswerException].
    public Builder key(Supplier<String> token) {
      key = token;
      return this;
    }

    /// How long one try may take. The default is 15 seconds.
    public Builder timeout(Duration limit) {
      timeout = limit;
      return this;
    }

    /// How often a request is sent again that got no answer, 0 or more. The default is 4.
    public Builder retries(int times) {
      if (times < 0) {
        throw new IllegalArgumentException("retries: " + times + " (expected: 0 or more)");
      }
      retries = times;
      return this;
    }

    /// The pause before the first of them; each further one is twice as long. The default is half a
    /// second.
    public Builder pause(Duration first) {
      pause = first;
      return this;
    }

    /// What sends the requests. The default is one of its own.
    public Builder http(HttpClient client) {
      http = client;
      return this;
    }

    public Holdfast build() {
      HttpClient client =
          http == null
              ? HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()
              : http;
      URI root = URI.create(service.toString().replaceAll("/*$", "") + "/api/v1");
      return new Holdfast(new Transport(client, root, key, timeout, retries, pause), null);
    }
  }
}
