package dev.holdfast.application.port.in;

import dev.holdfast.domain.FieldError;
import java.util.List;

/// What became of a request to add something to the catalogue.
///
/// @param <T> what was to be added
public sealed interface Creation<T> {
  /// It was added.
  ///
  /// @param replayed whether an earlier request with the same idempotency key had added it
  record Created<T>(T value, boolean replayed) implements Creation<T> {}

  /// It can't be.
  record Invalid<T>(List<FieldError> errors) implements Creation<T> {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /// The idempotency key was used with another request.
  record KeyReused<T>() implements Creation<T> {}
}
