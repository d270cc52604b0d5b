package dev.holdfast.rest.seatmap;

import static dev.holdfast.rest.seatmap.Findings.quote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.holdfast.domain.FieldPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Walks through a JSON document without building a tree of it.
///
/// Every reading method takes the value the walk has come to. A null counts as absent; a value of
/// a wrong type is noted as malformed, skipped, and counts as absent too, so that one walk finds
/// all of them.
final class Json {
  /// Beyond any room that people sit in; an object takes many times the 3 bytes of `{},`.
  static final int MAX_OBJECTS = 500_000;

  private static final int MAX_FIELDS = 1_000;

  /// More names than any format has; it bounds what is remembered.
  private static final int MAX_LEFT_OUT = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(100_000)
                  .maxNameLength(1_000)
                  .maxNumberLength(1_000)
                  .build())
          .build();

  private final JsonParser parser;
  private final Findings malformed;
  private final Findings warnings;
  private final Map<String, String> pool = new HashMap<>();
  private final Map<String, LeftOut> leftOut = new LinkedHashMap<>();
  private int objects;

  private Json(JsonParser parser, Findings malformed, Findings warnings) {
    this.parser = parser;
    this.malformed = malformed;
    this.warnings = warnings;
  }

  /// Fields of one name that were not read.
  private record LeftOut(FieldPath first, int times) {}

  /// Walks through a document that is an object.
  ///
  /// @param malformed gets the places where it is not JSON, or not of its format
  /// @param warnings gets what was read as something else, or not at all
  static void walk(byte[] body, Findings malformed, Findings warnings, Walk walk) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      Json json = new Json(parser, malformed, warnings);
      try {
        if (parser.nextToken() == null) {
          malformed.add(FieldPath.whole(), "empty (expected: a JSON object)");
        } else if (!json.isObject()) {
          json.wrongType("an object");
        } else {
          walk.through(json);
          json.tellLeftOut();
        }
      } catch (StreamConstraintsException e) {
        malformed.add(json.here(), "limit exceeded: " + JsonFault.described(e));
      } catch (JsonProcessingException e) {
        malformed.add(json.here(), "not JSON: " + JsonFault.described(e));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /// Reads a document from its first value on.
  interface Walk {
    void through(Json json) throws IOException;
  }

  /// Reads the value of one field, or skips it.
  interface FieldReader {
    void read(String field) throws IOException;
  }

  /// Reads one element of an array.
  interface ElementReader {
    void read() throws IOException;
  }

  /// Something that is filled from a JSON object, field by field.
  interface Raw {
    void read(String field, Json json) throws IOException;
  }

  /// Whether the value is an array.
  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /// Whether the value is an object.
  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /// Notes whatever follows the document's value.
  void end() throws IOException {
    if (parser.nextToken() != null) {
      malformed.add(FieldPath.whole(), "more text after the end (expected: one JSON object)");
    }
  }

  void object(FieldReader fields) throws IOException {
    if (isA(JsonToken.START_OBJECT, "an object")) {
      while (next() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        next();
        fields.read(field);
      }
    }
  }

  void array(ElementReader elements) throws IOException {
    if (isA(JsonToken.START_ARRAY, "an array")) {
      while (next() != JsonToken.END_ARRAY) {
        elements.read();
      }
    }
  }

  /// An object; an empty one where it is absent.
  <T extends Raw> T raw(T raw) throws IOException {
    object(field -> raw.read(field, this));
    return raw;
  }

  /// An array of objects.
  <T extends Raw> List<T> raws(Supplier<T> empty) throws IOException {
    List<T> all = new ArrayList<>();
    array(
        () -> {
          if (parser.currentToken() == JsonToken.VALUE_NULL) {
            wrongType("an object");
          }
          if (++objects > MAX_OBJECTS) {
            throw new StreamConstraintsException("more than " + MAX_OBJECTS + " objects");
          }
          all.add(raw(empty.get()));
        });
    return all;
  }

  @Nullable String string() throws IOException {
    return isA(JsonToken.VALUE_STRING, "a string") ? parser.getText() : null;
  }

  /// What is written on something: a string, to the letter, or a number; null where that is blank.
  @Nullable String label() throws IOException {
    String label =
        parser.currentToken().isNumeric() || isA(JsonToken.VALUE_STRING, "a string or a number")
            ? parser.getText()
            : "";
    if (!label.isBlank()) {
      return label;
    }
    if (!label.isEmpty()) {
      warnings.add(warnings.isFull() ? FieldPath.whole() : here(), "blank; treated as absent");
    }
    return null;
  }

  /// The first text like this one that was read. Seats share numbers and categories, and a big map
  /// would otherwise hold each a hundred thousand times.
  @Nullable String pooled(@Nullable String text) {
    return text == null ? null : pool.computeIfAbsent(text, first -> first);
  }

  /// A number, infinite where it is beyond all measure; NaN where it is absent.
  double number() throws IOException {
    return parser.currentToken().isNumeric() || isA(JsonToken.VALUE_NUMBER_INT, "a number")
        ? parser.getDoubleValue()
        : Double.NaN;
  }

  double numberOr(double absent) throws IOException {
    double number = number();
    return Double.isNaN(number) ? absent : number;
  }

  /// A number without a fraction; NaN where it is absent.
  double wholeNumber() throws IOException {
    double number = number();
    if (Double.isFinite(number) && number != Math.rint(number)) {
      note("a fraction (expected: a whole number)");
    }
    return number;
  }

  boolean flag() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_TRUE
        || (parser.currentToken() != JsonToken.VALUE_FALSE
            && isA(JsonToken.VALUE_TRUE, "true or false"));
  }

  /// Passes over a value; false where there is nothing in it but null, false, 0 and empty texts.
  boolean skip() throws IOException {
    boolean saysSomething = false;
    int depth = 0;
    for (JsonToken token = parser.currentToken(); ; token = next()) {
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      saysSomething |= saysSomething(token);
      if (depth == 0) {
        return saysSomething;
      }
    }
  }

  private boolean saysSomething(JsonToken token) throws IOException {
    return token == JsonToken.VALUE_TRUE
        || (token == JsonToken.VALUE_STRING && parser.getTextLength() > 0)
        || (token.isNumeric() && parser.getDoubleValue() != 0);
  }

  /// Passes over a field that has no counterpart here, and warns of it if it says something.
  void leaveOut(String field) throws IOException {
    if (skip()) {
      LeftOut known = leftOut.get(field);
      if (known != null) {
        leftOut.put(field, new LeftOut(known.first, known.times + 1));
      } else if (leftOut.size() < MAX_LEFT_OUT) {
        leftOut.put(field, new LeftOut(here(), 1));
      }
    }
  }

  private void tellLeftOut() {
    leftOut.forEach(
        (field, where) ->
            warnings.add(
                where.first,
                quote(field)
                    + " was ignored"
                    + (where.times == 1 ? "" : ", " + where.times + " times")));
  }

  /// Notes that the field just met is none of the format's.
  void unknown(String expected) throws IOException {
    note("an unknown field (expected: " + expected + ")");
    skip();
  }

  void wrongType(String expected) throws IOException {
    note(described(parser.currentToken()) + " (expected: " + expected + ")");
    skip();
  }

  private FieldPath here() {
    FieldPath path = FieldPath.whole();
    JsonPointer pointer = parser.getParsingContext().pathAsPointer();
    for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
      path =
          rest.mayMatchElement()
              ? path.at(rest.getMatchingIndex())
              : path.to(rest.getMatchingProperty());
    }
    return path;
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.FIELD_NAME
        && parser.getParsingContext().getCurrentIndex() > MAX_FIELDS) {
      // The names are remembered, to find doubled ones.
      throw new StreamConstraintsException("an object of more than " + MAX_FIELDS + " fields");
    }
    return token;
  }

  private void note(String detail) {
    malformed.add(malformed.isFull() ? FieldPath.whole() : here(), detail);
  }

  private boolean isA(JsonToken wanted, String expected) throws IOException {
    JsonToken met = parser.currentToken();
    if (met == wanted) {
      return true;
    }
    if (met != JsonToken.VALUE_NULL) {
      wrongType(expected);
    }
    return false;
  }

  private static String described(JsonToken token) {
    if (token == JsonToken.START_OBJECT) {
      return "an object";
    }
    if (token == JsonToken.START_ARRAY) {
      return "an array";
    }
    if (token == JsonToken.VALUE_STRING) {
      return "a string";
    }
    return token.isNumeric() ? "a number" : token.asString();
  }
}
