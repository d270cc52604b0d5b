package dev.holdfast.application.port.in;

import dev.holdfast.domain.event.Event;
import org.jspecify.annotations.Nullable;

/// Who asks.
///
/// @param admin whether the request carried the admin key
/// @param holdSecret the hold secret that the request carried; null if it carried none
public record Caller(boolean admin, @Nullable String holdSecret) {
  /// Whether they may sell what they hold of an event, and take what was sold back. Whoever has no
  /// key is taken for a browser.
  public boolean maySell(Event event) {
    return admin || event.browserConfirm();
  }

  /// Whose idempotency keys the request's belongs to.
  public String client() {
    return admin ? "admin" : "public";
  }
}
