package dev.holdfast.domain.hold;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The final sale of a hold's seats.
///
/// @param code short and readable, unique in its event
/// @param seats all that were sold, cancelled since or not
/// @param cancelled how those went back to the pool that did, by their numbers
/// @param reference what the shop calls it, a line; null if nothing
/// @param confirmedAt the instant at which the confirmation was decided, by the store's clock
/// @param holder the hold's
/// @param metadata the hold's, kept as it came; null if there is none
public record Reservation(
    ReservationId id,
    String code,
    HoldId holdId,
    List<PricedSeat> seats,
    Map<Integer, Cancellation> cancelled,
    @Nullable String reference,
    Instant confirmedAt,
    Holder holder,
    @Nullable String metadata) {
  /// How many characters a reference may have.
  public static final int REFERENCE_LENGTH = 200;

  public Reservation {
    seats = List.copyOf(seats);
    cancelled = Map.copyOf(cancelled);
    if (!seats.stream()
        .map(PricedSeat::number)
        .collect(Collectors.toSet())
        .containsAll(cancelled.keySet())) {
      throw new IllegalArgumentException("cancelled: " + cancelled + " (expected: sold seats)");
    }
  }

  /// One time that seats went back to the pool.
  ///
  /// @param at the instant at which it was decided
  /// @param reason null if none was given
  public record Cancellation(Instant at, @Nullable String reason) {}

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
        seats.stream().filter(seat -> cancelled.containsKey(seat.number())).toList());
  }

  /// The same reservation with other seats cancelled.
  public Reservation withCancelled(Map<Integer, Cancellation> other) {
    return new Reservation(
        id, code, holdId, seats, other, reference, confirmedAt, holder, metadata);
  }
}
