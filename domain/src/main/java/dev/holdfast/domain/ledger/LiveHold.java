package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import java.time.Instant;
import java.util.Optional;

/// The rule that only a live hold is changed, extended or confirmed; and such a hold.
///
/// @param now an instant at which it is live
record LiveHold(Hold hold, Instant now) {
  LiveHold {
    if (refusal(hold, now).isPresent()) {
      throw new IllegalArgumentException("hold: " + hold + " (expected: live at " + now + ")");
    }
  }

  static Optional<Refusal> refusal(Hold hold, Instant now) {
    return switch (hold.status(now)) {
      case HELD -> Optional.empty();
      case EXPIRED -> Optional.of(new Refusal.HoldExpired(hold.terms().expiresAt()));
      case RELEASED -> Optional.of(new Refusal.HoldReleased());
      case CONFIRMED -> Optional.of(new Refusal.HoldConfirmed());
    };
  }

  HoldTerms terms() {
    return hold.terms();
  }

  /// The same hold with a full duration from now, as far as its longest life allows and never less
  /// than before.
  HoldTerms extended(HoldPolicy policy) {
    Instant wanted = now.plus(policy.duration());
    Instant allowed = wanted.isBefore(terms().maxExpiresAt()) ? wanted : terms().maxExpiresAt();
    return allowed.isAfter(terms().expiresAt()) ? terms().withExpiresAt(allowed) : terms();
  }
}
