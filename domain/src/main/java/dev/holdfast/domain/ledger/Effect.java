package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the few things that a ledger entry can do. The effects of an entry say all that it does:
/// a node that knows them applies an entry whose kind it does not know.
///
/// An entry's effects are applied in order. After each one about a hold, the claims of the hold are
/// exactly on its seats.
public sealed interface Effect {
  /// Seats and places pass from one owner to another.
  ///
  /// @param from null for nobody
  /// @param to null for nobody
  record Moved(List<Integer> numbers, @Nullable Claim from, @Nullable Claim to) implements Effect {
    public Moved {
      numbers = List.copyOf(numbers);
    }
  }

  /// There is a new hold.
  record HoldOpened(HoldTerms terms) implements Effect {}

  /// A hold has these seats and prices from now on.
  record HoldChanged(HoldId id, List<PricedSeat> seats) implements Effect {
    public HoldChanged {
      seats = List.copyOf(seats);
    }
  }

  /// A hold expires at another instant.
  record HoldExtended(HoldId id, Instant expiresAt) implements Effect {}

  /// A hold is over.
  record HoldEnded(HoldId id, Ending ending) implements Effect {}

  /// The event has these settings from now on.
  record SettingsSet(Settings settings) implements Effect {}

  /// Something that only later versions know. An entry that has it has no other effects; what it
  /// does is found in the tables alone.
  record Unknown() implements Effect {}

  /// How a hold ended.
  sealed interface Ending {
    /// Its seats were sold.
    record Sold(ReservationId reservationId) implements Ending {}

    /// Its owner gave it back.
    record Released() implements Ending {}

    /// Its time was up.
    record Expired() implements Ending {}

    /// The hold that ended like this.
    default Hold of(HoldTerms terms) {
      return switch (this) {
        case Sold(ReservationId id) -> new Hold.Confirmed(terms, id);
        case Released _ -> new Hold.Released(terms);
        case Expired _ -> new Hold.Expired(terms);
      };
    }
  }
}
