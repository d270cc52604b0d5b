package dev.holdfast.redis.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.redis.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Commands that a script carries out together. The first key is the head's.
public final class Writes {
  /// Lua passes no more arguments to one command.
  private static final int ARGUMENTS_AT_ONCE = 4_000;

  private final Map<String, Integer> keys = new LinkedHashMap<>();
  private final List<String> absent = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  public Writes(EventKeys event) {
    keys.put(event.head(), 1);
  }

  /// Takes a key for one that must not be there yet.
  public Writes expectAbsent(String key) {
    absent.add(number(key));
    return this;
  }

  public Writes add(String command, String key, String... rest) {
    return add(command, key, List.of(rest));
  }

  public Writes add(String command, String key, List<String> rest) {
    arguments.add(Integer.toString(rest.size() + 2));
    arguments.add(command);
    arguments.add(number(key));
    arguments.addAll(rest);
    return this;
  }

  private String number(String key) {
    return Integer.toString(keys.computeIfAbsent(key, _ -> keys.size() + 1));
  }

  /// Adds a command about any number of things, in parts where there are many.
  public Writes addAll(String command, String key, List<String> rest) {
    for (int from = 0; from < rest.size(); from += ARGUMENTS_AT_ONCE) {
      add(command, key, rest.subList(from, Math.min(rest.size(), from + ARGUMENTS_AT_ONCE)));
    }
    return this;
  }

  /// The keys that must not be there, as the script for committing is told them.
  List<String> absent() {
    List<String> told = new ArrayList<>();
    told.add(Integer.toString(absent.size()));
    told.addAll(absent);
    return told;
  }

  /// A call of a script that does it.
  ///
  /// @param conditions what the script checks first
  public Script.Call by(Script script, List<String> conditions) {
    List<String> all = new ArrayList<>(conditions);
    all.addAll(arguments);
    return script.call(List.copyOf(keys.keySet()), all);
  }

  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    keys.keySet().forEach(node.putArray("keys")::add);
    arguments.forEach(node.putArray("arguments")::add);
    return node;
  }

  public static Writes fromJson(EventKeys event, JsonNode node) {
    var writes = new Writes(event);
    for (JsonNode key : node.get("keys")) {
      writes.keys.computeIfAbsent(key.textValue(), _ -> writes.keys.size() + 1);
    }
    node.get("arguments").forEach(argument -> writes.arguments.add(argument.textValue()));
    return writes;
  }
}
