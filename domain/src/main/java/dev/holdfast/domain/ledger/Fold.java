package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a ledger entry does to who has which seat: the one place that says so.
final class Fold {
  private Fold() {}

  /// Claims and open holds that entries are applied to.
  interface Seats {
    /// Who has a seat; empty if nobody.
    Optional<Claim> claim(int number);

    /// Gives a seat to somebody; null for nobody.
    void claim(int number, @Nullable Claim claim);

    /// Hears that a place was given its number.
    void numbered(PricedSeat place);

    /// Adds an open hold.
    void open(HoldTerms terms);

    /// Takes an open hold away.
    ///
    /// @throws IllegalStateException if it is not open
    HoldTerms close(HoldId id);

    /// Hears what became of a hold that was closed for good.
    void ended(Hold hold);
  }

  /// Applies one change.
  ///
  /// @param at the instant of its entry
  /// @throws IllegalStateException if the change does not follow; the seats are then of no more use
  static void apply(Seats seats, Instant at, SeatChange change) {
    switch (change) {
      case SeatChange.Placed placed -> {
        var terms =
            new HoldTerms(
                placed.holdId(), placed.seats(), at, placed.expiresAt(), placed.maxExpiresAt());
        seats.open(terms);
        take(seats, terms.numbers(), new Claim.Held(terms.id()));
        number(seats, terms.seats());
      }
      case SeatChange.Changed changed -> change(seats, changed);
      case SeatChange.Extended(HoldId id, _, Instant expiresAt) ->
          seats.open(seats.close(id).withExpiresAt(expiresAt));
      case SeatChange.Confirmed(HoldId id, ReservationId reservationId, _) -> {
        HoldTerms terms = seats.close(id);
        give(seats, terms.numbers(), new Claim.Held(id));
        take(seats, terms.numbers(), new Claim.Reserved(reservationId));
        seats.ended(new Hold.Confirmed(terms, reservationId));
      }
      case SeatChange.Released(HoldId id, _) -> seats.ended(new Hold.Released(giveBack(seats, id)));
      case SeatChange.Expired(HoldId id, _) -> seats.ended(new Hold.Expired(giveBack(seats, id)));
      case SeatChange.Cancelled(ReservationId id, List<Integer> numbers) ->
          give(seats, numbers, new Claim.Reserved(id));
    }
  }

  private static HoldTerms giveBack(Seats seats, HoldId id) {
    HoldTerms terms = seats.close(id);
    give(seats, terms.numbers(), new Claim.Held(id));
    return terms;
  }

  private static void change(Seats seats, SeatChange.Changed changed) {
    HoldTerms before = seats.close(changed.holdId());
    Set<Integer> kept = new HashSet<>(before.numbers());
    changed.removed().forEach(kept::remove);
    List<PricedSeat> added =
        changed.put().stream().filter(seat -> !kept.contains(seat.number())).toList();
    var claim = new Claim.Held(changed.holdId());
    give(seats, changed.removed(), claim);
    take(seats, added.stream().map(PricedSeat::number).toList(), claim);
    number(seats, added);
    seats.open(changed(before, changed));
  }

  /// A hold as a change leaves it.
  static HoldTerms changed(HoldTerms before, SeatChange.Changed changed) {
    Map<Integer, PricedSeat> after = new LinkedHashMap<>();
    before.seats().forEach(seat -> after.put(seat.number(), seat));
    changed.removed().forEach(after::remove);
    changed.put().forEach(seat -> after.put(seat.number(), seat));
    return before.withSeats(List.copyOf(after.values()));
  }

  private static void number(Seats seats, List<PricedSeat> put) {
    for (PricedSeat seat : put) {
      if (seat.isPlace()) {
        seats.numbered(seat);
      }
    }
  }

  static void take(Seats seats, List<Integer> numbers, Claim claim) {
    for (int number : numbers) {
      seats
          .claim(number)
          .ifPresent(
              other -> {
                throw new IllegalStateException(
                    "seat " + number + ": " + other + " (expected: free)");
              });
      seats.claim(number, claim);
    }
  }

  private static void give(Seats seats, List<Integer> numbers, Claim claim) {
    for (int number : numbers) {
      Claim other = seats.claim(number).orElse(null);
      if (!claim.equals(other)) {
        throw new IllegalStateException(
            "seat " + number + ": " + other + " (expected: " + claim + ")");
      }
      seats.claim(number, null);
    }
  }
}
