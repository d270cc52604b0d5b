package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rule that whoever lets a seat go can't hold it again for some time: a customer or an
/// address, see {@link Holder}. A shop that names no customer holds for many, and is not asked.
///
/// The rule is not for places of areas, since nobody chooses one and each is as good as another.
final class Reholding {
  private Reholding() {}

  /// @param chosen the ids of the seats that the holder would get, by their numbers
  static Optional<Refusal> refusal(
      Draft draft, Holder holder, Map<Integer, String> chosen, Instant now) {
    Duration coolDown = draft.sale().event().settings().holdPolicy().coolDown();
    if (coolDown.isZero() || !holder.isMarked()) {
      return Optional.empty();
    }
    List<Refusal.CoolingDown.Seat> seats = new ArrayList<>();
    chosen.forEach(
        (number, id) ->
            draft
                .coolDown(number, holder.mark())
                .filter(now::isBefore)
                .or(
                    () ->
                        unswept(draft, number, holder)
                            .map(expired -> expired.plus(coolDown))
                            .filter(now::isBefore))
                .ifPresent(end -> seats.add(new Refusal.CoolingDown.Seat(id, end))));
    return seats.isEmpty() ? Optional.empty() : Optional.of(new Refusal.CoolingDown(seats));
  }

  /// When a hold of the same holder expired that still has the seat, since nobody has swept it.
  private static Optional<Instant> unswept(Draft draft, int number, Holder holder) {
    return draft
        .claim(number)
        .filter(Claim.Held.class::isInstance)
        .flatMap(claim -> draft.hold(((Claim.Held) claim).holdId()))
        .map(Hold::terms)
        .filter(terms -> terms.holder().mark() == holder.mark())
        .map(HoldTerms::expiresAt);
  }
}
