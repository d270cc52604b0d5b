package dev.holdfast.testkit.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// `openapi.yaml`, which is found where `adapters/rest` is on the class path.
public final class Contract {
  private static final Set<String> METHODS =
      Set.of("get", "head", "options", "post", "put", "patch", "delete");
  private static final String ADDRESS = "https://holdfast.test/openapi.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;
  private final SchemaRegistry schemas;
  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

  private Contract(JsonNode root) {
    this.root = root;
    JsonNode strict = root.deepCopy();
    close(strict, false, inAllOf(strict, new HashSet<>()));
    this.schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry ->
                registry
                    .schemas(Map.of(ADDRESS, strict.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  public static Contract read() {
    try (InputStream file = Contract.class.getResourceAsStream("/openapi.yaml")) {
      return new Contract(new YAMLMapper().readTree(Objects.requireNonNull(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Another one.
  ///
  /// @param yaml its text
  public static Contract of(String yaml) throws JsonProcessingException {
    return new Contract(new YAMLMapper().readTree(yaml));
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

    private boolean isOf(String askedMethod, String askedPath) {
      return (method.equals(askedMethod) || (method.equals("GET") && askedMethod.equals("HEAD")))
          && askedPath.matches(path.replaceAll("\\{\\w+}", "[^/]+") + "/?");
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

  /// A request and its response, as they were sent.
  ///
  /// @param path without the query
  /// @param parameters the names of those in the query
  /// @param request null if it has no body
  /// @param type of the response, without its parameters; null if it has no body
  public record Exchange(
      String method,
      String path,
      Set<String> parameters,
      @Nullable String request,
      int status,
      @Nullable String type,
      String response) {}

  /// What in an exchange differs from the document; empty if nothing does.
  ///
  /// A response may have nothing that the document does not name, although clients have to ignore
  /// that: else new fields would be forgotten there. A request that was carried out is one that the
  /// document allows.
  public List<String> violations(Exchange exchange) {
    Optional<Operation> operation =
        operations().stream()
            .filter(one -> one.isOf(exchange.method(), exchange.path()))
            .findFirst();
    List<String> violations = new ArrayList<>();
    if (operation.isEmpty()) {
      if (exchange.status() < 400) {
        violations.add("no such call, but status " + exchange.status());
      }
      return violations;
    }
    JsonNode call = operation.get().node();
    if (exchange.status() < 300) {
      checkRequest(exchange, call, violations);
    }
    JsonNode response = resolve(call.path("responses").path(String.valueOf(exchange.status())));
    if (response.isMissingNode()) {
      violations.add("status %d is not documented".formatted(exchange.status()));
    } else if (!exchange.method().equals("HEAD")) {
      checkResponse(exchange, response.path("content"), violations);
    }
    return violations.stream().map(one -> operation.get() + ": " + one).toList();
  }

  private void checkRequest(Exchange exchange, JsonNode call, List<String> violations) {
    Set<String> parameters = new HashSet<>();
    for (JsonNode parameter : call.path("parameters")) {
      parameters.add(resolve(parameter).path("name").asText());
    }
    for (String parameter : exchange.parameters()) {
      if (!parameters.contains(parameter)) {
        violations.add("the parameter %s is not documented".formatted(parameter));
      }
    }
    JsonNode body = call.path("requestBody");
    if (exchange.request() != null) {
      checkBody("request", exchange.request(), body.at("/content/application~1json"), violations);
    } else if (body.path("required").asBoolean()) {
      violations.add("no body, but it is documented as required");
    }
  }

  private void checkResponse(Exchange exchange, JsonNode content, List<String> violations) {
    if (exchange.type() == null) {
      if (!content.isEmpty()) {
        violations.add("status %d without a body".formatted(exchange.status()));
      }
      return;
    }
    JsonNode type = content.path(exchange.type());
    if (type.isMissingNode()) {
      violations.add("a body of %s is not documented".formatted(exchange.type()));
    } else if (exchange.type().endsWith("json")) {
      checkBody("response " + exchange.status(), exchange.response(), type, violations);
    }
  }

  /// What in a value differs from a schema; empty if nothing does.
  ///
  /// @param schema its references are to parts of the document
  public List<String> violations(JsonNode schema, JsonNode value) {
    return compiled(schema).validate(value).stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .toList();
  }

  private void checkBody(String which, String text, JsonNode type, List<String> violations) {
    if (type.isMissingNode()) {
      violations.add(which + ": a body is not documented");
      return;
    }
    try {
      JsonNode body = JSON.readTree(text);
      // Null counts as absent.
      compiled(type.path("schema"))
          .validate(which.equals("request") ? withoutNulls(body) : body)
          .forEach(
              error ->
                  violations.add(
                      "%s: %s %s in %s"
                          .formatted(
                              which, error.getInstanceLocation(), error.getMessage(), text)));
    } catch (JsonProcessingException e) {
      violations.add(which + ": " + e.getMessage());
    }
  }

  private Schema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema,
        one -> {
          JsonNode strict = one.deepCopy();
          close(strict, false, Set.of());
          return schemas.getSchema(strict);
        });
  }

  private static JsonNode withoutNulls(JsonNode body) {
    if (body instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    body.forEach(Contract::withoutNulls);
    return body;
  }

  /// The pointers that are parts of an `allOf` somewhere.
  private static Set<String> inAllOf(JsonNode node, Set<String> found) {
    node.path("allOf").forEach(part -> found.add(part.path("$ref").asText()));
    node.forEach(child -> inAllOf(child, found));
    return found;
  }

  /// Lets schemas of objects have the properties that they name, and no others. References become
  /// absolute, so that a part can stand alone.
  private static void close(JsonNode node, boolean isPart, Set<String> parts) {
    if (node instanceof ObjectNode object) {
      if (object.path("$ref").asText().startsWith("#")) {
        object.put("$ref", ADDRESS + object.path("$ref").asText());
      }
      if (object.path("allOf").isArray()) {
        object.put("unevaluatedProperties", false);
      } else if (object.path("type").asText().equals("object")
          && object.has("properties")
          && !object.has("additionalProperties")
          && !isPart) {
        object.put("additionalProperties", false);
      }
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      if (child.getKey().equals("allOf")) {
        child.getValue().forEach(part -> close(part, true, parts));
      } else if (!child.getKey().equals("value")) {
        close(child.getValue(), parts.contains("#/components/schemas/" + child.getKey()), parts);
      }
    }
    if (node.isArray()) {
      node.forEach(child -> close(child, false, parts));
    }
  }
}
