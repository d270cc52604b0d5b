package dev.holdfast.domain;

/// Something wrong with one field of a request.
///
/// @param path names the field
/// @param detail the value and what was expected, such as `quantity: 0 (expected: 1..10)`. The
///     value is whatever somebody sent, so it is kept on one line and short
public record FieldError(FieldPath path, String detail) {
  private static final int MOST_OF_A_VALUE = 100;
  private static final int MOST = 500;

  public FieldError {
    detail = Texts.shown(detail, MOST);
  }

  /// A field whose value is not what was expected.
  public static FieldError expected(FieldPath path, Object value, String expected) {
    return new FieldError(
        path,
        "%s: %s (expected: %s)".formatted(shown(path.name()), shown(value.toString()), expected));
  }

  private static String shown(String text) {
    return Texts.shown(text, MOST_OF_A_VALUE);
  }
}
