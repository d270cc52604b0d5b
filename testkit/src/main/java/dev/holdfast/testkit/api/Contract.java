package dev.holdfast.testkit.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// `openapi.yaml`, which is found where `adapters/rest` is on the class path.
public final class Contract {
  private static final Set<String> METHODS =
      Set.of("get", "head", "options", "post", "put", "patch", "delete");

  private final JsonNode root;

  private Contract(JsonNode root) {
    this.root = root;
  }

  public static Contract read() {
    try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
      return new Contract(new YAMLMapper().readTree(Objects.requireNonNull(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A part of it, by its JSON pointer, or what it refers to; missing if there is none.
  public JsonNode at(String pointer) {
    return resolve(root.at(pointer));
  }

  /// What this refers to, if it does; else this itself.
  public JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? at(node.path("$ref").asText().substring(1)) : node;
  }

  /// All calls, in the order of the document.
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          operations.add(
              new Operation(
                  operation.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  operation.getValue()));
        }
      }
    }
    return operations;
  }

  /// A call.
  ///
  /// @param method in upper case
  /// @param path with its parameters in braces, such as `/api/v1/holds/{holdId}`
  /// @param node what the document says of it
  public record Operation(String method, String path, JsonNode node) {
    public String id() {
      return node.path("operationId").asText();
    }

    /// Method and path.
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /// The values of some examples.
  ///
  /// @param content of a request or a response, by media type
  public List<JsonNode> examples(JsonNode content) {
    List<JsonNode> values = new ArrayList<>();
    for (JsonNode type : content) {
      for (JsonNode example : type.path("examples")) {
        values.add(resolve(example).path("value"));
      }
    }
    return values;
  }
}
