package dev.holdfast.application.port.out;

import dev.holdfast.application.port.in.Unavailable;

/// A commit failed in such a way that nobody can say whether it happened. Never to be reported as a
/// failure of what was asked.
public final class OutcomeUnknown extends Unavailable {
  public OutcomeUnknown(String message, Throwable cause) {
    super(message, cause);
  }
}
