package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.notification.NotificationType;
import dev.holdfast.rest.seatmap.SeatMapImport;
import dev.holdfast.rest.seatmap.SeatMapImporter;
import dev.holdfast.testkit.api.Contract;
import dev.holdfast.testkit.api.Contract.Operation;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// `openapi.yaml` says what the code does, and nothing else.
class OpenApiTest {
  private static final Map<String, Function<JsonFields, ?>> READERS =
      Map.ofEntries(
          Map.entry("createEvent", EventRequest::read),
          Map.entry("changeEvent", EventRequest.Patch::read),
          Map.entry("pauseEvent", _ -> new Inbound.NoFields()),
          Map.entry("resumeEvent", _ -> new Inbound.NoFields()),
          Map.entry("advanceClock", EventResource::advance),
          Map.entry("expireHold", _ -> new Inbound.NoFields()),
          Map.entry("blockSeats", BlockRequest.Block::read),
          Map.entry("unblockSeats", BlockRequest.Unblock::read),
          Map.entry("placeHold", HoldRequest.Place::read),
          Map.entry("changeHold", HoldRequest.Change::read),
          Map.entry("extendHold", _ -> new Inbound.NoFields()),
          Map.entry("confirmHold", HoldRequest.Confirm::read),
          Map.entry("cancelReservation", CancelRequest::read),
          Map.entry("createWebhookEndpoint", WebhookRequest::readNew),
          Map.entry("changeWebhookEndpoint", WebhookRequest::read),
          Map.entry("redeliverWebhooks", WebhookRequest.Again::read),
          Map.entry("createClient", ClientRequest::read),
          Map.entry("issueKey", ClientRequest::key),
          Map.entry("makeBuyerToken", BuyerTokenBody::read));

  /// What is read, and what is sent in its place.
  private static final Map<String, String> SENT_BACK =
      Map.of(
          "Event", "NewEvent",
          "Hold", "NewHold",
          "PricedSeat", "SeatWish",
          "PricedArea", "AreaQuantity",
          "Block", "NewBlock",
          "WebhookEndpoint", "NewWebhookEndpoint",
          "Client", "NewClient",
          "Key", "NewKey");

  private final Contract contract = Contract.read();

  @Test
  void itHasTheRoutesOfTheCode() {
    Set<String> routes = new TreeSet<>();
    for (Class<?> resource : Routes.RESOURCES) {
      for (Method call : resource.getDeclaredMethods()) {
        for (Annotation annotation : call.getAnnotations()) {
          HttpMethod method = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (method != null && resource != ProblemResource.class) {
            Path below = call.getAnnotation(Path.class);
            routes.add(
                method.value()
                    + " "
                    + resource.getAnnotation(Path.class).value()
                    + (below == null ? "" : "/" + below.value()));
          }
        }
      }
    }
    assertThat(contract.operations())
        .extracting(Operation::toString)
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  /// The others are seen by the tests of the whole.
  @Test
  void eachCallHasTheStatusesThatAllHave() {
    for (Operation operation : contract.operations()) {
      Set<String> statuses = new HashSet<>();
      operation.node().path("responses").fieldNames().forEachRemaining(statuses::add);
      assertThat(statuses)
          .as("%s", operation)
          .contains("400", "401", "403", "406", "429", "500", "503");
      assertThat(statuses.containsAll(Set.of("413", "415")))
          .as("%s", operation)
          .isEqualTo(operation.node().has("requestBody"));
    }
  }

  @Test
  void itHasTheNotificationsOfTheCode() {
    List<String> types =
        Arrays.stream(NotificationType.values()).map(NotificationType::toString).toList();
    assertThat(contract.at("/components/schemas/NotificationType/examples"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(types);
    JsonNode forms = contract.at("/components/schemas/Notification/discriminator/mapping");
    assertThat(forms.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(types);
    for (Map.Entry<String, JsonNode> form : forms.properties()) {
      assertThat(
              contract
                  .at(form.getValue().asText().substring(1) + "/allOf/1/properties/type/const")
                  .asText())
          .isEqualTo(form.getKey());
    }
  }

  @Test
  void itHasTheKindsOfChangesOfTheCode() {
    List<String> kinds = Arrays.stream(Change.Kind.values()).map(Change.Kind::toString).toList();
    JsonNode kind = contract.at("/components/schemas/Change/properties/kind");
    assertThat(kind.path("examples")).extracting(JsonNode::asText).containsExactlyElementsOf(kinds);
    String named = kind.path("description").asText().replaceFirst(";.*", "");
    assertThat(named.split(", | or ", -1)).containsExactlyElementsOf(kinds);
  }

  @Test
  void itHasTheProblemsOfTheCode() throws JsonProcessingException {
    Map<String, JsonNode> schemas = new HashMap<>();
    for (JsonNode schema : contract.at("/components/schemas")) {
      if (schema.at("/allOf/0/$ref").asText().equals("#/components/schemas/Problem")) {
        schemas.put(schema.at("/allOf/1/properties/type/const").asText(), schema);
      }
    }
    assertThat(schemas.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Problem.values()).map(Problem::type).toList());
    for (Problem problem : Problem.values()) {
      JsonNode schema = Objects.requireNonNull(schemas.get(problem.type()));
      JsonNode members = schema.at("/allOf/1/properties");
      assertThat(schema.path("description").asText())
          .isEqualToNormalizingWhitespace(problem.meaning() + " " + problem.remedy());
      assertThat(members.at("/title/const").asText()).isEqualTo(problem.title());
      assertThat(members.at("/status/const").asInt()).isEqualTo(problem.status());
      Set<String> names = new HashSet<>(Set.of("type", "title", "status"));
      problem.members().forEach(member -> names.add(member.name()));
      assertThat(members.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(names);
      assertThat(example(problem)).isEqualTo(new ObjectMapper().readTree(problem.example()));
    }
  }

  /// Without the id of its request, which the code adds.
  private JsonNode example(Problem problem) {
    for (JsonNode example : contract.at("/components/examples")) {
      JsonNode value = example.path("value");
      if (value.path("type").asText().equals(problem.type())) {
        return ((ObjectNode) value.deepCopy()).without("requestId");
      }
    }
    throw new AssertionError("no example of " + problem);
  }

  @Test
  void eachProblemIsUnderItsStatus() {
    for (Operation operation : contract.operations()) {
      for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
        for (JsonNode value : examples(response.getValue())) {
          if (value.has("requestId")) {
            assertThat(value.path("status").asText())
                .as("%s %s", operation, value)
                .isEqualTo(response.getKey());
          }
        }
      }
    }
  }

  @Test
  void itHasAnExampleOfEveryResponse() {
    for (Operation operation : contract.operations()) {
      for (Map.Entry<String, JsonNode> response : operation.node().path("responses").properties()) {
        String which = operation.id() + " " + response.getKey();
        JsonNode content = contract.resolve(response.getValue()).path("content");
        assertThat(content.isEmpty()).as(which).isEqualTo(which.matches(".* (204|304)"));
        for (JsonNode type : content) {
          assertThat(type.path("schema")).as(which).isNotEmpty();
          assertThat(type.path("examples")).as(which).isNotEmpty();
        }
      }
    }
  }

  private List<JsonNode> examples(JsonNode response) {
    return contract.examples(contract.resolve(response).path("content"));
  }

  @Test
  void itsRequestsCanBeSent() {
    for (Operation operation : contract.operations()) {
      for (JsonNode body : contract.examples(operation.node().at("/requestBody/content"))) {
        byte[] text = body.toString().getBytes(StandardCharsets.UTF_8);
        if (operation.id().equals("importSeatMap")) {
          assertImports(text);
        } else {
          Function<JsonFields, ?> reader =
              Objects.requireNonNull(READERS.get(operation.id()), operation.id());
          assertThatCode(() -> JsonFields.read(text, reader))
              .as("%s", operation)
              .doesNotThrowAnyException();
        }
      }
    }
  }

  @Test
  void aSeatMapThatItShowsCanBeSentBack() {
    assertImports(
        contract
            .at("/components/examples/Layout/value")
            .toString()
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void assertImports(byte[] map) {
    assertThat(SeatMapImporter.read(map, false)).isInstanceOf(SeatMapImport.Imported.class);
  }

  @Test
  void whatIsReadCanBeSentBackWithoutWhatIsReadOnly() {
    SENT_BACK.forEach(
        (read, sent) -> {
          JsonNode taken = contract.at("/components/schemas/" + sent + "/properties");
          for (Map.Entry<String, JsonNode> member :
              contract.at("/components/schemas/" + read + "/properties").properties()) {
            assertThat(member.getValue().path("readOnly").asBoolean())
                .as("%s/%s is read-only", read, member.getKey())
                .isEqualTo(!taken.has(member.getKey()));
          }
        });
  }
}
