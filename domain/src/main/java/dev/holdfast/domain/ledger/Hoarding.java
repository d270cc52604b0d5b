package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.HoldLimits.Limit;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Refusal.HoldLimitReached;
import dev.holdfast.domain.ledger.Refusal.HoldLimitReached.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/// The rule of how many seats and places a customer, an address and a client may have at an event.
/// What is in holds whose time is up does not count, swept or not.
final class Hoarding {
  private final Draft draft;
  private final Instant now;

  private Hoarding(Draft draft, Instant now) {
    this.draft = draft;
    this.now = now;
  }

  /// @param more how many the holder would have besides; at most 0 is never refused
  static Optional<Refusal> refusal(Draft draft, Holder holder, int more, Instant now) {
    return more <= 0 ? Optional.empty() : new Hoarding(draft, now).refusal(holder, more);
  }

  private Optional<Refusal> refusal(Holder holder, int more) {
    HoldLimits limits = draft.sale().event().settings().limits();
    boolean isCustomer = holder.isCustomer();
    Limit own = isCustomer ? limits.customer() : limits.address();
    if (holder.isMarked() && !own.allowsAll()) {
      Optional<Refusal> refusal =
          refusal(
              isCustomer ? Scope.CUSTOMER : Scope.ADDRESS,
              own,
              more,
              draft.holding(holder.mark()),
              other -> other.mark() == holder.mark());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    ClientId client = holder.client();
    return client == null || limits.client().allowsAll()
        ? Optional.empty()
        : refusal(
            Scope.CLIENT,
            limits.client(),
            more,
            draft.holding(client),
            other -> client.equals(other.client()));
  }

  /// Due holds are looked for only where it depends on them.
  private Optional<Refusal> refusal(
      Scope scope, Limit limit, int more, Holding counted, Predicate<Holder> isSame) {
    if (exceeded(limit, counted, more).isEmpty()) {
      return Optional.empty();
    }
    Holding live =
        counted.without(
            draft
                .due(now)
                .filter(terms -> isSame.test(terms.holder()))
                .map(HoldTerms::seats)
                .mapToInt(seats -> seats.size())
                .sum());
    return exceeded(limit, live, more)
        .map(most -> new HoldLimitReached(scope, most, live.held(), live.reserved()));
  }

  /// Which limit would be exceeded.
  private static Optional<Integer> exceeded(Limit limit, Holding has, int more) {
    if (limit.held() > 0 && has.held() + more > limit.held()) {
      return Optional.of(limit.held());
    }
    return limit.total() > 0 && has.held() + has.reserved() + more > limit.total()
        ? Optional.of(limit.total())
        : Optional.empty();
  }
}
