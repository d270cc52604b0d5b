package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.Instants;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.Uuids;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.Command;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of a tool. What is wrong with them is noted, and told together.
final class Arguments {
  private static final int LONGEST_SHOWN = 100;

  private final JsonNode object;
  private final FieldPath path;
  private final List<FieldError> errors;
  private final Set<String> read = new HashSet<>();

  /// @param object the arguments; absent means none
  Arguments(JsonNode object) {
    this(object, FieldPath.whole(), new ArrayList<>());
    if (!object.isObject() && !object.isMissingNode()) {
      errors.add(
          new FieldError(path, "arguments: %s (expected: an object)".formatted(shown(object))));
    }
  }

  private Arguments(JsonNode object, FieldPath path, List<FieldError> errors) {
    this.object = object;
    this.path = path;
    this.errors = errors;
  }

  /// Everything that is wrong; fields that nobody has asked for are.
  List<FieldError> errors() {
    checkFields();
    return errors;
  }

  private void checkFields() {
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!read.contains(field)) {
                errors.add(
                    FieldError.expected(
                        path.to(Texts.shown(field, LONGEST_SHOWN)),
                        "unknown",
                        "one of " + read.stream().sorted().collect(Collectors.joining(", "))));
              }
            });
  }

  /// A value, if it is there and right.
  ///
  /// @param value gives none if it is wrong
  private <T> Optional<T> read(
      String field, String expected, Function<JsonNode, Optional<T>> value) {
    read.add(field);
    JsonNode node = object.path(field);
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    Optional<T> known = value.apply(node);
    if (known.isEmpty()) {
      errors.add(FieldError.expected(path.to(field), shown(node), expected));
    }
    return known;
  }

  private <T> T required(String field, T instead, Optional<T> value) {
    if (value.isEmpty() && object.path(field).isMissingNode()) {
      errors.add(FieldError.expected(path.to(field), "absent", "a value"));
    }
    return value.orElse(instead);
  }

  /// An id that has to be there; a made-up one if it is wrong.
  UUID id(String field) {
    return required(
        field, new UUID(0, 0), read(field, "a UUID", node -> text(node).flatMap(Uuids::parse)));
  }

  Optional<String> text(String field, int longest) {
    return read(
        field,
        "1..%d characters, none of them a control character".formatted(longest),
        node -> text(node).filter(text -> Texts.isLine(text, longest)));
  }

  /// Printable ASCII.
  Optional<String> key(String field, int longest) {
    return read(
        field,
        "1..%d printable ASCII characters".formatted(longest),
        node -> text(node).filter(Texts::isPrintable).filter(text -> text.length() <= longest));
  }

  /// An instant that an event may name.
  Optional<Instant> instant(String field) {
    return read(field, Instants.EXPECTED, node -> text(node).flatMap(Settings::instant));
  }

  /// What a text is one of.
  <T> Optional<T> choice(String field, String expected, Function<String, Optional<T>> meaning) {
    return read(field, expected, node -> text(node).flatMap(meaning));
  }

  Optional<Long> whole(String field, long least, long most) {
    return read(
        field,
        least + ".." + most,
        node ->
            node.isIntegralNumber() && node.canConvertToLong()
                ? Optional.of(node.longValue()).filter(value -> value >= least && value <= most)
                : Optional.empty());
  }

  long requiredWhole(String field, long least, long most) {
    return required(field, least, whole(field, least, most));
  }

  /// A seat.
  ///
  /// @param ticketType null for the event's first
  record Seat(String id, @Nullable String ticketType) {}

  /// Seats.
  List<Seat> seats() {
    return objects(
        "seats",
        seat ->
            new Seat(
                seat.required("id", "", seat.read("id", "a string", Arguments::text)),
                seat.read("ticketType", "a string", Arguments::text).orElse(null)));
  }

  /// Places of areas.
  List<Command.Quantity> quantities() {
    return objects(
        "areas",
        area ->
            new Command.Quantity(
                area.required("id", "", area.read("id", "a string", Arguments::text)),
                (int) area.requiredWhole("quantity", 1, Integer.MAX_VALUE),
                area.read("ticketType", "a string", Arguments::text).orElse(null)));
  }

  private <T> List<T> objects(String field, Function<Arguments, T> reader) {
    List<T> objects = new ArrayList<>();
    List<JsonNode> items =
        read(
                field,
                "an array of objects",
                node -> list(node, item -> Optional.of(item).filter(JsonNode::isObject)))
            .orElse(List.of());
    for (JsonNode item : items) {
      var object = new Arguments(item, path.to(field).at(objects.size()), errors);
      objects.add(reader.apply(object));
      object.checkFields();
    }
    return objects;
  }

  private static <T> Optional<List<T>> list(
      JsonNode node, Function<JsonNode, Optional<T>> element) {
    List<T> elements = new ArrayList<>();
    node.forEach(item -> element.apply(item).ifPresent(elements::add));
    return node.isArray() && elements.size() == node.size()
        ? Optional.of(elements)
        : Optional.empty();
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.ofNullable(node.textValue()).filter(Texts::isUnicode);
  }

  private static String shown(@Nullable JsonNode node) {
    return Texts.shown(String.valueOf(node), LONGEST_SHOWN);
  }
}
