package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.testkit.api.AsyncContract;
import dev.holdfast.testkit.api.AsyncContract.Message;
import dev.holdfast.testkit.api.Contract;
import dev.holdfast.testkit.api.Contract.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `asyncapi.yaml` describes what `openapi.yaml` has.
class AsyncApiTest {
  private static final String RESYNC = "{\"epoch\": 2, \"version\": 15}";
  private static final Map<String, String> SIGNED =
      Map.of("Webhook-id", "1", "Webhook-timestamp", "1", "Webhook-signature", "v1,1");

  private final AsyncContract async = AsyncContract.read();
  private final Contract contract = async.contract();

  @Test
  void eachChannelWithAnAddressIsACallThatCanAnswerWithAStream() {
    List<String> streams =
        contract.operations().stream()
            .filter(one -> one.node().at("/responses/200/content").has("text/event-stream"))
            .map(Operation::toString)
            .toList();
    assertThat(streams).isNotEmpty();
    assertThat(async.addresses().values())
        .map(address -> "GET " + address)
        .containsExactlyInAnyOrderElementsOf(streams);
  }

  @Test
  void itsMessagesAreOfTheirSchemas() {
    assertThat(async.operations()).isNotEmpty();
    for (List<Message> messages : async.operations().values()) {
      assertThat(messages).isNotEmpty();
      for (Message message : messages) {
        assertThat(message.node().path("examples")).isNotEmpty();
        for (JsonNode example : message.node().path("examples")) {
          assertThat(contract.violations(message.payload(), example.path("payload"))).isEmpty();
        }
      }
    }
  }

  @Test
  void aMessageOfAnotherSchemaIsFound() {
    assertThat(async.violations("changes", "resync", Map.of(), RESYNC)).isEmpty();
    assertThat(async.violations("changes", "message", Map.of(), RESYNC)).isNotEmpty();
    assertThat(async.violations("changes", "other", Map.of(), RESYNC))
        .containsExactly("changes: a message other is not documented");
    assertThat(async.violations("changes", "resync", Map.of(), "15")).isNotEmpty();
  }

  @Test
  void aNotificationHasTheDataOfItsType() {
    String placed = contract.at("/components/examples/Feed/value/items/0").toString();
    assertThat(async.violations("feed", "message", Map.of(), placed)).isEmpty();
    for (String wrong :
        List.of(
            placed.replace(".placed.", ".changed."),
            placed.replace(".placed.", ".moved."),
            placed.replace("\"maxExpiresAt\"", "\"latestExpiry\""),
            placed.replace("\"price\":4900", "\"price\":\"4900\""),
            placed.replace("\"kind\":", "\"reason\":"))) {
      assertThat(wrong).isNotEqualTo(placed);
      assertThat(async.violations("feed", "message", Map.of(), wrong)).as(wrong).isNotEmpty();
    }
    assertThat(async.violations(AsyncContract.WEBHOOKS, "webhook", SIGNED, placed)).isEmpty();
    assertThat(async.violations(AsyncContract.WEBHOOKS, "webhook", Map.of(), placed))
        .anySatisfy(violation -> assertThat(violation).contains("webhook-signature"));
  }

  @Test
  void whatOthersConsistOfIsClosedWhereItStandsAlone() {
    JsonNode examples = async.messages("feed").getFirst().node().path("examples");
    String released = examples.path(0).path("payload").toString();
    String resync = examples.path(1).path("payload").toString();
    String ofTest = resync.replace("\"kind\":", "\"testMode\":true,\"kind\":");
    assertThat(ofTest).isNotEqualTo(resync);
    assertThat(async.violations("feed", "message", Map.of(), ofTest)).isEmpty();
    for (String wrong :
        List.of(
            resync.replace("\"kind\":", "\"seats\":[],\"kind\":"),
            released.replace("\"hold\":{", "\"hold\":{\"total\":4900,"))) {
      assertThat(wrong).isNotIn(resync, released);
      assertThat(async.violations("feed", "message", Map.of(), wrong)).as(wrong).isNotEmpty();
    }
  }
}
