package dev.holdfast.rest;

import dev.holdfast.domain.FieldError;
import io.quarkus.runtime.annotations.RegisterForReflection;

/// Something wrong with, or to know about, one place of a body.
@RegisterForReflection
record DefectBody(String pointer, String detail) {
  static DefectBody from(FieldError error) {
    return new DefectBody(error.pointer(), error.detail());
  }
}
