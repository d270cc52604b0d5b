package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.testkit.api.Contract;
import dev.holdfast.testkit.api.Contract.Exchange;
import dev.holdfast.testkit.api.Contract.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
                            Set.of(),
                            requests.isEmpty() ? null : requests.getFirst().toString(),
                            Integer.parseInt(response.getKey()),
                            content.getKey(),
                            example.toString())))
                .isEmpty();
          }
        }
      }
    }
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
        new Exchange("POST", HOLDS, Set.of(), request, status, type, response.toString()));
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
            new Exchange(
                "GET",
                "/api/v1/events",
                Set.of("page"),
                null,
                200,
                "application/json",
                example("Events").toString())),
        "page");
    assertDiffers(
        contract.violations(
            new Exchange("DELETE", "/api/v1/events", Set.of(), null, 204, null, "")),
        "no such");
  }
}
