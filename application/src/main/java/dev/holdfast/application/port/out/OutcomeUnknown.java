package dev.holdfast.application.port.out;

/// A commit failed in such a way that nobody can say whether it happened. Never to be reported as a
/// failure of what was asked.
public final class OutcomeUnknown extends RuntimeException {
  public OutcomeUnknown(String message, Throwable cause) {
    super(message, cause);
  }
}
