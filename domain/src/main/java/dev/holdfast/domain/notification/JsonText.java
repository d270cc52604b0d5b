package dev.holdfast.domain.notification;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON (RFC 8259). What a receiver checks a signature of must have the same bytes wherever
/// it is read, so that no adapter writes it in its own way.
final class JsonText {
  private static final char FIRST_PRINTABLE = ' ';

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  /// JSON that is there already.
  record Raw(String json) {}

  /// The JSON of maps, lists, texts, numbers and truth values; all else is written as its text.
  /// Members that are null are left out.
  static String of(Object value) {
    var text = new JsonText();
    text.write(value);
    return text.out.toString();
  }

  private void write(@Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case Map<?, ?> map -> write(map);
      case Iterable<?> list -> {
        String separator = "[";
        for (Object element : list) {
          out.append(separator);
          write(element);
          separator = ",";
        }
        out.append(separator.equals("[") ? "[]" : "]");
      }
      case Number number -> out.append(number);
      case Boolean truth -> out.append(truth);
      case Raw raw -> out.append(raw.json);
      default -> quote(value.toString());
    }
  }

  private void write(Map<?, ?> map) {
    String separator = "{";
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (member.getValue() != null) {
        out.append(separator);
        quote(String.valueOf(member.getKey()));
        out.append(':');
        write(member.getValue());
        separator = ",";
      }
    }
    out.append(separator.equals("{") ? "{}" : "}");
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
