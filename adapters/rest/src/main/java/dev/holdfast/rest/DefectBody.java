package dev.holdfast.rest;

import dev.holdfast.domain.FieldError;
import dev.holdfast.rest.seatmap.Pointer;
import io.quarkus.runtime.annotations.RegisterForReflection;

/// Something wrong with, or to know about, one place of a body.
@RegisterForReflection
record DefectBody(String pointer, String detail) {
  static DefectBody from(FieldError error) {
    return new DefectBody(Pointer.to(error.path()), error.detail());
  }

  /// Something wrong with a query parameter.
  ///
  /// @param parameter its name
  @RegisterForReflection
  record OfParameter(String parameter, String detail) {}

  /// Something wrong with a header.
  ///
  /// @param header its name
  @RegisterForReflection
  record OfHeader(String header, String detail) {}
}
