package dev.holdfast.domain;

/// Something wrong with one field of a request.
///
/// @param pointer a JSON pointer into the request's body (RFC 6901); empty for the whole of it
/// @param detail the value and what was expected, such as `quantity: 0 (expected: 1..10)`
public record FieldError(String pointer, String detail) {
  /// A field whose value is not what was expected.
  public static FieldError expected(String pointer, Object value, String expected) {
    // An element of a list is named with its list.
    String field = pointer.replaceFirst("^.*/(?=[^/]*[^/0-9][^/]*(/[0-9]+)*$)", "");
    return new FieldError(pointer, field + ": " + value + " (expected: " + expected + ")");
  }

  /// The pointer to a member, its name escaped as RFC 6901 says.
  public static String member(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
