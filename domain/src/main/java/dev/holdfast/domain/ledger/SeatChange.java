package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// One accepted change of an event's seats. Carries no personal data.
public sealed interface SeatChange {
  /// The numbers of the seats and places that this takes, keeps, gives back, sells or re-prices.
  List<Integer> numbers();

  /// By how many places an area is fuller after a change, or emptier.
  ///
  /// @param held by how many more places are in holds; those that were in due ones count
  /// @param reserved by how many more places are sold
  record AreaShift(Area area, int held, int reserved) {}

  /// What this does to areas: those that it makes fuller or emptier, in the map's order.
  default List<AreaShift> areas(SeatMap map) {
    TreeMap<Integer, AreaShift> shifts = new TreeMap<>();
    switch (this) {
      case Placed(_, List<PricedSeat> seats, _, _) -> shift(shifts, map, numbers(seats), 1, 0);
      case Changed(_, List<PricedSeat> put, List<Integer> removed) -> {
        shift(shifts, map, numbers(put), 1, 0);
        shift(shifts, map, removed, -1, 0);
      }
      case Extended _ -> {}
      case Confirmed _ -> shift(shifts, map, numbers(), -1, 1);
      case Released _, Expired _ -> shift(shifts, map, numbers(), -1, 0);
      case Cancelled _ -> shift(shifts, map, numbers(), 0, -1);
    }
    return shifts.values().stream()
        .filter(shift -> shift.held() != 0 || shift.reserved() != 0)
        .toList();
  }

  private static void shift(
      Map<Integer, AreaShift> shifts, SeatMap map, List<Integer> numbers, int held, int reserved) {
    for (int number : numbers) {
      if (!map.isSeat(number)) {
        Places places = map.placesAt(number);
        shifts.merge(
            places.index(),
            new AreaShift(places.area(), held, reserved),
            (one, more) ->
                new AreaShift(
                    one.area(), one.held() + more.held(), one.reserved() + more.reserved()));
      }
    }
  }

  private static List<Integer> numbers(List<PricedSeat> seats) {
    return seats.stream().map(PricedSeat::number).toList();
  }

  /// Free seats became a hold's.
  record Placed(HoldId holdId, List<PricedSeat> seats, Instant expiresAt, Instant maxExpiresAt)
      implements SeatChange {
    public Placed {
      seats = List.copyOf(seats);
    }

    @Override
    public List<Integer> numbers() {
      return SeatChange.numbers(seats);
    }
  }

  /// A hold got, changed or gave back seats.
  ///
  /// A place that gets another ticket type is given back and taken again with the number it had,
  /// so that the entry alone tells by how much an area is fuller.
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
  record Extended(HoldId holdId, List<Integer> numbers, Instant expiresAt) implements SeatChange {
    public Extended {
      numbers = List.copyOf(numbers);
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
