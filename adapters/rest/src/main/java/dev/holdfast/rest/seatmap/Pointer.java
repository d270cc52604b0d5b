package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.FieldPath;

/// How clients are told of a field: by a JSON pointer into the body (RFC 6901).
public final class Pointer {
  private Pointer() {}

  /// The pointer to a field; empty for the whole body.
  public static String to(FieldPath path) {
    return switch (path) {
      case FieldPath.Whole _ -> "";
      case FieldPath.Member(FieldPath parent, String name) ->
          to(parent) + "/" + name.replace("~", "~0").replace("/", "~1");
      case FieldPath.Element(FieldPath list, int index) -> to(list) + "/" + index;
    };
  }
}
