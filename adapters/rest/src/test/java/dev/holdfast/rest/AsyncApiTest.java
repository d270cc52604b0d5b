package dev.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.holdfast.testkit.api.Contract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/// `asyncapi.yaml` describes what `openapi.yaml` has.
class AsyncApiTest {
  private static final String CONTRACT = "openapi.yaml#";

  private final Contract contract = Contract.read();
  private final JsonNode document = read();

  private static JsonNode read() {
    try (InputStream file = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
      return new YAMLMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachChannelWithAnAddressIsACallThatCanAnswerWithAStream() {
    assertThat(document.path("channels")).hasSize(3);
    for (JsonNode channel : document.path("channels")) {
      if (channel.path("address").isNull()) {
        continue;
      }
      String pointer =
          "/paths/%s/get/responses/200/content/text~1event-stream"
              .formatted(channel.path("address").asText().replace("/", "~1"));
      assertThat(contract.at(pointer).isMissingNode()).as(pointer).isFalse();
    }
  }

  @Test
  void itsMessagesAreOfTheirSchemas() {
    assertThat(document.at("/components/messages")).isNotEmpty();
    for (JsonNode message : document.at("/components/messages")) {
      assertThat(message.path("examples")).isNotEmpty();
      for (JsonNode example : message.path("examples")) {
        assertThat(contract.violations(schema(message), example.path("payload"))).isEmpty();
      }
    }
  }

  private JsonNode schema(JsonNode message) {
    JsonNode schema = message.at("/payload/schema");
    String reference = schema.path("$ref").asText();
    if (reference.isEmpty()) {
      return schema;
    }
    assertThat(reference).startsWith(CONTRACT);
    return contract.at(reference.substring(CONTRACT.length()));
  }

  @Test
  void aMessageOfAnotherSchemaIsFound() {
    JsonNode changes = schema(document.at("/components/messages/changes"));
    JsonNode resync = document.at("/components/messages/resync/examples/0/payload");
    assertThat(contract.violations(changes, resync)).isNotEmpty();
  }
}
