package dev.holdfast.domain;

/// Something wrong with one field of a request.
///
/// @param path names the field
/// @param detail the value and what was expected, such as `quantity: 0 (expected: 1..10)`
public record FieldError(FieldPath path, String detail) {
  /// A field whose value is not what was expected.
  public static FieldError expected(FieldPath path, Object value, String expected) {
    return new FieldError(path, path.name() + ": " + value + " (expected: " + expected + ")");
  }
}
