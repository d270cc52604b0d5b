package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.testkit.api.Contract;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Runs after all tests of the whole: an answer that `openapi.yaml` has and that no test has got is
/// one that the service may never give.
class AnswersCheck {
  /// Those that `OpenApiTest` knows of every call, or of every one with a body.
  private static final Set<Integer> OF_ALL = Set.of(400, 401, 403, 406, 413, 415, 429, 500, 503);

  /// A mandate's caps are met by tests of the tools for agents, which ask the same decider.
  private static final String BY_TOOLS = "409 /problems/mandate-exceeded";

  /// What was refused under a key stays refused. The contract of the ledgers asks for that, and
  /// here the test of changing a hold.
  private static final String BY_LEDGERS = "409 /problems/refused-before";

  /// Those that no test of the whole gets.
  private static final Set<String> EXCEPTIONS =
      Set.of(
          "changeHold " + BY_TOOLS,
          "confirmHold " + BY_TOOLS,
          "extendHold " + BY_TOOLS,
          "cancelReservation " + BY_LEDGERS,
          "confirmHold " + BY_LEDGERS,
          "expireHold " + BY_LEDGERS,
          "extendHold " + BY_LEDGERS);

  @Test
  void everyDocumentedAnswerWasSeen() throws IOException {
    Set<String> documented = new TreeSet<>();
    Contract contract = Contract.read();
    for (Contract.Operation operation : contract.operations()) {
      for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
        int status = Integer.parseInt(response.getKey());
        JsonNode problem =
            contract.resolve(response.getValue()).at("/content/application~1problem+json/schema");
        if (status < 400) {
          documented.add(SeenAnswers.line(operation.id(), status, ""));
        } else if (!OF_ALL.contains(status)) {
          for (JsonNode one : problem.has("oneOf") ? problem.path("oneOf") : Set.of(problem)) {
            String type = contract.resolve(one).at("/allOf/1/properties/type/const").asText();
            documented.add(SeenAnswers.line(operation.id(), status, type));
          }
        }
      }
    }
    assertThat(documented).hasSizeGreaterThan(150).containsAll(EXCEPTIONS);
    documented.removeAll(EXCEPTIONS);
    documented.removeAll(SeenAnswers.all());
    assertThat(documented).as("what openapi.yaml has and no test has got").isEmpty();
  }
}
