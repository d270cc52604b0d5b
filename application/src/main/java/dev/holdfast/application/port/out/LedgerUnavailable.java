package dev.holdfast.application.port.out;

/// The store could not be used. Nothing was changed.
public final class LedgerUnavailable extends RuntimeException {
  public LedgerUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
