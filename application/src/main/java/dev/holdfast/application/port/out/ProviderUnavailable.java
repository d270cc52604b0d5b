package dev.holdfast.application.port.out;

import dev.holdfast.application.port.in.Unavailable;
import org.jspecify.annotations.Nullable;

/// The identity provider could not be asked for its keys.
public final class ProviderUnavailable extends Unavailable {
  public ProviderUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
