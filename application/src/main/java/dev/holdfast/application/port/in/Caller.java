package dev.holdfast.application.port.in;

import org.jspecify.annotations.Nullable;

/// Who asks.
///
/// @param admin whether the request carried the admin key
/// @param holdSecret the hold secret that the request carried; null if it carried none
public record Caller(boolean admin, @Nullable String holdSecret) {
  /// Whoever has no key is taken for a browser.
  public boolean isBrowser() {
    return !admin;
  }

  /// Whose idempotency keys the request's belongs to.
  public String client() {
    return admin ? "admin" : "public";
  }
}
