package dev.holdfast.testkit.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// `asyncapi.yaml`, which is found where `adapters/rest` is on the class path: what the service
/// sends by itself.
public final class AsyncContract {
  /// The channel of webhooks, which has no address of its own.
  public static final String WEBHOOKS = "webhooks";

  private static final String SCHEMAS = "openapi.yaml#";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;
  private final Contract contract;

  private AsyncContract(JsonNode root, Contract contract) {
    this.root = root;
    this.contract = contract;
  }

  public static AsyncContract read() {
    try (InputStream file = AsyncContract.class.getResourceAsStream("/asyncapi.yaml")) {
      return new AsyncContract(
          new YAMLMapper().readTree(Objects.requireNonNull(file)), Contract.read());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Another one.
  ///
  /// @param yaml its text
  /// @param contract whose schemas it names
  public static AsyncContract of(String yaml, Contract contract) throws JsonProcessingException {
    return new AsyncContract(new YAMLMapper().readTree(yaml), contract);
  }

  /// That of the calls, whose schemas it names.
  public Contract contract() {
    return contract;
  }

  /// A message.
  ///
  /// @param name what a stream calls it
  /// @param headers their schema; missing for none
  /// @param payload its schema
  /// @param node what the document says of it
  public record Message(String name, JsonNode headers, JsonNode payload, JsonNode node) {}

  /// The addresses of channels, by their names; those that have none are absent.
  public Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> channel : root.path("channels").properties()) {
      JsonNode address = channel.getValue().path("address");
      if (address.isTextual()) {
        addresses.put(channel.getKey(), address.asText());
      }
    }
    return addresses;
  }

  /// The channel at an address; empty if there is none.
  ///
  /// @param path without the query
  public Optional<String> channel(String path) {
    return addresses().entrySet().stream()
        .filter(of -> path.matches(of.getValue().replaceAll("\\{\\w+}", "[^/]+")))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// The messages of each operation, by the operation's name.
  public Map<String, List<Message>> operations() {
    Map<String, List<Message>> operations = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> operation : root.path("operations").properties()) {
      operations.put(operation.getKey(), messages(operation.getValue().path("messages")));
    }
    return operations;
  }

  /// The messages of a channel.
  public List<Message> messages(String channel) {
    return messages(root.path("channels").path(channel).path("messages"));
  }

  private List<Message> messages(JsonNode references) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode reference : references) {
      JsonNode node = reference;
      while (node.has("$ref")) {
        node = root.at(node.path("$ref").asText().substring(1));
      }
      messages.add(
          new Message(
              node.path("name").asText(),
              node.path("headers"),
              schema(node.at("/payload/schema")),
              node));
    }
    return messages;
  }

  private JsonNode schema(JsonNode schema) {
    String reference = schema.path("$ref").asText();
    return reference.startsWith(SCHEMAS)
        ? contract.at(reference.substring(SCHEMAS.length()))
        : schema;
  }

  /// What in a message differs from the document; empty if nothing does.
  ///
  /// @param name `message` for a message that a stream gives no name
  /// @param headers that came with it
  public List<String> violations(
      String channel, String name, Map<String, String> headers, String payload) {
    Optional<Message> message =
        messages(channel).stream().filter(one -> one.name().equals(name)).findFirst();
    if (message.isEmpty()) {
      return List.of("%s: a message %s is not documented".formatted(channel, name));
    }
    List<String> violations = new ArrayList<>();
    try {
      violations.addAll(contract.violations(message.get().payload(), JSON.readTree(payload)));
    } catch (JsonProcessingException e) {
      violations.add(e.getMessage());
    }
    if (message.get().headers().isObject()) {
      ObjectNode given = JsonNodeFactory.instance.objectNode();
      headers.forEach(
          (header, value) -> {
            // Whatever else HTTP needs is no matter of the document.
            if (message.get().headers().path("properties").has(header.toLowerCase(Locale.ROOT))) {
              given.put(header.toLowerCase(Locale.ROOT), value);
            }
          });
      violations.addAll(contract.violations(message.get().headers(), given));
    }
    return violations.stream()
        .map(one -> "%s %s: %s in %s".formatted(channel, name, one, payload))
        .toList();
  }
}
