package dev.holdfast.domain.hold;

import dev.holdfast.domain.seatmap.Places;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a hold holds, and until when.
///
/// @param seats and places, in the order in which they were chosen; never empty
/// @param placedAt the store's clock when it was placed
/// @param expiresAt the first instant at which it is not live any more
/// @param maxExpiresAt the latest expiry that extending reaches
/// @param holder with whose other seats these are counted
public record HoldTerms(
    HoldId id,
    List<PricedSeat> seats,
    Instant placedAt,
    Instant expiresAt,
    Instant maxExpiresAt,
    Holder holder) {
  public HoldTerms {
    seats = List.copyOf(seats);
    if (seats.isEmpty()) {
      throw new IllegalArgumentException("seats: 0 (expected: >= 1)");
    }
  }

  /// A hold is live iff now is before its expiry. Everything that asks, asks here.
  public boolean isLive(Instant now) {
    return now.isBefore(expiresAt);
  }

  /// The numbers of its seats.
  public List<Integer> numbers() {
    return seats.stream().map(PricedSeat::number).toList();
  }

  /// Its places of an area, in the order in which they were chosen.
  public List<PricedSeat> in(Places places) {
    return seats.stream().filter(seat -> places.contains(seat.number())).toList();
  }

  /// The quote, in minor units.
  public long total() {
    return PricedSeat.total(seats);
  }

  /// The same hold without some seats, and with others that are new or take the place of those with
  /// the same number.
  public HoldTerms with(List<PricedSeat> put, Collection<Integer> removed) {
    Map<Integer, PricedSeat> after = new LinkedHashMap<>();
    seats.forEach(seat -> after.put(seat.number(), seat));
    removed.forEach(after::remove);
    put.forEach(seat -> after.put(seat.number(), seat));
    return withSeats(List.copyOf(after.values()));
  }

  /// The same hold with other seats.
  public HoldTerms withSeats(List<PricedSeat> other) {
    return new HoldTerms(id, other, placedAt, expiresAt, maxExpiresAt, holder);
  }

  /// The same hold with another expiry.
  public HoldTerms withExpiresAt(Instant other) {
    return new HoldTerms(id, seats, placedAt, other, maxExpiresAt, holder);
  }
}
