package dev.holdfast.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.Instants;
import dev.holdfast.domain.Texts;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.rest.seatmap.JsonFault;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads one JSON object of a request's body, strictly, field by field, and notes all that is wrong
/// with it, so that one answer names every defect.
///
/// A field that is null counts as absent. Where a required field is absent or a value is wrong, the
/// reading goes on with some stand-in; what is read then is thrown away in the end.
final class JsonFields {
  private static final int DEPTH = 32;
  private static final String EXPECTED_DURATION = "an ISO 8601 duration, such as PT15M";
  private static final int NUMBER_LENGTH = 100;
  private static final String EXPECTED_CURSOR = "a cursor of the feed";
  private static final UUID NO_ID = new UUID(0, 0);

  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEPTH)
                          .maxNumberLength(NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final FieldPath path;
  private final JsonNode object;
  private final List<FieldError> errors;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> required = new HashSet<>();

  private JsonFields(FieldPath path, JsonNode object, List<FieldError> errors) {
    this.path = path;
    this.object = object;
    this.errors = errors;
  }

  /// What a body says.
  ///
  /// @throws ProblemException if it is not what it should be
  static <T> T read(byte[] body, Function<JsonFields, T> reader) {
    return read(parse(body), reader);
  }

  /// What a body says; an empty one says what `{}` says.
  ///
  /// @throws ProblemException if it is not what it should be
  static <T> T readIfAny(byte[] body, Function<JsonFields, T> reader) {
    return read(body.length == 0 ? JsonNodeFactory.instance.objectNode() : parse(body), reader);
  }

  private static <T> T read(JsonNode root, Function<JsonFields, T> reader) {
    List<FieldError> errors = new ArrayList<>();
    checkText(FieldPath.whole(), root, errors);
    if (!root.isObject()) {
      errors.add(
          new FieldError(
              FieldPath.whole(), "the body: " + shown(root) + " (expected: a JSON object)"));
    }
    if (errors.isEmpty()) {
      T value = new JsonFields(FieldPath.whole(), root, errors).all(reader);
      if (errors.isEmpty()) {
        return value;
      }
    }
    throw ProblemException.malformed(errors);
  }

  private static JsonNode parse(byte[] body) {
    try {
      // Decoded first, since the parser would guess at UTF-16 and let malformed UTF-8 pass.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode root = STRICT.readTree(text);
      if (root.isMissingNode()) {
        throw notJson("the body: empty (expected: a JSON object)");
      }
      return root;
    } catch (NumberFormatException _) {
      // Of the parser, which lets out what its number type can't hold.
      throw notJson("number too large (expected: at most 64 bits)");
    } catch (CharacterCodingException _) {
      throw notJson("the body: not UTF-8 (expected: JSON in UTF-8)");
    } catch (JsonProcessingException e) {
      throw notJson("not JSON: " + JsonFault.described(e));
    }
  }

  private static ProblemException notJson(String detail) {
    return ProblemException.malformed(List.of(new FieldError(FieldPath.whole(), detail)));
  }

  /// Half a character and NUL are JSON, but no text that a database or another client could keep.
  private static void checkText(FieldPath path, JsonNode node, List<FieldError> errors) {
    if (node.isTextual() && !Texts.isUnicode(node.textValue())) {
      errors.add(new FieldError(path, "a NUL or an unpaired surrogate (expected: Unicode text)"));
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkText(path.at(i), node.get(i), errors);
      }
    }
    node.properties()
        .forEach(
            field -> {
              if (!Texts.isUnicode(field.getKey())) {
                errors.add(
                    new FieldError(
                        path, "a NUL or an unpaired surrogate in a name (expected: Unicode text)"));
              }
              checkText(path.to(field.getKey()), field.getValue(), errors);
            });
  }

  private <T> T all(Function<JsonFields, T> reader) {
    T value = reader.apply(this);
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!known.contains(field.getKey())) {
        errors.add(
            new FieldError(
                at(field.getKey()),
                "unknown field (expected: "
                    + (known.isEmpty() ? "none" : String.join(", ", known))
                    + ")"));
      }
    }
    return value;
  }

  /// Requires fields that are then read as optional ones, as they are for other requests.
  void require(String... fields) {
    required.addAll(List.of(fields));
  }

  String text(String field) {
    String text = required(field, "a string", JsonNode::textValue);
    return text == null ? "" : text;
  }

  @Nullable String optionalText(String field) {
    return optional(field, "a string", JsonNode::textValue);
  }

  /// @param most how many characters it may have, at least 1
  @Nullable String optionalText(String field, int most) {
    return optional(field, expectedLine(most), value -> toLine(value, most));
  }

  /// The same where it has to be there.
  String line(String field, int most) {
    String line = required(field, expectedLine(most), value -> toLine(value, most));
    return line == null ? "" : line;
  }

  private static String expectedLine(int most) {
    return "1.." + most + " characters without control characters";
  }

  private static @Nullable String toLine(JsonNode value, int most) {
    return value.isTextual() && Texts.isLine(value.textValue(), most) ? value.textValue() : null;
  }

  UUID uuid(String field) {
    UUID id = required(field, "a UUID", value -> Ids.uuid(value.asText()).orElse(null));
    return id == null ? NO_ID : id;
  }

  /// An array of UUIDs.
  @Nullable List<UUID> optionalUuids(String field) {
    JsonNode array = optional(field, "an array", value -> value.isArray() ? value : null);
    if (array == null) {
      return null;
    }
    List<UUID> ids = new ArrayList<>();
    for (JsonNode element : array) {
      UUID id = element.isTextual() ? Ids.uuid(element.textValue()).orElse(null) : null;
      if (id == null) {
        wrong(at(field).at(ids.size()), field, element, "a UUID");
      }
      ids.add(id == null ? NO_ID : id);
    }
    return ids;
  }

  /// A position in a feed.
  FeedPosition cursor(String field) {
    FeedPosition position = required(field, EXPECTED_CURSOR, JsonFields::toCursor);
    return position == null ? new FeedPosition(0, 0, 0) : position;
  }

  /// A position in a feed that is not before another one, which is meant if there is none. It is in
  /// the same history, or the other one is from before there was any.
  FeedPosition cursorFrom(String field, FeedPosition first) {
    FeedPosition position =
        optional(
            field,
            "%s, not before %s and with the same first number".formatted(EXPECTED_CURSOR, first),
            value -> {
              FeedPosition of = toCursor(value);
              return of != null && (first.epoch() == 0 || first.isNotAfter(of)) ? of : null;
            });
    return position == null ? first : position;
  }

  private static @Nullable FeedPosition toCursor(JsonNode value) {
    return value.isTextual() ? FeedPosition.parse(value.textValue()).orElse(null) : null;
  }

  @Nullable Instant optionalInstant(String field) {
    return optional(field, Instants.EXPECTED, JsonFields::toInstant);
  }

  private static @Nullable Instant toInstant(JsonNode value) {
    return value.isTextual() ? Instants.parse(value.textValue()).orElse(null) : null;
  }

  Duration duration(String field) {
    Duration duration = required(field, EXPECTED_DURATION, JsonFields::toDuration);
    return duration == null ? Duration.ZERO : duration;
  }

  @Nullable Duration optionalDuration(String field) {
    return optional(field, EXPECTED_DURATION, JsonFields::toDuration);
  }

  private static @Nullable Duration toDuration(JsonNode value) {
    try {
      return value.isTextual() ? Duration.parse(value.textValue()) : null;
    } catch (DateTimeException | ArithmeticException _) {
      return null;
    }
  }

  @Nullable Boolean optionalBoolean(String field) {
    return optional(field, "true or false", JsonFields::toBoolean);
  }

  private static @Nullable Boolean toBoolean(JsonNode value) {
    return value.isBoolean() ? value.booleanValue() : null;
  }

  @Nullable Integer optionalInt(String field) {
    return optional(field, "a whole number", JsonFields::toInt);
  }

  /// A whole number.
  int whole(String field) {
    Integer number = required(field, "a whole number", JsonFields::toInt);
    return number == null ? 0 : number;
  }

  /// An array of whole numbers.
  List<Integer> wholes(String field) {
    JsonNode array = required(field, "an array", value -> value.isArray() ? value : null);
    List<Integer> numbers = new ArrayList<>();
    for (JsonNode element : array == null ? List.<JsonNode>of() : array) {
      Integer number = toInt(element);
      if (number == null) {
        wrong(at(field).at(numbers.size()), field, element, "a whole number");
      }
      numbers.add(number == null ? 0 : number);
    }
    return numbers;
  }

  private static @Nullable Integer toInt(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToInt() ? value.intValue() : null;
  }

  /// Minor units of a currency.
  @Nullable Long optionalAmount(String field) {
    return optional(field, "a whole number >= 0", JsonFields::toAmount);
  }

  private static @Nullable Long toAmount(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0
        ? value.longValue()
        : null;
  }

  /// An array of strings; empty if it is absent.
  List<String> texts(String field) {
    List<String> texts = optionalTexts(field);
    return texts == null ? List.of() : texts;
  }

  @Nullable List<String> optionalTexts(String field) {
    JsonNode array = optional(field, "an array", value -> value.isArray() ? value : null);
    if (array == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      String text = element.textValue();
      if (text == null) {
        wrong(at(field).at(texts.size()), field, element, "a string");
      }
      texts.add(text == null ? "" : text);
    }
    return texts;
  }

  /// An array of objects; empty if it is absent.
  <T> List<T> objects(String field, Function<JsonFields, T> reader) {
    List<T> objects = optionalObjects(field, reader);
    return objects == null ? List.of() : objects;
  }

  <T> @Nullable List<T> optionalObjects(String field, Function<JsonFields, T> reader) {
    JsonNode array = optional(field, "an array", value -> value.isArray() ? value : null);
    if (array == null) {
      return null;
    }
    List<T> objects = new ArrayList<>();
    int index = 0;
    for (JsonNode element : array) {
      FieldPath where = at(field).at(index++);
      if (element.isObject()) {
        objects.add(new JsonFields(where, element, errors).all(reader));
      } else {
        wrong(where, field, element, "an object");
      }
    }
    return objects;
  }

  <T> @Nullable T object(String field, Function<JsonFields, T> reader) {
    JsonNode value = optionalObject(field);
    return value == null ? null : new JsonFields(at(field), value, errors).all(reader);
  }

  /// Finds a field wrong that was read before.
  void refuse(String field, String expected) {
    wrong(at(field), field, object.path(field), expected);
  }

  private @Nullable JsonNode optionalObject(String field) {
    return optional(field, "an object", value -> value.isObject() ? value : null);
  }

  /// Prices by category: an amount, or amounts by ticket type. One whose price is null is left out.
  ///
  /// @param flat makes something of an amount
  /// @param byTicketType makes something of amounts
  <T> @Nullable Map<String, T> optionalPrices(
      String field, Function<Long, T> flat, Function<Map<String, Long>, T> byTicketType) {
    JsonNode value = optionalObject(field);
    if (value == null) {
      return null;
    }
    Map<String, T> prices = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> category : value.properties()) {
      FieldPath where = at(field).to(category.getKey());
      JsonNode price = category.getValue();
      Long amount = toAmount(price);
      if (amount != null) {
        prices.put(category.getKey(), flat.apply(amount));
      } else if (price.isObject()) {
        prices.put(
            category.getKey(),
            byTicketType.apply(
                map(price, where, "a whole number >= 0 in minor units", JsonFields::toAmount)));
      } else if (!price.isNull()) {
        wrong(
            where,
            category.getKey(),
            price,
            "a whole number >= 0 in minor units, or an object of them by ticket type");
      }
    }
    return prices;
  }

  /// A JSON object, kept as text.
  ///
  /// @param most how many bytes the text may have
  @Nullable String jsonObject(String field, int most) {
    return optional(
        field,
        "an object of at most " + most + " bytes",
        value -> value.isObject() ? toText(value, most) : null);
  }

  private static @Nullable String toText(JsonNode value, int most) {
    String text = value.toString();
    return text.getBytes(StandardCharsets.UTF_8).length <= most ? text : null;
  }

  private <T> Map<String, T> map(
      @Nullable JsonNode object,
      FieldPath where,
      String expected,
      Function<JsonNode, @Nullable T> reader) {
    Map<String, T> map = new LinkedHashMap<>();
    if (object != null) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        T value = reader.apply(member.getValue());
        if (value == null) {
          wrong(where.to(member.getKey()), member.getKey(), member.getValue(), expected);
        } else {
          map.put(member.getKey(), value);
        }
      }
    }
    return map;
  }

  private <T> @Nullable T required(
      String field, String expected, Function<JsonNode, @Nullable T> reader) {
    known.add(field);
    JsonNode value = object.get(field);
    if (value == null) {
      errors.add(new FieldError(at(field), field + ": absent (expected: " + expected + ")"));
      return null;
    }
    return read(field, value, expected, reader);
  }

  private <T> @Nullable T optional(
      String field, String expected, Function<JsonNode, @Nullable T> reader) {
    if (required.contains(field)) {
      return required(field, expected, reader);
    }
    known.add(field);
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? null : read(field, value, expected, reader);
  }

  private <T> @Nullable T read(
      String field, JsonNode value, String expected, Function<JsonNode, @Nullable T> reader) {
    T read = reader.apply(value);
    if (read == null) {
      wrong(at(field), field, value, expected);
    }
    return read;
  }

  private void wrong(FieldPath where, String name, JsonNode value, String expected) {
    errors.add(
        new FieldError(
            where, "%s: %s (expected: %s)".formatted(Text.plain(name), shown(value), expected)));
  }

  private static String shown(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> Text.quote(value.textValue());
      case NUMBER, BOOLEAN, NULL -> Text.plain(value.asText());
      case BINARY, MISSING, POJO -> throw new IllegalStateException("not from JSON: " + value);
    };
  }

  private FieldPath at(String field) {
    return path.to(field);
  }
}
