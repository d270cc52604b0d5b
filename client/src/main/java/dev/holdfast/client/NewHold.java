package dev.holdfast.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Seats and places to hold, all or none.
///
/// @param areas places of areas, at least one of each
/// @param customer an opaque name for the buyer, without personal data; null for none
/// @param metadata the shop's own, at most 8 KiB of JSON; null for none
public record NewHold(
    List<SeatWish> seats,
    List<AreaQuantity> areas,
    @Nullable String customer,
    @Nullable Map<String, Object> metadata) {
  /// A seat.
  ///
  /// @param ticketType null for the event's first
  public record SeatWish(String id, @Nullable String ticketType) {
    static List<SeatWish> all(List<String> seats) {
      return seats.stream().map(seat -> new SeatWish(seat, null)).toList();
    }
  }

  /// How many places of an area.
  ///
  /// @param ticketType null for the event's first, or the one that the hold's places there have
  public record AreaQuantity(String id, int quantity, @Nullable String ticketType) {}

  /// These seats, with the event's first ticket type.
  public static NewHold of(String... seats) {
    return new NewHold(SeatWish.all(Stream.of(seats).toList()), List.of(), null, null);
  }

  /// The same and this seat.
  public NewHold with(String seat, String ticketType) {
    return new NewHold(added(seats, new SeatWish(seat, ticketType)), areas, customer, metadata);
  }

  /// The same and so many places of this area.
  public NewHold with(AreaQuantity area) {
    return new NewHold(seats, added(areas, area), customer, metadata);
  }

  /// The same for this customer.
  public NewHold forCustomer(String opaque) {
    return new NewHold(seats, areas, opaque, metadata);
  }

  private static <T> List<T> added(List<T> list, T one) {
    var more = new ArrayList<>(list);
    more.add(one);
    return more;
  }
}
