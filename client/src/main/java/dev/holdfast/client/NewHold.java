package dev.holdfast.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Seats and places to hold, all or none.
///
/// @param seats seat ids
/// @param areas places of areas, at least one of each
/// @param ticketTypes by seat id; the others get the event's first
/// @param customer an opaque name for the buyer, without personal data; null for none
/// @param metadata the shop's own, at most 8 KiB of JSON; null for none
public record NewHold(
    List<String> seats,
    List<AreaQuantity> areas,
    Map<String, String> ticketTypes,
    @Nullable String customer,
    @Nullable Map<String, Object> metadata) {
  /// How many places of an area.
  ///
  /// @param ticketType null for the event's first, or the one that the hold's places there have
  public record AreaQuantity(String id, int quantity, @Nullable String ticketType) {}

  /// These seats, with the event's first ticket type.
  public static NewHold of(String... seats) {
    return new NewHold(List.of(seats), List.of(), Map.of(), null, null);
  }

  /// The same and this seat.
  public NewHold with(String seat, String ticketType) {
    Map<String, String> types = new LinkedHashMap<>(ticketTypes);
    types.put(seat, ticketType);
    return new NewHold(added(seats, seat), areas, types, customer, metadata);
  }

  /// The same and so many places of this area.
  public NewHold with(AreaQuantity area) {
    return new NewHold(seats, added(areas, area), ticketTypes, customer, metadata);
  }

  /// The same for this customer.
  public NewHold forCustomer(String opaque) {
    return new NewHold(seats, areas, ticketTypes, opaque, metadata);
  }

  private static <T> List<T> added(List<T> list, T one) {
    var more = new ArrayList<>(list);
    more.add(one);
    return more;
  }
}
