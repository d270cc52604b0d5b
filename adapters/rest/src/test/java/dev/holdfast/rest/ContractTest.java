package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.testkit.api.Contract;
import dev.holdfast.testkit.api.Contract.Exchange;
import dev.holdfast.testkit.api.Contract.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the tests of HTTP compare with `openapi.yaml`, each difference planted once.
class ContractTest {
  private static final String HOLDS = "/api/v1/events/0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001/holds";

  private final Contract contract = Contract.read();

  @Test
  void itsOwnExamplesAreAsItSays() {
    for (Operation operation : contract.operations()) {
      List<JsonNode> requests = contract.examples(operation.node().at("/requestBody/content"));
      for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
        for (Map.Entry<String, JsonNode> content :
            contract.resolve(response.getValue()).path("content").properties()) {
          for (JsonNode example : contract.examples(one(content))) {
            assertThat(
                    contract.violations(
                        new Exchange(
                            operation.method(),
                            operation.path(),
                            query(operation),
                            sent(operation),
                            requests.isEmpty() ? null : requests.getFirst().toString(),
                            Integer.parseInt(response.getKey()),
                            headers(
                                contract.resolve(response.getValue()).path("headers"),
                                content.getKey()),
                            example.toString())))
                .isEmpty();
          }
        }
      }
    }
  }

  /// The parameters that a call needs.
  private String query(Operation operation) {
    StringJoiner query = new StringJoiner("&");
    for (JsonNode one : operation.node().path("parameters")) {
      JsonNode parameter = contract.resolve(one);
      if (parameter.path("in").asText().equals("query") && parameter.path("required").asBoolean()) {
        query.add(parameter.path("name").asText() + "=" + new UUID(0, 1));
      }
    }
    return query.toString();
  }

  /// The headers that a call needs.
  private Map<String, String> sent(Operation operation) {
    Map<String, String> headers = new HashMap<>();
    for (JsonNode one : operation.node().path("parameters")) {
      JsonNode parameter = contract.resolve(one);
      if (parameter.path("in").asText().equals("header")
          && parameter.path("required").asBoolean()) {
        headers.put(parameter.path("name").asText(), "*");
      }
    }
    return headers;
  }

  /// The headers that a response has, all with a value that a number may have, too.
  private Map<String, String> headers(JsonNode documented, String type) {
    Map<String, String> headers = new HashMap<>(Map.of("Content-Type", type));
    for (Map.Entry<String, JsonNode> header : documented.properties()) {
      if (contract.resolve(header.getValue()).path("required").asBoolean()) {
        headers.put(header.getKey(), "1");
      }
    }
    return headers;
  }

  private static JsonNode one(Map.Entry<String, JsonNode> content) {
    return new ObjectMapper().createObjectNode().set(content.getKey(), content.getValue());
  }

  private ObjectNode example(String name) {
    return contract.at("/components/examples/" + name + "/value").deepCopy();
  }

  private List<String> placing(@Nullable String request, int status, JsonNode response) {
    String type = status < 400 ? "application/json" : ProblemAnswer.MEDIA_TYPE;
    return contract.violations(
        new Exchange(
            "POST",
            HOLDS,
            null,
            Map.of(),
            request,
            status,
            Map.of("Content-Type", type, "x-request-id", "1", "Location", "/"),
            response.toString()));
  }

  private List<String> listing(String query, int status, Map<String, String> headers) {
    return contract.violations(
        new Exchange(
            "GET",
            "/api/v1/events",
            query,
            Map.of(),
            null,
            status,
            headers,
            example(status == 200 ? "Events" : "UnauthorizedProblem").toString()));
  }

  private void assertDiffers(List<String> violations, String what) {
    assertThat(violations).singleElement().asString().contains(what);
  }

  @Test
  void aDifferenceIsFound() {
    String request = example("NewHold").toString();
    ObjectNode hold = example("PlacedHold");
    assertThat(placing(request, 201, hold)).isEmpty();

    assertDiffers(placing(request, 201, hold.deepCopy().put("color", "red")), "color");
    assertDiffers(placing(request, 201, hold.deepCopy().put("status", "sold")), "/status");
    assertDiffers(placing(request, 201, hold.deepCopy().without("quote")), "quote");
    assertDiffers(placing(request, 201, hold.deepCopy().put("id", "1")), "uuid");
    assertDiffers(placing(request, 202, hold), "status 202");
    assertDiffers(placing("{\"seat\": \"A-1\"}", 201, hold), "seat");
    assertDiffers(placing(null, 201, hold), "required");
    assertThat(placing(request, 409, example("HoldExpiredProblem"))).isNotEmpty();
    assertThat(placing(request, 409, example("SalesClosedProblem").put("reason", "late")))
        .isNotEmpty();
    assertThat(placing("{\"seat\": 1}", 400, example("MalformedRequestProblem"))).isEmpty();
    assertDiffers(
        contract.violations(
            new Exchange("DELETE", "/api/v1/events", null, Map.of(), null, 204, Map.of(), "")),
        "no such");
  }

  @Test
  void aRequestThatIsNotRefusedForItsFormHasOneThatIsDocumented() {
    String wrong = "{\"seat\": \"A-1\"}";
    ObjectNode taken = example("SeatsUnavailableProblem");
    assertThat(placing(example("NewHold").toString(), 409, taken)).isEmpty();
    assertDiffers(placing(wrong, 409, taken), "seat");
    assertDiffers(placing(null, 409, taken), "required");
    assertThat(placing(wrong, 400, example("MalformedRequestProblem"))).isEmpty();
  }

  @Test
  void aDifferenceInParametersIsFound() {
    Map<String, String> headers = Map.of("Content-Type", "application/json", "X-Request-Id", "1");
    assertThat(listing("limit=50&from=2026-12-01T00:00:00%2B01:00", 200, headers)).isEmpty();
    assertDiffers(listing("page=2", 200, headers), "page");
    assertDiffers(listing("limit=ten", 200, headers), "limit");
    assertDiffers(listing("limit=201", 200, headers), "limit");
    assertDiffers(listing("from=today", 200, headers), "from");
    assertDiffers(
        contract.violations(
            new Exchange(
                "GET",
                "/api/v1/reservations",
                "",
                Map.of(),
                null,
                200,
                headers,
                example("Reservations").toString())),
        "eventId is absent");
  }

  @Test
  void aDifferenceInHeadersIsFound() {
    Map<String, String> headers =
        Map.of("Content-Type", ProblemAnswer.MEDIA_TYPE, "X-Request-Id", "1");
    assertDiffers(listing("", 401, headers), "WWW-Authenticate is absent");
    Map<String, String> more = new HashMap<>(headers);
    more.put("www-authenticate", "Bearer");
    assertThat(listing("", 401, more)).isEmpty();
    more.remove("X-Request-Id");
    assertDiffers(listing("", 401, more), "X-Request-Id is absent");
  }

  private List<String> changing(Map<String, String> sent, int status, String answer) {
    return contract.violations(
        new Exchange(
            "PATCH",
            "/api/v1/events/0b6d3f7c-6f3a-4f0f-8a55-d2c1b0a4e001",
            null,
            sent,
            example("EventPatch").toString(),
            status,
            Map.of(
                "Content-Type",
                status < 400 ? "application/json" : ProblemAnswer.MEDIA_TYPE,
                "X-Request-Id",
                "1",
                "ETag",
                "\"1\""),
            example(answer).toString()));
  }

  @Test
  void aDifferenceInTheHeadersOfARequestIsFound() {
    assertThat(changing(Map.of("if-match", "*"), 200, "Event")).isEmpty();
    assertDiffers(changing(Map.of(), 200, "Event"), "If-Match is absent");
    assertThat(changing(Map.of(), 400, "MalformedRequestProblem")).isEmpty();
    assertDiffers(
        changing(Map.of("If-Match", "*", "Idempotency-Key", ""), 200, "Event"), "Idempotency-Key");
  }
}
