package dev.holdfast.testkit.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `openapi.yaml`, which is found where `adapters/rest` is on the class path.
public final class Contract {
  private static final Set<String> METHODS =
      Set.of("get", "head", "options", "post", "put", "patch", "delete");

  /// Of answers to requests that may be of a form that is not documented.
  private static final Set<Integer> OF_FORM = Set.of(400, 405, 406, 413, 415, 422, 429);

  private static final String ADDRESS = "https://holdfast.test/openapi.json";
  private static final String SCHEMAS = "/components/schemas";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode root;
  private final List<Operation> operations;
  private final SchemaRegistry schemas;
  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

  private Contract(JsonNode root) {
    this.root = root;
    this.operations = operations(root);
    JsonNode strict = root.deepCopy();
    close(strict, false);
    if (strict.path("components") instanceof ObjectNode components) {
      ObjectNode parts = components.putObject("parts");
      for (Map.Entry<String, JsonNode> schema : root.at(SCHEMAS).properties()) {
        parts.set(schema.getKey(), schema.getValue().deepCopy());
        close(parts.path(schema.getKey()), true);
      }
    }
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
    return operations;
  }

  private static List<Operation> operations(JsonNode root) {
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
    return List.copyOf(operations);
  }

  /// The call that a request is; empty for none.
  ///
  /// @param path without the query
  public Optional<Operation> operation(String method, String path) {
    return operations.stream().filter(one -> one.isOf(method, path)).findFirst();
  }

  /// A call.
  ///
  /// @param method in upper case
  /// @param path with its parameters in braces, such as `/api/v1/holds/{holdId}`
  /// @param paths all that it stands for
  /// @param node what the document says of it
  public record Operation(String method, String path, Pattern paths, JsonNode node) {
    Operation(String method, String path, JsonNode node) {
      this(method, path, Pattern.compile(path.replaceAll("\\{\\w+}", "[^/]+") + "/?"), node);
    }

    public String id() {
      return node.path("operationId").asText();
    }

    private boolean isOf(String askedMethod, String askedPath) {
      return (method.equals(askedMethod) || (method.equals("GET") && askedMethod.equals("HEAD")))
          && paths.matcher(askedPath).matches();
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
  /// @param query as it was sent; null or empty if there is none
  /// @param sent the headers of the request, whose names are found in upper and lower case
  /// @param request null if it has no body
  /// @param headers of the response, found likewise
  public record Exchange(
      String method,
      String path,
      @Nullable String query,
      Map<String, String> sent,
      @Nullable String request,
      int status,
      Map<String, String> headers,
      String response) {
    public Exchange {
      sent = byName(sent);
      headers = byName(headers);
    }

    private static Map<String, String> byName(Map<String, String> headers) {
      Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      byName.putAll(headers);
      return Collections.unmodifiableMap(byName);
    }

    /// The media type of the response, without its parameters; empty if it has no body.
    private String type() {
      return headers.getOrDefault("Content-Type", "").replaceAll(";.*", "");
    }

    private Map<String, String> parameters() {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (String parameter :
          query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
        String[] parts = parameter.split("=", 2);
        parameters.put(
            parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
      return parameters;
    }
  }

  /// What in an exchange differs from the document; empty if nothing does.
  ///
  /// A response may have nothing that the document does not name, although clients have to ignore
  /// that: else new fields would be forgotten there. A request that was carried out, or refused for
  /// something else than its form, is one that the document allows.
  public List<String> violations(Exchange exchange) {
    Optional<Operation> operation = operation(exchange.method(), exchange.path());
    List<String> violations = new ArrayList<>();
    if (operation.isEmpty()) {
      if (exchange.status() < 400) {
        violations.add("no such call, but status " + exchange.status());
      }
      return violations;
    }
    JsonNode call = operation.get().node();
    if (exchange.status() < 500 && !OF_FORM.contains(exchange.status())) {
      checkParameters(exchange, call, violations);
      checkRequest(exchange, call, violations);
    }
    JsonNode response = resolve(call.path("responses").path(String.valueOf(exchange.status())));
    if (response.isMissingNode()) {
      violations.add("status %d is not documented".formatted(exchange.status()));
    } else {
      checkHeaders(exchange, response.path("headers"), violations);
      if (!exchange.method().equals("HEAD")) {
        checkResponse(exchange, response.path("content"), violations);
      }
    }
    return violations.stream().map(one -> operation.get() + ": " + one).toList();
  }

  private void checkParameters(Exchange exchange, JsonNode call, List<String> violations) {
    Map<String, String> given = exchange.parameters();
    Set<String> documented = new HashSet<>();
    for (JsonNode one : call.path("parameters")) {
      JsonNode parameter = resolve(one);
      String name = parameter.path("name").asText();
      if (parameter.path("in").asText().equals("query")) {
        documented.add(name);
        checkText(
            "the parameter " + name, parameter, Optional.ofNullable(given.get(name)), violations);
      } else {
        checkText(
            "the header " + name,
            parameter,
            Optional.ofNullable(exchange.sent().get(name)),
            violations);
      }
    }
    for (String name : given.keySet()) {
      if (!documented.contains(name)) {
        violations.add("the parameter %s is not documented".formatted(name));
      }
    }
  }

  private void checkHeaders(Exchange exchange, JsonNode headers, List<String> violations) {
    for (Map.Entry<String, JsonNode> header : headers.properties()) {
      checkText(
          "the header " + header.getKey(),
          resolve(header.getValue()),
          Optional.ofNullable(exchange.headers().get(header.getKey())),
          violations);
    }
  }

  /// Looks at a parameter or a header.
  ///
  /// @param of what the document says of it
  private void checkText(
      String which, JsonNode of, Optional<String> value, List<String> violations) {
    JsonNode schema = of.path("schema");
    value.ifPresentOrElse(
        text ->
            violations(schema, typed(resolve(schema).path("type").asText(), text))
                .forEach(error -> violations.add(which + ":" + error)),
        () -> {
          if (of.path("required").asBoolean()) {
            violations.add(which + " is absent");
          }
        });
  }

  private static JsonNode typed(String type, String text) {
    return switch (type) {
      case "integer" ->
          text.matches("-?\\d{1,18}")
              ? LongNode.valueOf(Long.parseLong(text))
              : TextNode.valueOf(text);
      case "boolean" ->
          Set.of("true", "false").contains(text)
              ? BooleanNode.valueOf(text.equals("true"))
              : TextNode.valueOf(text);
      default -> TextNode.valueOf(text);
    };
  }

  private void checkRequest(Exchange exchange, JsonNode call, List<String> violations) {
    JsonNode body = call.path("requestBody");
    if (exchange.request() != null) {
      checkBody("request", exchange.request(), body.at("/content/application~1json"), violations);
    } else if (body.path("required").asBoolean()) {
      violations.add("no body, but it is documented as required");
    }
  }

  private void checkResponse(Exchange exchange, JsonNode content, List<String> violations) {
    if (exchange.type().isEmpty()) {
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
          close(strict, false);
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

  /// Lets schemas of objects have the properties that they name, and no others. What is a part of
  /// an `allOf` stays open, and so refers to open copies. References become absolute, so that a
  /// part of the document can stand alone.
  private static void close(JsonNode node, boolean isPart) {
    if (node instanceof ObjectNode object) {
      String reference = object.path("$ref").asText();
      if (reference.startsWith("#")) {
        object.put(
            "$ref",
            ADDRESS + (isPart ? reference.replace(SCHEMAS, "/components/parts") : reference));
      }
      if (object.path("allOf").isArray()) {
        if (!isPart) {
          object.put("unevaluatedProperties", false);
        }
      } else if (object.path("type").asText().equals("object")
          && object.has("properties")
          && !object.has("additionalProperties")
          && !isPart) {
        object.put("additionalProperties", false);
      }
    }
    for (Map.Entry<String, JsonNode> child : node.properties()) {
      if (child.getKey().equals("allOf")) {
        child.getValue().forEach(part -> close(part, true));
      } else if (!child.getKey().equals("value")) {
        close(child.getValue(), false);
      }
    }
    if (node.isArray()) {
      node.forEach(child -> close(child, false));
    }
  }
}
