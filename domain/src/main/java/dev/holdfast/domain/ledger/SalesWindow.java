package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Settings;
import java.time.Instant;
import java.util.Optional;

/// The rule that seats and places are taken only while the event is on sale: from the opening on,
/// before the close, and not while it is paused.
final class SalesWindow {
  private SalesWindow() {}

  static Optional<Refusal> refusal(Settings settings, Instant now) {
    Instant open = settings.salesOpenAt();
    Instant close = settings.closesAt();
    if (open != null && now.isBefore(open)) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.NOT_OPEN, open, close));
    }
    if (!now.isBefore(close)) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.OVER, open, close));
    }
    return settings.paused()
        ? Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.PAUSED, open, close))
        : Optional.empty();
  }
}
