package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.hold.HoldTerms;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rule that a hold is sold for the total that its buyer expects.
final class QuoteMatches {
  private QuoteMatches() {}

  /// @param expected in minor units; null for any total
  static Optional<Refusal> refusal(HoldTerms terms, @Nullable Long expected, Event event) {
    return expected == null || expected == terms.total()
        ? Optional.empty()
        : Optional.of(new Refusal.QuoteMismatch(terms.total(), event.currency()));
  }
}
