package dev.holdfast.application.port.in;

import org.jspecify.annotations.Nullable;

/// The answer is not to be had now: too much is waiting, the store is away, or nobody knows whether
/// a change was made. Asking again with the same idempotency key is safe.
public class Unavailable extends RuntimeException {
  public Unavailable(String message) {
    super(message);
  }

  public Unavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
