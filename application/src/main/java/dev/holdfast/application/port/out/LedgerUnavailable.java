package dev.holdfast.application.port.out;

import dev.holdfast.application.port.in.Unavailable;
import org.jspecify.annotations.Nullable;

/// The store could not be used. Nothing was changed.
public final class LedgerUnavailable extends Unavailable {
  public LedgerUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
