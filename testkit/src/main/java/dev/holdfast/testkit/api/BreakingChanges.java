package dev.holdfast.testkit.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.testkit.api.AsyncContract.Message;
import dev.holdfast.testkit.api.Contract.Operation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What clients of a contract would stumble over in a later one.
///
/// A client may rely on what a response has, and on what a request may have. It has to bear new
/// calls, new fields in responses, new optional fields in requests, new problems, new forms of
/// objects that a `discriminator` tells apart, and new values in an `enum` of requests. A new value
/// in an `enum` of responses breaks it: a list that may grow is no `enum`. It may rely on each
/// problem of a call, with its status and its members.
public final class BreakingChanges {
  private static final List<String> MOST =
      List.of("maximum", "maxLength", "maxItems", "maxProperties");
  private static final List<String> LEAST =
      List.of("minimum", "minLength", "minItems", "minProperties");
  private static final int DEEPEST = 20;

  private final Contract before;
  private final Contract after;
  private final Set<String> found = new TreeSet<>();

  private BreakingChanges(Contract before, Contract after) {
    this.before = before;
    this.after = after;
  }

  /// All of them, each beginning with the id of its call.
  public static Set<String> between(Contract before, Contract after) {
    BreakingChanges changes = new BreakingChanges(before, after);
    Map<String, Operation> operations = new HashMap<>();
    after.operations().forEach(operation -> operations.put(operation.toString(), operation));
    for (Operation old : before.operations()) {
      Operation now = operations.get(old.toString());
      if (now == null) {
        changes.found.add("%s: %s is gone".formatted(old.id(), old));
      } else {
        changes.compare(old, now);
      }
    }
    return changes.found;
  }

  /// The same of what is sent by itself, each beginning with the name of its operation.
  public static Set<String> between(AsyncContract before, AsyncContract after) {
    BreakingChanges changes = new BreakingChanges(before.contract(), after.contract());
    before
        .operations()
        .forEach(
            (operation, messages) ->
                changes.compareMessages(
                    operation,
                    byName(messages),
                    byName(after.operations().getOrDefault(operation, List.of()))));
    before
        .addresses()
        .forEach(
            (channel, address) -> {
              if (!address.equals(after.addresses().get(channel))) {
                changes.found.add("%s: its address is not %s".formatted(channel, address));
              }
            });
    return changes.found;
  }

  private static Map<String, Message> byName(List<Message> messages) {
    Map<String, Message> byName = new HashMap<>();
    messages.forEach(message -> byName.put(message.name(), message));
    return byName;
  }

  private void compareMessages(
      String operation, Map<String, Message> old, Map<String, Message> now) {
    old.forEach(
        (name, message) -> {
          String where = operation + " " + name;
          Message other = now.get(name);
          if (other == null) {
            found.add(where + " is gone");
          } else {
            compare(where, message.payload(), other.payload(), false, 0);
            compare(where + " headers", message.headers(), other.headers(), false, 0);
          }
        });
  }

  private void compare(Operation old, Operation now) {
    String id = old.id();
    if (!now.id().equals(id)) {
      found.add("%s: its id is %s".formatted(id, now.id()));
    }
    for (JsonNode way : old.node().path("security")) {
      if (elements(now.node().path("security")).noneMatch(way::equals)) {
        found.add("%s: %s is not enough any more".formatted(id, way));
      }
    }
    compareParameters(id, parameters(before, old), parameters(after, now));
    JsonNode oldBody = old.node().path("requestBody");
    JsonNode newBody = now.node().path("requestBody");
    if (newBody.path("required").asBoolean() && !oldBody.path("required").asBoolean()) {
      found.add(id + " request: a body is required");
    }
    compareContents(id + " request", oldBody.path("content"), newBody.path("content"), true);
    for (Map.Entry<String, JsonNode> response : old.node().path("responses").properties()) {
      String where = id + " response " + response.getKey();
      JsonNode other = now.node().path("responses").path(response.getKey());
      if (other.isMissingNode()) {
        found.add(where + " is gone");
      } else {
        compareResponses(
            where, response.getKey(), before.resolve(response.getValue()), after.resolve(other));
      }
    }
  }

  private void compareResponses(String where, String status, JsonNode old, JsonNode now) {
    for (Map.Entry<String, JsonNode> header : old.path("headers").properties()) {
      JsonNode other = after.resolve(now.path("headers").path(header.getKey()));
      if (other.isMissingNode()) {
        found.add("%s: the header %s is gone".formatted(where, header.getKey()));
      } else if (before.resolve(header.getValue()).path("required").asBoolean()
          && !other.path("required").asBoolean()) {
        found.add("%s: the header %s is not always there".formatted(where, header.getKey()));
      }
    }
    if (Integer.parseInt(status) < 400) {
      compareContents(where, old.path("content"), now.path("content"), false);
      return;
    }
    Map<String, JsonNode> problems = problems(after, now);
    problems(before, old)
        .forEach(
            (type, problem) -> {
              if (problems.containsKey(type)) {
                compare(where + " " + type, problem, problems.get(type), false, 0);
              } else {
                found.add("%s: %s is gone".formatted(where, type));
              }
            });
  }

  /// The problems of a response, by their types.
  private static Map<String, JsonNode> problems(Contract contract, JsonNode response) {
    JsonNode schema = contract.resolve(response.at("/content/application~1problem+json/schema"));
    Map<String, JsonNode> problems = new HashMap<>();
    for (JsonNode problem : schema.has("oneOf") ? schema.path("oneOf") : List.of(schema)) {
      Map<String, JsonNode> properties = new HashMap<>();
      collect(contract, contract.resolve(problem), properties, new HashSet<>());
      JsonNode type = properties.get("type");
      if (type != null) {
        problems.put(type.path("const").asText(), problem);
      }
    }
    return problems;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static Map<String, JsonNode> parameters(Contract contract, Operation operation) {
    Map<String, JsonNode> parameters = new HashMap<>();
    for (JsonNode one : operation.node().path("parameters")) {
      JsonNode parameter = contract.resolve(one);
      parameters.put(
          parameter.path("in").asText() + " parameter " + parameter.path("name").asText(),
          parameter);
    }
    return parameters;
  }

  private void compareParameters(String id, Map<String, JsonNode> old, Map<String, JsonNode> now) {
    old.forEach(
        (name, parameter) -> {
          JsonNode other = now.get(name);
          if (other == null) {
            found.add("%s: the %s is gone".formatted(id, name));
          } else {
            compare(
                "%s %s".formatted(id, name),
                parameter.path("schema"),
                other.path("schema"),
                true,
                0);
          }
        });
    now.forEach(
        (name, parameter) -> {
          JsonNode other = old.get(name);
          if (parameter.path("required").asBoolean()
              && (other == null || !other.path("required").asBoolean())) {
            found.add("%s: the %s is required".formatted(id, name));
          }
        });
  }

  private void compareContents(String where, JsonNode old, JsonNode now, boolean isRequest) {
    for (Map.Entry<String, JsonNode> type : old.properties()) {
      if (now.has(type.getKey())) {
        compare(
            where,
            type.getValue().path("schema"),
            now.path(type.getKey()).path("schema"),
            isRequest,
            0);
      } else {
        found.add("%s: %s is gone".formatted(where, type.getKey()));
      }
    }
  }

  private void compare(
      String where, JsonNode oldOrRef, JsonNode newOrRef, boolean isRequest, int depth) {
    JsonNode old = before.resolve(oldOrRef);
    JsonNode now = after.resolve(newOrRef);
    if (depth > DEEPEST || old.isMissingNode()) {
      return;
    }
    Set<String> oldTypes = texts(old.path("type"));
    Set<String> newTypes = texts(now.path("type"));
    boolean holds =
        isRequest
            ? newTypes.isEmpty() || (!oldTypes.isEmpty() && newTypes.containsAll(oldTypes))
            : oldTypes.isEmpty() || (!newTypes.isEmpty() && oldTypes.containsAll(newTypes));
    if (!holds) {
      found.add("%s: %s is %s".formatted(where, oldTypes, newTypes));
      return;
    }
    if (!old.path("format").equals(now.path("format"))) {
      found.add("%s: the format is another".formatted(where));
    }
    compareValues(where, values(old), values(now), isRequest);
    if (isRequest) {
      compareLimits(where, old, now);
    }
    compareProperties(where, old, now, isRequest, depth);
    compare(where + "/*", old.path("items"), now.path("items"), isRequest, depth + 1);
    JsonNode more = old.path("additionalProperties");
    if (more.isObject()) {
      compare(where + "/*", more, now.path("additionalProperties"), isRequest, depth + 1);
    }
    compareChoices(where, old, now, isRequest, depth);
  }

  private void compareValues(
      String where, @Nullable Set<String> old, @Nullable Set<String> now, boolean isRequest) {
    Collection<String> allowed = isRequest ? now : old;
    Collection<String> needed = isRequest ? old : now;
    if (allowed != null && (needed == null || !allowed.containsAll(needed))) {
      found.add("%s: the values %s are %s".formatted(where, old, now));
    }
  }

  private static @Nullable Set<String> values(JsonNode schema) {
    return schema.has("const")
        ? Set.of(schema.path("const").asText())
        : schema.has("enum") ? texts(schema.path("enum")) : null;
  }

  private static Set<String> texts(JsonNode oneOrMany) {
    Set<String> texts = new LinkedHashSet<>();
    if (oneOrMany.isArray()) {
      oneOrMany.forEach(text -> texts.add(text.asText()));
    } else if (!oneOrMany.isMissingNode()) {
      texts.add(oneOrMany.asText());
    }
    return texts;
  }

  private void compareLimits(String where, JsonNode old, JsonNode now) {
    for (String limit : MOST) {
      if (now.has(limit) && now.path(limit).asLong() < old.path(limit).asLong(Long.MAX_VALUE)) {
        found.add("%s: %s is %s".formatted(where, limit, now.path(limit)));
      }
    }
    for (String limit : LEAST) {
      if (now.path(limit).asLong() > old.path(limit).asLong()) {
        found.add("%s: %s is %s".formatted(where, limit, now.path(limit)));
      }
    }
  }

  private void compareProperties(
      String where, JsonNode old, JsonNode now, boolean isRequest, int depth) {
    Map<String, JsonNode> oldProperties = new HashMap<>();
    Set<String> oldRequired = new TreeSet<>();
    collect(before, old, oldProperties, oldRequired);
    Map<String, JsonNode> newProperties = new HashMap<>();
    Set<String> newRequired = new TreeSet<>();
    collect(after, now, newProperties, newRequired);
    oldProperties.forEach(
        (name, property) -> {
          JsonNode other = newProperties.get(name);
          if (other == null) {
            found.add("%s/%s is gone".formatted(where, name));
          } else {
            compare(where + "/" + name, property, other, isRequest, depth + 1);
          }
        });
    Set<String> broken = new TreeSet<>(isRequest ? newRequired : oldRequired);
    broken.removeAll(isRequest ? oldRequired : newRequired);
    broken.retainAll(newProperties.keySet());
    for (String name : broken) {
      found.add("%s/%s is %s".formatted(where, name, isRequest ? "required" : "not always there"));
    }
  }

  /// With those of the schemas that it consists of.
  private static void collect(
      Contract contract, JsonNode schema, Map<String, JsonNode> properties, Set<String> required) {
    schema
        .path("properties")
        .properties()
        .forEach(one -> properties.put(one.getKey(), one.getValue()));
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("allOf")
        .forEach(part -> collect(contract, contract.resolve(part), properties, required));
  }

  private void compareChoices(
      String where, JsonNode before, JsonNode after, boolean isRequest, int depth) {
    JsonNode old = before.path("oneOf");
    JsonNode now = after.path("oneOf");
    if (isRequest
        ? now.size() < old.size()
        : now.size() > old.size() && !before.has("discriminator")) {
      found.add("%s: %d choices are %d".formatted(where, old.size(), now.size()));
    }
    for (int i = 0; i < Math.min(old.size(), now.size()); i++) {
      compare(where + "/" + i, old.path(i), now.path(i), isRequest, depth + 1);
    }
  }
}
