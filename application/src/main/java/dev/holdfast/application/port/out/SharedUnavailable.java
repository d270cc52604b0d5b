package dev.holdfast.application.port.out;

import org.jspecify.annotations.Nullable;

/// What the nodes share to be quicker or fairer can't be reached now. It has to be done without.
public final class SharedUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SharedUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
