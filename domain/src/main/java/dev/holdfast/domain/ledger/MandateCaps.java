package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.ledger.Refusal.MandateExceeded;
import dev.holdfast.domain.ledger.Refusal.MandateExceeded.Cap;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rule of what a mandate allows. Its caps hold for all of its live holds and reservations
/// together, however they are divided.
///
/// What was paid for sold seats is not known here. So nothing more can be held once something is
/// sold: what is sold then was in holds together before, within the caps.
final class MandateCaps {
  private final Draft draft;
  private final Mandate mandate;
  private final Holder holder;
  private final Instant now;

  private MandateCaps(Draft draft, Mandated by, Instant now) {
    this.draft = draft;
    this.mandate = by.mandate();
    this.holder = by.holder();
    this.now = now;
  }

  /// Why a command is refused that names what is none of the mandate's.
  ///
  /// @param by null for a command without a mandate, which is never refused
  static Optional<Refusal> refusal(Draft draft, Command command, @Nullable Mandated by) {
    if (by == null) {
      return Optional.empty();
    }
    Optional<Holder> of =
        switch (command) {
          case Command.OfHold about ->
              draft.hold(about.holdId()).map(hold -> hold.terms().holder());
          case Command.OfReservation about ->
              draft.reservation(about.reservationId()).map(sold -> sold.holder());
          case Command.Place place -> Optional.of(place.holder());
          case Command.OfEvent _, Command.Expire _ -> Optional.empty();
        };
    return of.filter(by.holder()::equals).isPresent()
        ? Optional.empty()
        : Optional.of(new Refusal.NotFound());
  }

  /// Why a hold can't be placed, or changed to this.
  ///
  /// @param by null for a command without a mandate, which is never refused
  /// @param before null if it is placed
  static Optional<Refusal> refusal(
      Draft draft,
      @Nullable Mandated by,
      @Nullable HoldTerms before,
      HoldTerms after,
      Instant now) {
    return by == null
        ? Optional.empty()
        : new MandateCaps(draft, by, now).refusal(before, after).map(exceeded -> exceeded);
  }

  /// Why a hold can't be extended or confirmed.
  ///
  /// @param by null for a command without a mandate, which is never refused
  static Optional<Refusal> refusal(Draft draft, @Nullable Mandated by, Instant now) {
    return by == null
        ? Optional.empty()
        : new MandateCaps(draft, by, now).whenever().map(exceeded -> exceeded);
  }

  private Optional<MandateExceeded> whenever() {
    if (!draft.sale().event().id().equals(mandate.event())) {
      return exceeded(Cap.EVENT_ID, draft.sale().event().id(), mandate.event());
    }
    return mandate.isOver(now) ? exceeded(Cap.UNTIL, now, mandate.until()) : Optional.empty();
  }

  private Optional<MandateExceeded> refusal(@Nullable HoldTerms before, HoldTerms after) {
    List<HoldTerms> others =
        draft.live(holder.mark(), now).filter(terms -> !terms.id().equals(after.id())).toList();
    int seats =
        others.stream().mapToInt(terms -> terms.seats().size()).sum() + after.seats().size();
    long total = others.stream().mapToLong(HoldTerms::total).reduce(after.total(), Math::addExact);
    boolean hasMore = before == null || after.seats().size() > before.seats().size();
    boolean costsMore = before == null || after.total() > before.total();
    int sold = draft.holding(holder.mark()).reserved();
    Currency currency = draft.sale().event().currency();
    return whenever()
        .or(
            () ->
                currency.equals(mandate.currency())
                    ? Optional.empty()
                    : exceeded(Cap.CURRENCY, currency, mandate.currency()))
        .or(
            () ->
                sold > 0 && (hasMore || costsMore)
                    ? exceeded(Cap.RESERVED, sold, 0)
                    : Optional.empty())
        .or(
            () ->
                hasMore && seats > mandate.maxSeats()
                    ? exceeded(Cap.MAX_SEATS, seats, mandate.maxSeats())
                    : Optional.empty())
        .or(
            () ->
                costsMore && total > mandate.maxTotal()
                    ? exceeded(Cap.MAX_TOTAL, total, mandate.maxTotal())
                    : Optional.empty());
  }

  private static Optional<MandateExceeded> exceeded(Cap cap, Object value, Object limit) {
    return Optional.of(new MandateExceeded(cap, value.toString(), limit.toString()));
  }
}
