package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.domain.client.KeyToken;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What agents can do, and what they are told if they can't.
@ExtendWith(RunningService.class)
class AgentsIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NO_ID = "00000000-0000-4000-8000-000000000000";
  private static final String MCP = "/mcp";
  private static final String HOLDS = "\"holds:write\"";
  private static final String PAGE = "https://shop.example";
  private static final String ORGANISES =
      "\"events:write\", \"holds:write\", \"reservations:confirm\"";
  private static final String CONFIRMS = "\"holds:write\", \"reservations:confirm\"";

  private final Api api;

  AgentsIT(Api api) {
    this.api = api;
  }

  /// A client with a key.
  private record Shop(String id, String key) {}

  private Shop newShop(String scopes) {
    String id =
        api.asAdmin("{\"name\": \"Agents\"}")
            .post("/api/v1/clients")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    return new Shop(id, newKey(id, "{\"scopes\": [%s]}".formatted(scopes)));
  }

  private String newKey(String client, String asked) {
    return api.asAdmin(asked)
        .post("/api/v1/clients/" + client + "/keys")
        .then()
        .statusCode(201)
        .extract()
        .path("token");
  }

  private String newMandate(Shop shop, String event) {
    return newKey(
        shop.id(),
        """
        {"scopes": ["holds:write", "reservations:confirm"], "mandate": {"eventId": "%s",
         "maxSeats": 2, "maxTotal": 9000, "currency": "EUR", "until": "2099-01-01T00:00:00Z"}}"""
            .formatted(event));
  }

  private String newEvent(Shop seller, String more) {
    return api.newEvent("\"sellers\": [\"%s\"]%s".formatted(seller.id(), more));
  }

  private String newEvent(Shop seller) {
    return newEvent(seller, "");
  }

  private Response send(String key, String message) {
    return api.as(key, message).accept("application/json, text/event-stream").post(MCP);
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  private JsonNode result(String key, String method, String params) {
    Response response =
        send(
            key,
            "{\"jsonrpc\": \"2.0\", \"id\": \"x\", \"method\": \"%s\", \"params\": %s}"
                .formatted(method, params));
    response
        .then()
        .statusCode(200)
        .contentType(Api.JSON)
        .header("Cache-Control", "no-store")
        .body("jsonrpc", equalTo("2.0"))
        .body("id", equalTo("x"))
        .body("error", nullValue());
    return tree(response.asString()).path("result");
  }

  private JsonNode call(String key, String tool, String arguments) {
    return result(
        key, "tools/call", "{\"name\": \"%s\", \"arguments\": %s}".formatted(tool, arguments));
  }

  /// What a tool answers, which its schema allows.
  private JsonNode ok(String key, String tool, String arguments) {
    JsonNode answer = call(key, tool, arguments);
    assertThat(answer.path("isError").asBoolean()).as("%s", answer).isFalse();
    JsonNode structured = answer.path("structuredContent");
    assertThat(tree(answer.at("/content/0/text").asText())).isEqualTo(structured);
    JsonNode schema = tool(key, tool).path("outputSchema");
    assertThat(defects("", schema, structured)).isEmpty();
    return structured;
  }

  private JsonNode tool(String key, String name) {
    for (JsonNode tool : result(key, "tools/list", "{}").path("tools")) {
      if (tool.path("name").asText().equals(name)) {
        return tool;
      }
    }
    throw new AssertionError(name);
  }

  /// As far as schemas are used here: types, required and further properties, items.
  private static List<String> defects(String at, JsonNode schema, JsonNode value) {
    List<String> defects = new ArrayList<>();
    boolean fits =
        switch (schema.path("type").asText()) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> schema.path("const").equals(value);
        };
    if (!fits) {
      defects.add(at + ": " + value + " is no " + schema);
    }
    schema
        .path("required")
        .forEach(
            name -> {
              if (!value.has(name.asText())) {
                defects.add(at + ": no " + name);
              }
            });
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        JsonNode of = schema.path("properties").path(field.getKey());
        defects.addAll(
            of.isMissingNode()
                ? List.of(at + ": unknown " + field.getKey())
                : defects(at + "/" + field.getKey(), of, field.getValue()));
      }
    }
    if (value.isArray()) {
      value.forEach(item -> defects.addAll(defects(at + "/*", schema.path("items"), item)));
    }
    return defects;
  }

  private JsonNode refused(String key, String tool, String arguments, String problem) {
    JsonNode answer = call(key, tool, arguments);
    assertThat(answer.path("isError").asBoolean()).as("%s", answer).isTrue();
    assertThat(answer.has("structuredContent")).isFalse();
    JsonNode told = tree(answer.at("/content/0/text").asText());
    assertThat(told.path("type").asText()).isEqualTo("/problems/" + problem);
    api.open().get(told.path("type").asText()).then().statusCode(200);
    return told;
  }

  private static String event(String id) {
    return "{\"eventId\": \"%s\"}".formatted(id);
  }

  private static String hold(String id) {
    return "{\"holdId\": \"%s\"}".formatted(id);
  }

  private String held(Shop shop, String event, String... seats) {
    return ok(
            shop.key(),
            "hold_seats",
            "{\"eventId\": \"%s\", \"seats\": [%s]}".formatted(event, Api.wishes(seats)))
        .path("holdId")
        .asText();
  }

  private List<String> tools(String key) {
    List<String> names = new ArrayList<>();
    result(key, "tools/list", "{}")
        .path("tools")
        .forEach(tool -> names.add(tool.path("name").asText()));
    return names;
  }

  @Test
  void anAgentBuysForSomebody() {
    Shop shop = newShop(CONFIRMS);
    String event = newEvent(shop);
    JsonNode found = ok(shop.key(), "find_events", "{\"name\": \"EVEN\"}").path("events");
    assertThat(found).hasSize(1);
    assertThat(found.at("/0/eventId").asText()).isEqualTo(event);

    JsonNode seen = ok(shop.key(), "get_availability", event(event));
    assertThat(seen.path("available").asInt()).isEqualTo(90);
    assertThat(seen.path("sections")).hasSize(2);
    assertThat(seen.at("/sections/0/prices/1").toString())
        .isEqualTo("{\"ticketType\":\"child\",\"amount\":2500}");
    assertThat(seen.at("/areas/0/available").asInt()).isEqualTo(50);

    JsonNode proposed =
        ok(
                shop.key(),
                "propose_seats",
                "{\"eventId\": \"%s\", \"quantity\": 2, \"ticketType\": \"child\", \"category\": \"stalls\"}"
                    .formatted(event))
            .path("proposals");
    assertThat(proposed).hasSize(1);
    assertThat(proposed.at("/0/total").asInt()).isEqualTo(5_000);
    assertThat(proposed.at("/0/seats").findValuesAsText("id")).containsExactly("A-10", "A-11");

    JsonNode hold =
        ok(
            shop.key(),
            "hold_seats",
            """
            {"eventId": "%s", "seats": [{"id": "A-10", "ticketType": "child"}, {"id": "A-11"}],
             "areas": [{"id": "Pit", "quantity": 2}], "customer": "c-1"}"""
                .formatted(event));
    assertThat(hold.path("total").asInt()).isEqualTo(9_500);
    String id = hold.path("holdId").asText();
    assertThat(ok(shop.key(), "get_hold", hold(id)).path("status").asText()).isEqualTo("held");
    assertThat(ok(shop.key(), "get_availability", event(event)).path("available").asInt())
        .isEqualTo(86);

    JsonNode sold =
        ok(
            shop.key(),
            "confirm_hold",
            "{\"holdId\": \"%s\", \"expectedTotal\": 9500, \"reference\": \"order 7\"}"
                .formatted(id));
    assertThat(sold.path("reference").asText()).isEqualTo("order 7");
    assertThat(ok(shop.key(), "get_hold", hold(id)).path("status").asText()).isEqualTo("confirmed");
    assertThat(
            refused(shop.key(), "release_hold", hold(id), "hold-confirmed").path("detail").asText())
        .isEqualTo("The hold was already confirmed.");
  }

  @Test
  void aHoldIsReleasedAndItsSeatsAreAvailableAgain() {
    Shop shop = newShop(HOLDS);
    String event = newEvent(shop);
    String id = held(shop, event, "A-1");
    for (int i = 0; i < 2; i++) {
      assertThat(ok(shop.key(), "release_hold", hold(id)).path("released").asBoolean()).isTrue();
    }
    assertThat(ok(shop.key(), "get_hold", hold(id)).path("status").asText()).isEqualTo("released");
    held(shop, event, "A-1");
  }

  @Test
  void aRepeatedCallHoldsOnce() {
    Shop shop = newShop(HOLDS);
    String event = newEvent(shop);
    String call =
        "{\"eventId\": \"%s\", \"seats\": [{\"id\": \"A-1\"}], \"idempotencyKey\": \"k\"}"
            .formatted(event);
    JsonNode first = ok(shop.key(), "hold_seats", call);
    assertThat(ok(shop.key(), "hold_seats", call).path("holdId")).isEqualTo(first.path("holdId"));
    refused(shop.key(), "hold_seats", call.replace("A-1", "A-2"), "idempotency-key-reused");
  }

  @Test
  void anAgentIsToldWhatItsKeyAllows() {
    String confirming = newShop(CONFIRMS).key();
    assertThat(tools(confirming))
        .containsExactly(
            "find_events",
            "get_availability",
            "propose_seats",
            "hold_seats",
            "get_hold",
            "release_hold",
            "confirm_hold");
    Shop holding = newShop(HOLDS);
    assertThat(tools(holding.key())).hasSize(6).doesNotContain("confirm_hold");
    assertThat(tools(newShop("\"reservations:read\"").key()))
        .containsExactly("find_events", "get_availability", "propose_seats");

    String id = held(holding, newEvent(holding), "A-1");
    assertThat(
            refused(
                    holding.key(),
                    "confirm_hold",
                    "{\"holdId\": \"%s\", \"expectedTotal\": 5000}".formatted(id),
                    "forbidden")
                .path("detail")
                .asText())
        .isEqualTo("This call requires a key with the scope reservations:confirm.");
    assertThat(ok(holding.key(), "get_hold", hold(id)).path("status").asText()).isEqualTo("held");
  }

  @Test
  void whatIsSomebodyElsesIsNotThere() {
    Shop owner = newShop(CONFIRMS);
    Shop stranger = newShop(CONFIRMS);
    String event = newEvent(owner);
    String id = held(owner, event, "A-1");
    assertThat(ok(stranger.key(), "find_events", "{}").path("events")).isEmpty();
    String detail =
        "There is no such event, hold or reservation, or its secret is missing or wrong.";
    for (String[] call :
        new String[][] {
          {"hold_seats", "{\"eventId\": \"%s\", \"seats\": [{\"id\": \"A-2\"}]}".formatted(event)},
          {"hold_seats", "{\"eventId\": \"%s\", \"seats\": [{\"id\": \"A-2\"}]}".formatted(NO_ID)},
          {"get_hold", hold(id)},
          {"get_hold", hold(NO_ID)},
          {"release_hold", hold(id)},
          {"confirm_hold", "{\"holdId\": \"%s\", \"expectedTotal\": 5000}".formatted(id)},
          {"get_availability", event(NO_ID)},
          {"propose_seats", "{\"eventId\": \"%s\", \"quantity\": 1}".formatted(NO_ID)}
        }) {
      assertThat(refused(stranger.key(), call[0], call[1], "not-found").path("detail").asText())
          .isEqualTo(detail);
    }
    assertThat(ok(owner.key(), "get_hold", hold(id)).path("status").asText()).isEqualTo("held");
  }

  /// Who gets what: the owner of an event, a seller that it names, a stranger, a page with a
  /// publishable key, a page with a buyer token, and somebody without a key.
  @Test
  void everyToolIsForThoseWhomItIsFor() {
    Shop owner = newShop(ORGANISES);
    Shop seller = newShop(CONFIRMS);
    String seatMap = api.newSeatMap();
    String event =
        api.as(owner.key(), Api.event(seatMap, "\"sellers\": [\"%s\"]".formatted(seller.id())))
            .post("/api/v1/events")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String publishable =
        newKey(owner.id(), "{\"kind\": \"publishable\", \"origins\": [\"%s\"]}".formatted(PAGE));
    String token =
        api.as(owner.key(), "{\"origin\": \"%s\", \"customer\": \"c-1\"}".formatted(PAGE))
            .post("/api/v1/events/" + event + "/buyer-tokens")
            .then()
            .statusCode(201)
            .extract()
            .path("token");
    List<String> callers =
        Arrays.asList(owner.key(), seller.key(), newShop(CONFIRMS).key(), publishable, token, null);

    Map<String, Supplier<String>> calls = new LinkedHashMap<>();
    Map<String, String> expected = new LinkedHashMap<>();
    calls.put("find_events", () -> "{}");
    expected.put("find_events", "ok ok ok 401 401 401");
    calls.put("get_availability", () -> event(event));
    expected.put("get_availability", "ok ok ok 401 401 401");
    calls.put("propose_seats", () -> "{\"eventId\": \"%s\", \"quantity\": 1}".formatted(event));
    expected.put("propose_seats", "ok ok ok 401 401 401");
    calls.put(
        "hold_seats",
        () ->
            "{\"eventId\": \"%s\", \"areas\": [{\"id\": \"Pit\", \"quantity\": 1}]}"
                .formatted(event));
    expected.put("hold_seats", "ok ok not-found 401 401 401");
    Supplier<String> owners =
        () ->
            ok(
                    owner.key(),
                    "hold_seats",
                    "{\"eventId\": \"%s\", \"areas\": [{\"id\": \"Pit\", \"quantity\": 1}]}"
                        .formatted(event))
                .path("holdId")
                .asText();
    calls.put("get_hold", () -> hold(owners.get()));
    expected.put("get_hold", "ok not-found not-found 401 401 401");
    calls.put("release_hold", () -> hold(owners.get()));
    expected.put("release_hold", "ok not-found not-found 401 401 401");
    calls.put(
        "confirm_hold",
        () -> "{\"holdId\": \"%s\", \"expectedTotal\": 1000}".formatted(owners.get()));
    expected.put("confirm_hold", "ok not-found not-found 401 401 401");
    assertThat(calls.keySet()).containsExactlyElementsOf(tools(owner.key()));

    calls.forEach(
        (tool, arguments) ->
            assertThat(
                    callers.stream()
                        .map(caller -> outcome(caller, tool, arguments.get()))
                        .collect(Collectors.joining(" ")))
                .as(tool)
                .isEqualTo(expected.get(tool)));
    assertThat(ok(owner.key(), "find_events", "{}").path("events")).hasSize(1);
    assertThat(ok(seller.key(), "find_events", "{}").path("events")).hasSize(1);
    assertThat(ok(newShop(HOLDS).key(), "find_events", "{}").path("events")).isEmpty();
  }

  /// `ok`, the name of a problem, or the status of a request that no tool sees.
  private String outcome(@Nullable String key, String tool, String arguments) {
    String message =
        """
        {"jsonrpc": "2.0", "id": "x", "method": "tools/call",
         "params": {"name": "%s", "arguments": %s}}"""
            .formatted(tool, arguments);
    Response response =
        (key == null ? api.open(message) : api.as(key, message))
            .header("Origin", PAGE)
            .accept("application/json, text/event-stream")
            .post(MCP);
    if (response.statusCode() != 200) {
      return String.valueOf(response.statusCode());
    }
    JsonNode result = tree(response.asString()).path("result");
    return result.path("isError").asBoolean()
        ? tree(result.at("/content/0/text").asText())
            .path("type")
            .asText()
            .replace("/problems/", "")
        : "ok";
  }

  @Test
  void whatIsTakenAwayAndWhatIsForbiddenIsLoggedWithTheKey(PackagedService service) {
    Shop shop = newShop(HOLDS);
    String released = held(shop, newEvent(shop), "A-1");
    String kept = held(shop, newEvent(shop), "A-1");
    ok(shop.key(), "release_hold", hold(released));
    refused(
        shop.key(),
        "confirm_hold",
        "{\"holdId\": \"%s\", \"expectedTotal\": 5000}".formatted(kept),
        "forbidden");
    String by =
        " by %s with the key %s"
            .formatted(shop.id(), KeyToken.parse(shop.key()).orElseThrow().id());
    assertThat(service.log().lines().filter(line -> line.contains(by)))
        .satisfiesExactly(
            line -> assertThat(line).contains(" release_hold of " + released + by),
            line -> assertThat(line).contains(" refused confirm_hold of " + kept + by));
  }

  @Test
  void nobodyExceedsTheMandateOfItsKey() {
    Shop shop = newShop(HOLDS);
    String event = newEvent(shop);
    String key = newMandate(shop, event);
    String call = "{\"eventId\": \"%s\", \"seats\": [%s]}";
    JsonNode told =
        refused(
            key, "hold_seats", call.formatted(event, Api.wishes("A-1", "A-2")), "mandate-exceeded");
    assertThat(told.path("detail").asText())
        .isEqualTo("The key's mandate does not allow this: max-total: 10000 (mandate: 9000).");
    assertProblem(
            api.as(key, Api.seats("B-1", "B-2", "B-3")).post(Api.holds(event)),
            409,
            "mandate-exceeded")
        .body("cap", equalTo("max-seats"))
        .body("value", equalTo("3"))
        .body("limit", equalTo("2"));
    String elsewhere = newEvent(shop);
    assertThat(
            refused(
                    key,
                    "hold_seats",
                    call.formatted(elsewhere, Api.wishes("A-1")),
                    "mandate-exceeded")
                .path("cap")
                .asText())
        .isEqualTo("event-id");
    String other = held(shop, event, "A-1");
    refused(key, "release_hold", hold(other), "not-found");
    refused(key, "get_hold", hold(other), "not-found");

    String id =
        ok(key, "hold_seats", call.formatted(event, Api.wishes("A-2"))).path("holdId").asText();
    ok(key, "confirm_hold", "{\"holdId\": \"%s\", \"expectedTotal\": 5000}".formatted(id));
    assertThat(
            refused(key, "hold_seats", call.formatted(event, Api.wishes("B-1")), "mandate-exceeded")
                .path("cap")
                .asText())
        .isEqualTo("reserved");
    held(shop, event, "B-1", "B-2", "B-3");
  }

  /// The client of two agents, and each of them, send the same with the same key.
  @Test
  void nobodyWithAMandateGetsWhatOthersHoldByRepeatingTheirRequest() {
    Shop shop = newShop(HOLDS);
    String event = newEvent(shop);
    String place = "{\"areas\": [{\"id\": \"Pit\", \"quantity\": 1}]}";
    String call =
        """
        {"eventId": "%s", "areas": [{"id": "Pit", "quantity": 1}], "idempotencyKey": "1"}"""
            .formatted(event);
    Set<String> held = new HashSet<>();
    for (String key : List.of(shop.key(), newMandate(shop, event), newMandate(shop, event))) {
      Supplier<Response> request =
          () -> api.as(key, place).header(Api.KEY, "order-1").post(Api.holds(event));
      Response placed = request.get();
      placed.then().statusCode(201).header("Idempotency-Replayed", nullValue());
      request
          .get()
          .then()
          .statusCode(201)
          .header("Idempotency-Replayed", "true")
          .body("secret", equalTo(placed.<String>path("secret")));
      JsonNode byTool = ok(key, "hold_seats", call).path("holdId");
      assertThat(ok(key, "hold_seats", call).path("holdId")).isEqualTo(byTool);
      assertThat(held.add(placed.path("id")) && held.add(byTool.asText())).isTrue();
    }
  }

  @Test
  void refusalsAreToldAsTheApiTellsThem() {
    Shop shop = newShop(CONFIRMS);
    String event = newEvent(shop);
    String id = held(shop, event, "A-1");
    JsonNode taken =
        refused(
            shop.key(),
            "hold_seats",
            """
            {"eventId": "%s", "seats": [{"id": "A-1"}, {"id": "A-2"}],
             "areas": [{"id": "Pit", "quantity": 51}]}"""
                .formatted(newEvent(shop, ", \"holdPolicy\": {\"maxSeatsPerHold\": 60}")),
            "seats-unavailable");
    assertThat(taken.path("detail").asText()).isEqualTo("1 area has too few available places.");
    JsonNode conflict =
        refused(
            shop.key(),
            "hold_seats",
            "{\"eventId\": \"%s\", \"seats\": [{\"id\": \"A-1\"}, {\"id\": \"A-2\"}]}"
                .formatted(event),
            "seats-unavailable");
    assertThat(conflict.path("detail").asText()).isEqualTo(api.place(event, "A-1").path("detail"));
    assertThat(conflict.at("/conflicts/0/reason").asText()).isEqualTo("held");
    JsonNode unknown =
        refused(
            shop.key(),
            "hold_seats",
            "{\"eventId\": \"%s\", \"seats\": [{\"id\": \"Z-1\"}]}".formatted(event),
            "invalid-selection");
    assertThat(unknown.at("/errors/0").toString())
        .isEqualTo("{\"argument\":\"seats/0\",\"detail\":\"unknown seat: Z-1\"}");
    refused(
        shop.key(),
        "hold_seats",
        "{\"eventId\": \"%s\", \"seats\": [{\"id\": \"A-1\"}]}"
            .formatted(newEvent(shop, ", \"salesOpenAt\": \"2099-01-01T00:00:00Z\"")),
        "sales-closed");
    refused(
        shop.key(),
        "propose_seats",
        "{\"eventId\": \"%s\", \"quantity\": 1, \"ticketType\": \"dog\"}".formatted(event),
        "invalid-selection");
    assertThat(
            refused(
                    shop.key(),
                    "confirm_hold",
                    "{\"holdId\": \"%s\", \"expectedTotal\": 1}".formatted(id),
                    "quote-mismatch")
                .path("quote")
                .toString())
        .isEqualTo("{\"currency\":\"EUR\",\"currencyDigits\":2,\"total\":5000}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "find_events|{\"from\": \"tomorrow\"}|from|ISO 8601",
        "find_events|{\"from\": \"+999999999-12-31T23:59:59Z\"}|from|ISO 8601",
        "find_events|{\"to\": \"+999999999-12-31T23:59:59Z\"}|to|ISO 8601",
        "find_events|{\"cursor\": \"+999999999-12-31T23:59:59Z/" + NO_ID + "\"}|cursor|nextCursor",
        "find_events|{\"limit\": 51}|limit|1..50",
        "find_events|{\"limit\": 1.5}|limit|1..50",
        "find_events|{\"cursor\": \"x\"}|cursor|nextCursor",
        "find_events|{\"name\": \"\"}|name|1..200 characters",
        "find_events|{\"query\": \"x\"}|query|one of cursor, from, limit, name, to",
        "find_events|[]||an object",
        "get_availability|{}|eventId|absent",
        "get_availability|{\"eventId\": \"x\"}|eventId|a UUID",
        "propose_seats|{\"eventId\": \"" + NO_ID + "\", \"quantity\": 0}|quantity|1..1000",
        "propose_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"quantity\": 1, \"prefer\": \"x\"}|prefer|cheapest",
        "propose_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"quantity\": 1, \"maxPrice\": -1}|maxPrice|0..",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"seats\": [\"A-1\"]}|seats|an array of objects",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"areas\": [{\"id\": \"Pit\"}]}|areas/0/quantity|absent",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"areas\": [{\"id\": \"Pit\", \"quantity\": 1, \"n\": 1}]}|areas/0/n|unknown",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"seats\": [{\"id\": \"A-1\", \"ticketType\": 1}]}|seats/0/ticketType|a string",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"customer\": \"a\\nb\"}|customer|control character",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"customer\": \"\\ud800\"}|customer|characters",
        "hold_seats|{\"eventId\": \""
            + NO_ID
            + "\", \"idempotencyKey\": \"\u00fc\"}|idempotencyKey|ASCII",
        "get_hold|{\"holdId\": 7}|holdId|a UUID",
        "release_hold|{\"holdId\": null}|holdId|a UUID",
        "confirm_hold|{\"holdId\": \"" + NO_ID + "\"}|expectedTotal|absent",
        "confirm_hold|{\"holdId\": \"" + NO_ID + "\", \"expectedTotal\": \"1\"}|expectedTotal|0.."
      })
  void whatIsWrongWithTheArgumentsIsNamed(String callAndDefect) {
    String[] parts = callAndDefect.split("\\|", -1);
    JsonNode told = refused(PackagedService.ADMIN_KEY, parts[0], parts[1], "malformed-request");
    assertThat(told.path("errors")).hasSize(1);
    assertThat(told.at("/errors/0/argument").asText()).isEqualTo(parts[2]);
    assertThat(told.at("/errors/0/detail").asText()).contains(parts[3]);
  }

  @Test
  void allEventsAreFoundPageByPage() {
    Shop shop = newShop(HOLDS);
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      made.add(newEvent(shop));
    }
    List<String> found = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page =
          ok(
              shop.key(),
              "find_events",
              "{\"limit\": 1%s}"
                  .formatted(cursor.isEmpty() ? "" : ", \"cursor\": \"" + cursor + "\""));
      found.addAll(page.path("events").findValuesAsText("eventId"));
      cursor = page.path("nextCursor").asText();
    } while (!cursor.isEmpty());
    assertThat(found).containsExactlyInAnyOrderElementsOf(made);
    assertThat(ok(shop.key(), "find_events", "{\"to\": \"2099-06-01T18:00:00Z\"}").path("events"))
        .isEmpty();
  }

  @Test
  void nobodyIsServedWithoutASecretKey() {
    String list = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}";
    String page =
        newKey(
            newShop(HOLDS).id(),
            "{\"kind\": \"publishable\", \"origins\": [\"https://shop.example\"]}");
    for (String key : List.of("hf", "hf_sk_" + "0".repeat(32) + "_" + "0".repeat(48), page)) {
      assertProblem(send(key, list), 401, "unauthorized").header("WWW-Authenticate", "Bearer");
    }
    assertProblem(api.open(list).post(MCP), 401, "unauthorized");
    assertProblem(
        api.open(list).header("Authorization", "Basic YTpi").post(MCP), 401, "unauthorized");
    send(PackagedService.ADMIN_KEY, list).then().statusCode(200).body("id", equalTo(1));
  }

  @Test
  void theProtocolIsSpokenWithoutASession() {
    String key = newShop(HOLDS).key();
    JsonNode begun =
        result(
            key,
            "initialize",
            """
            {"protocolVersion": "2025-06-18", "capabilities": {},
             "clientInfo": {"name": "test", "version": "1"}}""");
    assertThat(begun.path("protocolVersion").asText()).isEqualTo("2025-06-18");
    assertThat(begun.at("/capabilities/tools").isObject()).isTrue();
    assertThat(begun.at("/serverInfo/name").asText()).isEqualTo("holdfast");
    for (String unknown : List.of("1999-01-01", "2025-03-26")) {
      assertThat(
              result(key, "initialize", "{\"protocolVersion\": \"%s\"}".formatted(unknown))
                  .path("protocolVersion")
                  .asText())
          .isEqualTo("2025-11-25");
    }
    assertThat(result(key, "ping", "{}")).isEmpty();
    send(key, "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
        .then()
        .statusCode(202)
        .header("Mcp-Session-Id", nullValue());
    send(key, "{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": {}}").then().statusCode(202);
    for (String tool : tools(key)) {
      ObjectNode schema = (ObjectNode) tool(key, tool).path("inputSchema");
      assertThat(schema.path("type").asText()).isEqualTo("object");
    }
  }

  @Test
  void whatIsNoMessageOfTheProtocolIsRefused() {
    String key = PackagedService.ADMIN_KEY;
    for (String message :
        List.of(
            "",
            "x",
            "[]",
            "7",
            "{}",
            "{\"id\": 1}",
            "{\"jsonrpc\": \"2.0\"} x",
            "{\"a\": 1, \"a\": 1}")) {
      Response response = send(key, message);
      response.then().statusCode(400).body("jsonrpc", equalTo("2.0")).body("id", nullValue());
      assertThat(response.<Integer>path("error.code")).isIn(-32700, -32600);
    }
    String call =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"%s\", \"params\": {\"name\": \"%s\"}}";
    send(key, call.formatted("resources/list", "")).then().body("error.code", equalTo(-32601));
    send(key, call.formatted("tools/call", "buy")).then().body("error.code", equalTo(-32602));
    for (String spoken : List.of("2025-11-25", "2025-06-18")) {
      api.as(key, call.formatted("ping", ""))
          .header("MCP-Protocol-Version", spoken)
          .post(MCP)
          .then()
          .statusCode(200);
    }
    for (String unknown : List.of("1999-01-01", "2025-03-26")) {
      api.as(key, call.formatted("ping", ""))
          .header("MCP-Protocol-Version", unknown)
          .post(MCP)
          .then()
          .statusCode(400)
          .body("error.code", equalTo(-32600));
    }
    assertProblem(send(key, " ".repeat(64 * 1024 + 1)), 413, "payload-too-large");
    assertProblem(
        api.as(key).contentType("text/plain").body("x").post(MCP), 415, "unsupported-media-type");
    for (String method : List.of("GET", "DELETE")) {
      assertProblem(api.as(key).request(method, MCP), 405, "method-not-allowed")
          .header("Allow", containsString("POST"));
    }
  }

  @Test
  void agentsReadWhatThereIs() {
    String text =
        api.open()
            .get("/llms.txt")
            .then()
            .statusCode(200)
            .contentType("text/plain;charset=utf-8")
            .extract()
            .asString();
    for (String tool : tools(PackagedService.ADMIN_KEY)) {
      assertThat(text).contains("- `" + tool + "`: ");
    }
  }

  /// Needs `curl` and `jq`, as whoever follows the page does.
  @Test
  void theSessionOfThePageRunsAsItStands(@TempDir Path folder)
      throws IOException, InterruptedException {
    String page = Files.readString(Path.of("..", "docs", "integrating", "agents.md"));
    String seatMap = api.newSeatMap();
    // Early, so that it is on the first page, and called as no other.
    String tomorrow =
        Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS).toString();
    api.asAdmin(
            Api.event(seatMap, "")
                .replace("Evening", "Prospero")
                .replace("2099-06-01T18:00:00Z", tomorrow))
        .post("/api/v1/events")
        .then()
        .statusCode(201);
    Files.createDirectory(folder.resolve(".holdfast"));
    Files.writeString(folder.resolve(".holdfast/admin-key"), PackagedService.ADMIN_KEY);
    String script =
        Pattern.compile("(?ms)^```sh\n(.*?)^```$")
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining("\n"))
            .replace("http://127.0.0.1:8080", api.uri().toString().replaceFirst("/$", ""))
            .replace("The Tempest", "Prospero")
            .replace("\"tempest\"", "\"prospero\"");
    Process shell =
        new ProcessBuilder("sh", "-e", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    // In the room of the tests, the best seats cost another price.
    String expected =
        Pattern.compile("(?ms)^```json\n(.*?)^```$")
            .matcher(page.substring(page.indexOf("## A session")))
            .results()
            .map(block -> block.group(1))
            .collect(Collectors.joining())
            .replace("The Tempest", "Prospero")
            .replace("14800", "10000");
    assertThat(said).isEqualTo(expected);
  }
}
