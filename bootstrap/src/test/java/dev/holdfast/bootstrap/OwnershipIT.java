package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Api.holds;
import static dev.holdfast.bootstrap.Api.seats;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.api.Contract;
import dev.holdfast.testkit.api.Contract.Operation;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.restassured.specification.SpecificationQuerier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose events, holds and reservations are, and what others may do with them. {@link SellersIT}
/// has what sellers do with their own.
@ExtendWith(RunningService.class)
class OwnershipIT {
  private static final String NO_ID = "00000000-0000-4000-8000-000000000000";
  private static final String ALL_BUT_ADMIN =
      "{\"scopes\": [\"events:write\", \"holds:write\", \"reservations:confirm\","
          + " \"reservations:read\", \"box-office\"]}";

  private static final String PAGE = "https://shop.example";
  private static final String PUBLISHABLE =
      "{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(PAGE);

  private static final String ASKED_TOKEN =
      "{\"origin\": \"%s\", \"customer\": \"c-1\", \"lifetime\": \"PT10M\"}".formatted(PAGE);

  private static Issuer issuer;
  private static PackagedService service;

  /// What belongs to the sale, as opposed to what is managed.
  private static final Set<String> SALE =
      Set.of("placeHold", "extendHold", "confirmHold", "makeBuyerToken");

  private final Api api;
  private final Shop owner;
  private final Shop seller;
  private final Shop stranger;
  private final String seatMap;
  private @Nullable String atHand;
  private @Nullable String strangersEvent;

  @BeforeAll
  static void start(EmbeddedPostgres postgres) {
    issuer = Issuer.opened();
    service = PackagedService.start(postgres, issuer.settings());
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
  }

  OwnershipIT() {
    this.api = new Api(service.uri());
    this.owner = newShop();
    this.seller = newShop();
    this.stranger = newShop();
    this.seatMap = api.newSeatMap();
  }

  /// A client with a secret key, and one for the pages of {@link #PAGE}.
  private record Shop(String id, String key, String publishable) {}

  private Shop newShop() {
    String id =
        api.asAdmin("{\"name\": \"Shop\"}")
            .post("/api/v1/clients")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return new Shop(id, newKey(id), newKey(id, PUBLISHABLE));
  }

  private String newKey(String client) {
    return newKey(client, ALL_BUT_ADMIN);
  }

  private String newKey(String client, String asked) {
    return api.asAdmin(asked)
        .post("/api/v1/clients/" + client + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  private RequestSpecification as(Shop shop) {
    return api.as(shop.key());
  }

  /// A page of a shop in a browser.
  private RequestSpecification onPageOf(Shop shop) {
    return api.as(shop.publishable()).header("Origin", PAGE);
  }

  private RequestSpecification as(Shop shop, String body) {
    return api.as(shop.key(), body);
  }

  private String newEvent() {
    return newEvent("");
  }

  private String newEvent(String more) {
    String fields = sellers(seller.id()) + ", \"browserConfirm\": false" + more;
    return as(owner, Api.event(seatMap, fields))
        .post("/api/v1/events")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  /// Of something that the owner's feed has.
  private String cursor() {
    placedBy(owner, newEvent(), "A-1");
    String cursor;
    do {
      cursor = as(owner).get("/api/v1/feed?limit=1").path("nextCursor");
    } while (cursor.endsWith(".0.0"));
    return cursor;
  }

  private static String sellers(String... ids) {
    return "\"sellers\": [%s]".formatted(Api.quoted(ids));
  }

  private static Held held(Response placed) {
    placed.then().statusCode(201);
    return new Held(placed.path("id"), placed.path("secret"));
  }

  private Held placedBy(Shop shop, String event, String seat) {
    return held(as(shop, seats(seat)).post(holds(event)));
  }

  private String soldBy(Shop shop, String event, String seat) {
    Response sold = as(shop).post(hold(placedBy(shop, event, seat)) + "/confirm");
    sold.then().statusCode(201);
    return "/api/v1/reservations/" + sold.path("id");
  }

  /// One call of the API, for an event of the owner's.
  ///
  /// @param expected the status for the owner, a named seller, a stranger, the owner's page with a
  ///     publishable key, the same with a buyer token, somebody without a key, and an administrator
  private record Row(String expected, Sending sending) {}

  private interface Sending {
    Response send(RequestSpecification caller);
  }

  private Map<String, Row> rows() {
    Map<String, Row> rows = new LinkedHashMap<>();
    String open = "200 200 200 200 200 200 200";
    String make = "201 201 201 403 403 401 201";
    String organise = "200 404 404 403 403 401 200";
    String own = "200 404 404 404 404 404 200";
    String manage = "403 403 403 403 403 401 200";
    String add = "403 403 403 403 403 401 201";
    rows.put("getApi", new Row(open, caller -> caller.get("/api/v1")));
    rows.put("importSeatMap", new Row(make, json(Api.room(), "/api/v1/seat-maps")));
    rows.put("listSeatMaps", new Row(open, caller -> caller.get("/api/v1/seat-maps")));
    rows.put("getSeatMap", new Row(open, caller -> caller.get("/api/v1/seat-maps/" + seatMap)));
    rows.put(
        "createEvent",
        new Row(make, caller -> json(Api.event(seatMap, ""), "/api/v1/events").send(caller)));
    rows.put("listEvents", new Row(open, caller -> caller.get("/api/v1/events")));
    rows.put("getEvent", new Row(open, caller -> caller.get(event())));
    rows.put("getAvailability", new Row(open, caller -> caller.get(event() + "/availability")));
    rows.put("getChanges", new Row(open, caller -> caller.get(event() + "/changes?since=0")));
    rows.put(
        "changeEvent",
        new Row(
            organise,
            caller ->
                caller
                    .header("If-Match", "*")
                    .contentType(Api.JSON)
                    .body("{\"name\": \"Other\"}")
                    .patch(event())));
    rows.put("pauseEvent", new Row(organise, caller -> caller.post(event() + "/pause")));
    rows.put("resumeEvent", new Row(organise, caller -> caller.post(event() + "/resume")));
    rows.put(
        "advanceClock",
        new Row(
            organise, caller -> json("{\"advance\": \"PT1M\"}", event() + "/clock").send(caller)));
    rows.put(
        "deleteEvent", new Row("204 404 404 403 403 401 204", caller -> caller.delete(event())));
    rows.put("getFigures", new Row(organise, caller -> caller.get(event() + "/figures")));
    rows.put("listBlocks", new Row(organise, caller -> caller.get(event() + "/blocks")));
    String block = "{\"seats\": [\"A-9\"], \"reason\": \"camera\"}";
    rows.put(
        "blockSeats", new Row(organise, caller -> json(block, event() + "/blocks").send(caller)));
    rows.put(
        "unblockSeats",
        new Row(
            organise,
            caller -> {
              String blocks = event() + "/blocks";
              as(owner, block).post(blocks).then().statusCode(200);
              return caller.contentType(Api.JSON).body(Api.ids("A-9")).delete(blocks);
            }));
    rows.put(
        "placeHold",
        new Row(
            "201 201 404 201 201 201 201",
            caller -> json(seats("A-1"), holds(atHand())).send(caller)));
    rows.put(
        "makeBuyerToken",
        new Row(
            "201 201 404 403 403 401 403",
            caller -> json(ASKED_TOKEN, event() + "/buyer-tokens").send(caller)));
    rows.put(
        "listHolds", new Row("200 200 404 403 403 401 200", caller -> caller.get(holds(atHand()))));
    rows.put("getHold", new Row(own, caller -> caller.get(aHold())));
    rows.put(
        "changeHold",
        new Row(
            own,
            caller ->
                caller
                    .contentType(Api.JSON)
                    .body("{\"add\": {\"seats\": [{\"id\": \"A-2\"}]}}")
                    .patch(aHold())));
    rows.put("extendHold", new Row(own, caller -> caller.post(aHold() + "/extend")));
    rows.put("expireHold", new Row(own, caller -> caller.post(aHold() + "/expire")));
    rows.put(
        "releaseHold", new Row("204 404 404 404 404 404 204", caller -> caller.delete(aHold())));
    rows.put(
        "confirmHold",
        new Row("201 404 404 404 404 404 201", caller -> caller.post(aHold() + "/confirm")));
    rows.put(
        "listReservations",
        new Row(
            "200 200 404 403 403 401 200",
            caller -> caller.get("/api/v1/reservations?eventId=" + atHand())));
    rows.put("getReservation", new Row(own, caller -> caller.get(aReservation())));
    rows.put("cancelReservation", new Row(own, caller -> caller.post(aReservation() + "/cancel")));
    rows.put(
        "readFeed", new Row("200 200 200 403 403 401 200", caller -> caller.get("/api/v1/feed")));
    String hooks = "/api/v1/webhook-endpoints";
    String hook = "{\"url\": \"http://127.0.0.1:1/\", \"enabled\": false}";
    String ownHook = "200 404 404 403 403 401 200";
    rows.put("createWebhookEndpoint", new Row(make, json(hook, hooks)));
    rows.put(
        "listWebhookEndpoints",
        new Row("200 200 200 403 403 401 200", caller -> caller.get(hooks)));
    rows.put("getWebhookEndpoint", new Row(ownHook, caller -> caller.get(aHook(hook))));
    rows.put(
        "changeWebhookEndpoint",
        new Row(ownHook, caller -> caller.contentType(Api.JSON).body("{}").patch(aHook(hook))));
    rows.put(
        "deleteWebhookEndpoint",
        new Row("204 404 404 403 403 401 204", caller -> caller.delete(aHook(hook))));
    rows.put(
        "rotateWebhookSecret", new Row(ownHook, caller -> caller.post(aHook(hook) + "/secrets")));
    rows.put(
        "listWebhookDeliveries",
        new Row(ownHook, caller -> caller.get(aHook(hook) + "/deliveries")));
    rows.put(
        "redeliverWebhooks",
        new Row(
            "204 404 404 403 403 401 204",
            caller ->
                json("{\"from\": \"%s\"}".formatted(cursor()), aHook(hook) + "/redeliver")
                    .send(caller)));
    rows.put("pingWebhookEndpoint", new Row(ownHook, caller -> caller.post(aHook(hook) + "/ping")));
    String clients = "/api/v1/clients";
    String client = clients + "/" + owner.id();
    String key = clients + "/" + keyOf(newShop());
    rows.put("createClient", new Row(add, json("{\"name\": \"a\"}", clients)));
    rows.put("listClients", new Row(manage, caller -> caller.get(clients)));
    rows.put("getClient", new Row(manage, caller -> caller.get(client)));
    rows.put("issueKey", new Row(add, json("{\"scopes\": [\"admin\"]}", client + "/keys")));
    rows.put("listKeys", new Row(manage, caller -> caller.get(client + "/keys")));
    rows.put("getKey", new Row(manage, caller -> caller.get(key)));
    rows.put("revokeKey", new Row("403 403 403 403 403 401 204", caller -> caller.delete(key)));
    return rows;
  }

  /// Where the secret key of a shop is, among the clients.
  private static String keyOf(Shop shop) {
    return shop.id() + "/keys/" + KeyToken.parse(shop.key()).orElseThrow().id();
  }

  private static Sending json(String body, String path) {
    return caller -> caller.contentType(Api.JSON).body(body).post(path);
  }

  /// The event that a call is about, made when it is first asked for.
  private String atHand() {
    if (atHand == null) {
      atHand = newEvent(", \"testMode\": true");
    }
    return atHand;
  }

  private String event() {
    return "/api/v1/events/" + atHand();
  }

  private String aHook(String body) {
    return as(owner, body)
        .post("/api/v1/webhook-endpoints")
        .then()
        .statusCode(201)
        .extract()
        .header("Location");
  }

  private String aHold() {
    return hold(placedBy(owner, atHand(), "A-1"));
  }

  private String aReservation() {
    return soldBy(owner, atHand(), "A-1");
  }

  private String buyerToken(Shop shop, String event) {
    return as(shop, ASKED_TOKEN)
        .post("/api/v1/events/" + event + "/buyer-tokens")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  /// A page of the owner's in the browser of its customer, with a token for the event.
  private RequestSpecification asBuyer(String event) {
    return api.as(buyerToken(owner, event)).header("Origin", PAGE);
  }

  /// A person of the owner's who may do all that its key may.
  private RequestSpecification asPersonOf(Shop shop) {
    return api.as(
        issuer.token(
            shop.id(),
            "events:write",
            "holds:write",
            "reservations:confirm",
            "reservations:read",
            "box-office"));
  }

  /// A page of the stranger's in the browser of its customer, with a token for its own event.
  private RequestSpecification asStrangersBuyer() {
    if (strangersEvent == null) {
      strangersEvent =
          as(stranger, Api.event(seatMap, ""))
              .post("/api/v1/events")
              .then()
              .statusCode(201)
              .extract()
              .path("id");
    }
    return api.as(buyerToken(stranger, strangersEvent)).header("Origin", PAGE);
  }

  /// The statuses for all callers. A person of the owner's is answered what its key is, except that
  /// a token would end with the key that makes it. Pages of the stranger are answered what those of
  /// the owner are, except that they hold nothing.
  private static String expected(String operation, Row row) {
    String[] statuses = row.expected().split(" ", -1);
    boolean holds = operation.equals("placeHold");
    return String.join(
        " ",
        row.expected(),
        operation.equals("makeBuyerToken") ? "403" : statuses[0],
        holds ? "404" : statuses[3],
        holds ? "404" : statuses[4]);
  }

  /// Those who send each call, by what the log calls them if they have a secret key.
  private Map<String, Supplier<RequestSpecification>> callers() {
    Map<String, Supplier<RequestSpecification>> callers = new LinkedHashMap<>();
    callers.put(named(owner), () -> as(owner));
    callers.put(named(seller), () -> as(seller));
    callers.put(named(stranger), () -> as(stranger));
    callers.put("a page", () -> onPageOf(owner));
    callers.put("a buyer", () -> asBuyer(atHand()));
    callers.put("anybody", api::open);
    callers.put("admin", api::asAdmin);
    callers.put("%s through \"%s\"".formatted(owner.id(), Issuer.PERSON), () -> asPersonOf(owner));
    callers.put("a page of the stranger's", () -> onPageOf(stranger));
    callers.put("a buyer of the stranger's", this::asStrangersBuyer);
    return callers;
  }

  private static String named(Shop shop) {
    return shop.id() + " with the key " + KeyToken.parse(shop.key()).orElseThrow().id();
  }

  /// Sends each call as each caller.
  ///
  /// @param whenSent is told of each
  private void sendAll(Sent whenSent) {
    Map<String, Row> rows = rows();
    List<Operation> operations = Contract.read().operations();
    assertThat(rows.keySet())
        .as("a call without a row, or a row without a call")
        .containsExactlyInAnyOrderElementsOf(operations.stream().map(Operation::id).toList());
    for (Operation operation : operations) {
      Row row = Objects.requireNonNull(rows.get(operation.id()));
      List<String> statuses = new ArrayList<>();
      callers()
          .forEach(
              (name, caller) -> {
                atHand = null;
                String request = "%s-%d".formatted(operation.id(), statuses.size());
                int status =
                    row.sending().send(caller.get().header("X-Request-Id", request)).statusCode();
                statuses.add(String.valueOf(status));
                whenSent.note(operation, name, request, status);
              });
      assertThat(String.join(" ", statuses))
          .as(operation.id())
          .isEqualTo(expected(operation.id(), row));
    }
  }

  private interface Sent {
    void note(Operation operation, String caller, String request, int status);
  }

  /// One line for each that changed something but what is sold, or took seats from a buyer, and for
  /// each that a key did not allow.
  @Test
  void everyCallIsForThoseWhomItIsForAndEveryActIsLoggedOnce() {
    Map<String, String> expected = new LinkedHashMap<>();
    sendAll(
        (operation, caller, request, status) -> {
          boolean isKnown =
              caller.equals("admin")
                  || caller.contains(" with the key ")
                  || caller.contains(" through ");
          boolean isAct = !operation.method().equals("GET") && !SALE.contains(operation.id());
          if (isKnown && (status == 403 || (isAct && status < 300))) {
            expected.put(
                request,
                (status == 403 ? "refused " : "")
                    + operation.method()
                    + " "
                    + operation.path().replaceAll("\\{\\w+}", "[0-9a-f-]{36}")
                    + "( made /api/v1/\\S+)? by "
                    + caller);
          }
        });
    Map<String, List<String>> logged = acts("\\w+-\\d");
    assertThat(logged.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (request, act) ->
            assertThat(logged.get(request)).as(request).singleElement().asString().matches(act));
  }

  /// What the log says that was done, by the id of the request.
  private static Map<String, List<String>> acts(String requests) {
    return Pattern.compile(
            "(?m) \\[dev\\.holdfast\\.acts].*?\\) (.*), request (%s)$".formatted(requests))
        .matcher(service.log())
        .results()
        .collect(
            Collectors.groupingBy(
                line -> line.group(2),
                Collectors.mapping(line -> line.group(1), Collectors.toList())));
  }

  /// As server-sent events, which other code answers.
  @ParameterizedTest
  @ValueSource(strings = {"getChanges", "readFeed"})
  void everyStreamIsForThoseWhomItsPagesAreFor(String operation) {
    List<String> statuses = new ArrayList<>();
    for (Supplier<RequestSpecification> caller : callers().values()) {
      atHand = null;
      Headers sent = SpecificationQuerier.query(caller.get()).getHeaders();
      Map<String, String> headers =
          Stream.of("Authorization", "Origin")
              .filter(sent::hasHeaderWithName)
              .collect(Collectors.toMap(name -> name, sent::getValue));
      String path =
          operation.equals("readFeed") ? "/api/v1/feed?after=latest" : event() + "/changes?since=0";
      try (EventStream stream = EventStream.open(api.uri().resolve(path), headers)) {
        statuses.add(String.valueOf(stream.status()));
      }
    }
    assertThat(String.join(" ", statuses))
        .isEqualTo(expected(operation, Objects.requireNonNull(rows().get(operation))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noHoldSecretKeepsAnActOutOfTheLog(boolean isRight) {
    String event = newEvent(", \"testMode\": true");
    Held changed = placedBy(owner, event, "A-1");
    Held expired = placedBy(owner, event, "A-2");
    Held sold = placedBy(owner, event, "A-3");
    Response confirmed = as(owner).post(hold(sold) + "/confirm");
    confirmed.then().statusCode(201);
    String reservation = "/api/v1/reservations/" + confirmed.path("id");
    String request = "secret-" + isRight;
    Function<Held, RequestSpecification> caller =
        held ->
            as(owner)
                .header(Api.SECRET, isRight ? held.secret() : "x")
                .header("X-Request-Id", request);
    caller
        .apply(changed)
        .contentType(Api.JSON)
        .body("{\"add\": {\"seats\": [{\"id\": \"A-4\"}]}}")
        .patch(hold(changed))
        .then()
        .statusCode(200);
    caller.apply(changed).delete(hold(changed)).then().statusCode(204);
    caller.apply(expired).post(hold(expired) + "/expire").then().statusCode(200);
    caller.apply(sold).post(reservation + "/cancel").then().statusCode(200);
    assertThat(acts(request).getOrDefault(request, List.of()))
        .containsExactly(
            "PATCH " + hold(changed) + " by " + named(owner),
            "DELETE " + hold(changed) + " by " + named(owner),
            "POST " + hold(expired) + "/expire by " + named(owner),
            "POST " + reservation + "/cancel by " + named(owner));
  }

  @Test
  void theFiguresCountWhatEachClientHasNow() {
    String event = newEvent();
    String figures = "/api/v1/events/" + event + "/figures";
    as(owner).get(figures).then().statusCode(200).body("clients", hasSize(0));
    String area = "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 3}]}";
    held(as(owner, area).post(holds(event)));
    String sold = soldBy(owner, event, "A-1");
    Held released = placedBy(seller, event, "A-2");
    held(onPageOf(seller).contentType(Api.JSON).body(seats("A-3", "A-4")).post(holds(event)));
    api.placed(event, "A-5");
    assertFigures(figures, owner, 3, 1);
    assertFigures(figures, seller, 3, 0);

    as(seller).delete(hold(released)).then().statusCode(204);
    as(owner).post(sold + "/cancel").then().statusCode(200);
    soldBy(seller, event, "A-1");
    assertFigures(figures, owner, 3, 0);
    assertFigures(figures, seller, 2, 1);
    api.asAdmin().get(figures).then().statusCode(200).body("clients", hasSize(2));
  }

  private void assertFigures(String figures, Shop shop, int held, int reserved) {
    String of = "clients.find { it.clientId == '%s' }.".formatted(shop.id());
    as(owner)
        .get(figures)
        .then()
        .statusCode(200)
        .body(of + "held", equalTo(held))
        .body(of + "reserved", equalTo(reserved));
  }

  @Test
  void aKeyWithAMandateReadsOnlyWhatWasBoughtWithIt() {
    String event = newEvent();
    Held others = placedBy(owner, event, "A-1");
    String sold = soldBy(owner, event, "A-2");
    for (Shop shop : List.of(owner, seller)) {
      String mandated =
          newKey(
              shop.id(),
              """
              {"scopes": ["holds:write", "reservations:confirm", "reservations:read"],
               "mandate": {"eventId": "%s", "maxSeats": 2, "maxTotal": 9000, "currency": "EUR",
                 "until": "2099-01-01T00:00:00Z"}}"""
                  .formatted(event));
      String seat = shop.equals(owner) ? "A-3" : "A-4";
      Held own = held(api.as(mandated, seats(seat)).post(holds(event)));
      Held another = placedBy(shop, event, shop.equals(owner) ? "A-5" : "A-6");
      api.as(mandated).get(hold(own)).then().statusCode(200);
      Response bought = api.as(mandated).post(hold(own) + "/confirm");
      bought.then().statusCode(201);
      api.as(mandated).get("/api/v1/reservations/" + bought.path("id")).then().statusCode(200);
      for (String path : List.of(hold(others), hold(another), sold)) {
        assertProblem(api.as(mandated).get(path), 404, "not-found");
      }
      for (String path :
          List.of(
              holds(event),
              "/api/v1/reservations?eventId=" + event,
              "/api/v1/events/" + event + "/figures",
              "/api/v1/feed")) {
        assertProblem(api.as(mandated).get(path), 403, "forbidden")
            .body("detail", equalTo("This call requires a key without a mandate."));
      }
      api.as(mandated)
          .get("/api/v1/events/" + event)
          .then()
          .statusCode(200)
          .body("sellers", nullValue());
      as(shop).get(hold(own)).then().statusCode(200);
    }
  }

  @Test
  void aSellerConfirmsWhatItsBrowserHoldsByTheSecretAndAStrangerDoesNot() {
    String event = newEvent();
    Held placed = api.placed(event, "A-1");
    assertProblem(as(seller).get(hold(placed)), 404, "not-found");
    as(owner).get(hold(placed)).then().statusCode(200);
    for (RequestSpecification caller : List.of(api.open(), as(stranger))) {
      assertProblem(
          caller.header(Api.SECRET, placed.secret()).post(hold(placed) + "/confirm"),
          403,
          "forbidden");
    }
    as(seller)
        .header(Api.SECRET, placed.secret())
        .post(hold(placed) + "/confirm")
        .then()
        .statusCode(201);
  }

  @Test
  void aPageHoldsForItsClientAndNeedsTheSecret() {
    String event = newEvent();
    for (Shop shop : List.of(owner, seller)) {
      String seat = shop.equals(owner) ? "A-1" : "A-2";
      Held placed = held(onPageOf(shop).contentType(Api.JSON).body(seats(seat)).post(holds(event)));
      as(shop).get(hold(placed)).then().statusCode(200);
      assertProblem(onPageOf(shop).get(hold(placed)), 404, "not-found");
      assertProblem(as(stranger).get(hold(placed)), 404, "not-found");
      onPageOf(shop).header(Api.SECRET, placed.secret()).get(hold(placed)).then().statusCode(200);
      onPageOf(shop)
          .header(Api.SECRET, placed.secret())
          .post(hold(placed) + "/extend")
          .then()
          .statusCode(200);
      assertProblem(
          onPageOf(shop).header(Api.SECRET, placed.secret()).post(hold(placed) + "/confirm"),
          403,
          "forbidden");
      as(shop).post(hold(placed) + "/confirm").then().statusCode(201);
    }
    assertProblem(
        onPageOf(stranger).contentType(Api.JSON).body(seats("A-3")).post(holds(event)),
        404,
        "not-found");
    Held own = placedBy(seller, event, "A-4");
    as(seller).get(hold(own)).then().statusCode(200);
    assertProblem(onPageOf(seller).get(hold(own)), 404, "not-found");
  }

  @Test
  void aPublishableKeyIsForThePagesOfItsOrigins() {
    String event = newEvent();
    String before = api.picture(event);
    for (String elsewhere : List.of("https://evil.example", "http://shop.example", "null", "x")) {
      for (Response response :
          List.of(
              api.as(owner.publishable()).header("Origin", elsewhere).get("/api/v1/events"),
              api.as(owner.publishable(), seats("A-1"))
                  .header("Origin", elsewhere)
                  .post(holds(event)),
              api.as(owner.publishable())
                  .accept("text/event-stream")
                  .header("Origin", elsewhere)
                  // A version that there is not: no stream begins if it is not refused.
                  .get("/api/v1/events/" + event + "/changes?since=1000000"))) {
        assertProblem(response, 403, "forbidden")
            .body("detail", containsString("Origin: " + elsewhere));
      }
    }
    assertProblem(api.as(owner.publishable(), seats("A-1")).post(holds(event)), 403, "forbidden")
        .body("detail", containsString("Origin: absent"));
    assertThat(api.picture(event)).isEqualTo(before);
    api.as(owner.publishable()).get("/api/v1/events/" + event).then().statusCode(200);
  }

  @Test
  void aBuyerTokenIsForItsEventItsPageAndItsCustomer() {
    String event = newEvent();
    for (Shop shop : List.of(owner, seller)) {
      RequestSpecification buyer = api.as(buyerToken(shop, event)).header("Origin", PAGE);
      String seat = shop.equals(owner) ? "A-1" : "A-2";
      Held placed = held(buyer.contentType(Api.JSON).body(seats(seat)).post(holds(event)));
      as(shop).get(hold(placed)).then().statusCode(200).body("customer", equalTo("c-1"));
    }
    Held own =
        held(
            asBuyer(event)
                .contentType(Api.JSON)
                .body("{\"seats\": [{\"id\": \"A-3\"}], \"customer\": \"c-1\"}")
                .post(holds(event)));
    asBuyer(event).header(Api.SECRET, own.secret()).get(hold(own)).then().statusCode(200);
    assertProblem(asBuyer(event).get(hold(own)), 404, "not-found");
    assertProblem(
            asBuyer(event)
                .contentType(Api.JSON)
                .body("{\"seats\": [{\"id\": \"A-4\"}], \"customer\": \"c-2\"}")
                .post(holds(event)),
            400,
            "malformed-request")
        .body("errors.pointer", contains("/customer"))
        .body("errors[0].detail", containsString("the customer of the buyer token"));

    String other = newEvent();
    assertProblem(
        asBuyer(other).contentType(Api.JSON).body(seats("A-4")).post(holds(event)),
        404,
        "not-found");
    assertProblem(asBuyer(other).header(Api.SECRET, own.secret()).get(hold(own)), 404, "not-found");
    assertProblem(
        api.as(buyerToken(owner, event), seats("A-4"))
            .header("Origin", "https://evil.example")
            .post(holds(event)),
        403,
        "forbidden");
    assertProblem(
        api.as(buyerToken(owner, event).replaceFirst(".$", "x"), seats("A-4"))
            .header("Origin", PAGE)
            .post(holds(event)),
        401,
        "unauthorized");
    assertProblem(
        api.asAdmin(ASKED_TOKEN).post("/api/v1/events/" + event + "/buyer-tokens"),
        403,
        "forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}|400|/origin|absent",
        "{\"origin\": 1, \"customer\": \"c\"}|400|/origin|a string",
        "{\"origin\": \"https://shop.example\"}|400|/customer|absent",
        "{\"origin\": \"https://shop.example\", \"customer\": \"\"}|400|/customer|1..128",
        "{\"origin\": \"https://shop.example\", \"customer\": \"c\", \"lifetime\":"
            + " 60}|400|/lifetime|PT15M",
        "{\"origin\": \"https://shop.example\", \"customer\": \"c\", \"channel\":"
            + " \"x\"}|400|/channel|unknown",
        "{\"origin\": \"https://shop.example\", \"customer\": \"c\", \"lifetime\":"
            + " \"PT0S\"}|422|/lifetime|PT1S..PT24H",
        "{\"origin\": \"https://shop.example\", \"customer\": \"c\", \"lifetime\":"
            + " \"PT24H0.1S\"}|422|/lifetime|PT24H",
        "{\"origin\": \"https://evil.example\", \"customer\": \"c\"}|422|/origin|publishable keys",
        "{\"origin\": \"null\", \"customer\": \"c\"}|422|/origin|publishable keys"
      })
  void aWrongBuyerTokenIsNotMade(String bodyAndDefect) {
    String[] parts = bodyAndDefect.split("\\|", -1);
    int status = Integer.parseInt(parts[1]);
    assertProblem(
            as(owner, parts[0]).post("/api/v1/events/" + newEvent() + "/buyer-tokens"),
            status,
            status == 400 ? "malformed-request" : "invalid-client-key")
        .body("errors[0].pointer", equalTo(parts[2]))
        .body("errors[0].detail", containsString(parts[3]));
  }

  @Test
  void theIdempotencyKeysOfPagesAreLong() {
    String event = newEvent();
    assertProblem(
            onPageOf(owner)
                .header(Api.KEY, "k".repeat(21))
                .contentType(Api.JSON)
                .body(seats("A-1"))
                .post(holds(event)),
            400,
            "malformed-request")
        .body("errors[0].header", equalTo(Api.KEY))
        .body("errors[0].detail", containsString("22..255"));
    onPageOf(owner)
        .header(Api.KEY, "k".repeat(22))
        .contentType(Api.JSON)
        .body(seats("A-1"))
        .post(holds(event))
        .then()
        .statusCode(201);
  }

  private Response change(String event, String field) {
    return as(owner, "{%s}".formatted(field))
        .header("If-Match", "*")
        .patch("/api/v1/events/" + event);
  }

  @Test
  void sellersAreChanged() {
    String event = newEvent();
    change(event, sellers(stranger.id()))
        .then()
        .statusCode(200)
        .body("sellers", contains(stranger.id()));
    placedBy(stranger, event, "A-1");
    assertProblem(as(seller, seats("A-2")).post(holds(event)), 404, "not-found");
    change(event, sellers()).then().statusCode(200);
    assertProblem(as(stranger, seats("A-2")).post(holds(event)), 404, "not-found");
    placedBy(owner, event, "A-2");
  }

  @Test
  void anOwnerFindsItsEventsByItsOwnIds() {
    String name = "e-" + owner.id();
    List<String> ids = new ArrayList<>();
    for (Shop shop : List.of(owner, seller)) {
      ids.add(
          as(shop, Api.event(seatMap, "\"externalId\": \"%s\"".formatted(name)))
              .post("/api/v1/events")
              .then()
              .statusCode(201)
              .extract()
              .path("id"));
    }
    String path = "/api/v1/events?externalId=" + name;
    as(owner).get(path).then().statusCode(200).body("items.id", contains(ids.getFirst()));
    as(seller).get(path).then().statusCode(200).body("items.id", contains(ids.getLast()));
    as(stranger).get(path).then().statusCode(200).body("items", hasSize(0));
    api.asAdmin()
        .get(path)
        .then()
        .statusCode(200)
        .body("items.id", containsInAnyOrder(ids.toArray()));
    as(owner).get("/api/v1/events?externalId=e").then().statusCode(200).body("items", hasSize(0));
    assertProblem(api.open().get(path), 401, "unauthorized")
        .body("detail", containsString("externalId"));
    assertProblem(
            as(owner).get("/api/v1/events?externalId=" + "e".repeat(201)), 400, "malformed-request")
        .body("errors.parameter", contains("externalId"))
        .body("errors[0].detail", containsString("1..200"));
  }

  @Test
  void onlyTheOwnerIsToldWhoSells() {
    String event = newEvent();
    String path = "/api/v1/events/" + event;
    as(owner).get(path).then().statusCode(200).body("sellers", contains(seller.id()));
    api.asAdmin().get(path).then().statusCode(200).body("sellers", contains(seller.id()));
    for (RequestSpecification caller :
        List.of(as(seller), as(stranger), onPageOf(owner), api.open())) {
      caller.get(path).then().statusCode(200).body("sellers", nullValue());
    }
  }

  @Test
  void onlyTheOwnerSeesTheMetadataOfAnEvent() {
    String fields = sellers(seller.id()) + ", \"metadata\": {\"cost\": 7}";
    String event =
        as(
                owner,
                Api.event(seatMap, fields).replace("2099-06-01T18:00:00Z", "2098-03-03T03:03:03Z"))
            .post("/api/v1/events")
            .path("id");
    String list = "/api/v1/events?from=2098-03-03T03:03:03Z&to=2098-03-03T03:03:04Z";
    String path = "/api/v1/events/" + event;
    for (RequestSpecification caller : List.of(as(owner), api.asAdmin())) {
      caller.get(path).then().statusCode(200).body("metadata.cost", equalTo(7));
    }
    as(owner)
        .get(list)
        .then()
        .body("items.id", contains(event))
        .body("items[0].metadata.cost", equalTo(7));
    for (RequestSpecification caller :
        List.of(as(seller), as(stranger), onPageOf(owner), api.open())) {
      caller.get(path).then().statusCode(200).body("metadata", nullValue());
    }
    for (RequestSpecification caller : List.of(as(stranger), api.open())) {
      caller
          .get(list)
          .then()
          .body("items.id", contains(event))
          .body("items[0].metadata", nullValue());
    }
  }

  @Test
  void eventsOfTheAdminAreForTheAdminAndTheSellersThatItNames() {
    String event = api.newEvent();
    assertProblem(as(owner).post("/api/v1/events/" + event + "/pause"), 404, "not-found");
    assertProblem(as(owner, seats("A-1")).post(holds(event)), 404, "not-found");
    Held placed = api.placed(event, "A-1");
    assertProblem(as(owner).get(hold(placed)), 404, "not-found");

    String named = api.newEvent(sellers(seller.id()));
    placedBy(seller, named, "A-1");
    assertProblem(as(seller).post("/api/v1/events/" + named + "/pause"), 404, "not-found");
    api.asAdmin().post("/api/v1/events/" + newEvent() + "/pause").then().statusCode(200);
  }

  @Test
  void wrongSellersAreRefused() {
    String event = newEvent();
    String before = as(owner).get("/api/v1/events/" + event).asString();
    assertProblem(change(event, sellers(NO_ID)), 422, "invalid-event")
        .body("errors.pointer", contains("/sellers/0"))
        .body("errors[0].detail", containsString("an existing client"));
    assertProblem(change(event, sellers(seller.id(), seller.id())), 422, "invalid-event")
        .body("errors.pointer", contains("/sellers/1"));
    String[] many = IntStream.range(0, 51).mapToObj(_ -> seller.id()).toArray(String[]::new);
    assertProblem(change(event, sellers(many)), 422, "invalid-event")
        .body("errors[0].detail", containsString("0..50"));
    assertProblem(change(event, sellers("x")), 400, "malformed-request")
        .body("errors.pointer", contains("/sellers/0"))
        .body("errors[0].detail", containsString("a UUID"));
    assertProblem(change(event, "\"sellers\": \"x\""), 400, "malformed-request");
    assertProblem(
            as(owner, Api.event(seatMap, sellers(NO_ID))).post("/api/v1/events"),
            422,
            "invalid-event")
        .body("errors.pointer", contains("/sellers/0"));
    assertThat(as(owner).get("/api/v1/events/" + event).asString()).isEqualTo(before);
  }
}
