package dev.holdfast.domain.hold;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The final sale of a hold's seats.
///
/// @param code short and readable, unique in its event
/// @param seats all that were sold, cancelled since or not
/// @param cancelled the numbers of those that went back to the pool
/// @param reference what the shop calls it; null if nothing
/// @param confirmedAt the instant at which the confirmation was decided, by the store's clock
/// @param metadata the hold's, kept as it came; null if there is none
public record Reservation(
    ReservationId id,
    String code,
    HoldId holdId,
    List<PricedSeat> seats,
    Set<Integer> cancelled,
    @Nullable String reference,
    Instant confirmedAt,
    @Nullable String metadata) {
  public Reservation {
    seats = List.copyOf(seats);
    cancelled = Set.copyOf(cancelled);
    if (!seats.stream()
        .map(PricedSeat::number)
        .collect(Collectors.toSet())
        .containsAll(cancelled)) {
      throw new IllegalArgumentException("cancelled: " + cancelled + " (expected: sold seats)");
    }
  }

  /// Whether all of its seats were cancelled.
  public boolean isCancelled() {
    return cancelled.size() == seats.size();
  }

  /// What was paid for all seats, in minor units.
  public long total() {
    return PricedSeat.total(seats);
  }

  /// What was paid for the cancelled seats, in minor units.
  public long cancelledTotal() {
    return PricedSeat.total(
        seats.stream().filter(seat -> cancelled.contains(seat.number())).toList());
  }

  /// The same reservation with other seats cancelled.
  public Reservation withCancelled(Set<Integer> other) {
    return new Reservation(id, code, holdId, seats, other, reference, confirmedAt, metadata);
  }
}
