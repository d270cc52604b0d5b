package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// The service gave no answer, or something else answered in its place, such as a proxy. So it is
/// if there was no key to send, or if the thread is interrupted, which then stays interrupted.
public final class NoAnswerException extends HoldfastException {
  private static final long serialVersionUID = 1;

  NoAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
