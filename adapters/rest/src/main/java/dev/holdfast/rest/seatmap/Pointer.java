package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.FieldError;
import org.jspecify.annotations.Nullable;

/// A JSON pointer (RFC 6901) as a chain from the end: made cheaply for every seat, rendered only
/// for those that have a defect.
///
/// @param token the last step where that is a field; null where it is an array's index
record Pointer(@Nullable Pointer parent, @Nullable String token, int index) {
  static final Pointer ROOT = new Pointer(null, null, -1);

  Pointer to(String field) {
    return new Pointer(this, field, -1);
  }

  Pointer to(int element) {
    return new Pointer(this, null, element);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "";
    }
    return FieldError.member(parent.toString(), token == null ? String.valueOf(index) : token);
  }
}
