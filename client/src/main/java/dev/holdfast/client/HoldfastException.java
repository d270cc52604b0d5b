package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// A call that did not succeed.
public abstract sealed class HoldfastException extends RuntimeException
    permits ProblemException, NoAnswerException {
  private static final long serialVersionUID = 1;

  private boolean mayBeDone;
  private @Nullable String idempotencyKey;

  HoldfastException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// Whether the request may have been carried out all the same. If it is true, repeat the call
  /// with [Holdfast#goingOn] and the same [#idempotencyKey] to learn what happened.
  public boolean mayBeDone() {
    return mayBeDone;
  }

  /// The key that all tries of the call carried; null for calls that need none.
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  HoldfastException after(boolean mayBeDone, @Nullable String idempotencyKey) {
    this.mayBeDone = mayBeDone;
    this.idempotencyKey = idempotencyKey;
    return this;
  }
}
