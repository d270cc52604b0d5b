package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// One accepted change of an event's seats. Carries no personal data.
public sealed interface SeatChange {
  /// The numbers of the seats that this takes, gives back, sells or re-prices.
  List<Integer> numbers();

  /// Free seats became a hold's.
  record Placed(HoldId holdId, List<PricedSeat> seats, Instant expiresAt, Instant maxExpiresAt)
      implements SeatChange {
    public Placed {
      seats = List.copyOf(seats);
    }

    @Override
    public List<Integer> numbers() {
      return seats.stream().map(PricedSeat::number).toList();
    }
  }

  /// A hold got, changed or gave back seats.
  ///
  /// @param put seats that are new, or have another ticket type and price
  /// @param removed the numbers of seats given back
  record Changed(HoldId holdId, List<PricedSeat> put, List<Integer> removed) implements SeatChange {
    public Changed {
      put = List.copyOf(put);
      removed = List.copyOf(removed);
    }

    @Override
    public List<Integer> numbers() {
      return Stream.concat(put.stream().map(PricedSeat::number), removed.stream()).toList();
    }
  }

  /// A hold lives longer.
  record Extended(HoldId holdId, Instant expiresAt) implements SeatChange {
    @Override
    public List<Integer> numbers() {
      return List.of();
    }
  }

  /// A hold's seats were sold.
  record Confirmed(HoldId holdId, ReservationId reservationId, List<Integer> numbers)
      implements SeatChange {
    public Confirmed {
      numbers = List.copyOf(numbers);
    }
  }

  /// A hold's seats were given back by its owner.
  record Released(HoldId holdId, List<Integer> numbers) implements SeatChange {
    public Released {
      numbers = List.copyOf(numbers);
    }
  }

  /// A hold's seats went back to the pool because its time was up.
  record Expired(HoldId holdId, List<Integer> numbers) implements SeatChange {
    public Expired {
      numbers = List.copyOf(numbers);
    }
  }

  /// Sold seats went back to the pool.
  record Cancelled(ReservationId reservationId, List<Integer> numbers) implements SeatChange {
    public Cancelled {
      numbers = List.copyOf(numbers);
    }
  }
}
