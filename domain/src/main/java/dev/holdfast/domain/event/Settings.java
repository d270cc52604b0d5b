package dev.holdfast.domain.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What of an event its organiser may change. They change like its seats do, under its lock.
///
/// @param version how often they were changed
/// @param startsAt when it begins
/// @param endsAt when it is over; null if nobody said
/// @param doorsAt when the doors open; null if nobody said
/// @param ticketTypes the first is the default; empty if all buyers are alike
/// @param prices by category id; the seats and areas of a category without one are not for sale
/// @param salesOpenAt the first instant of the sale; null for no limit
/// @param salesCloseAt the first instant after the sale; null for {@link #usualClose}
/// @param browserConfirm whether browsers may confirm its holds and cancel its reservations:
///     whoever has no more than a hold's secret. Otherwise only callers with a key may, such as the
///     shop's server
/// @param paused whether nothing can be held for now; live holds stay and may be confirmed
public record Settings(
    long version,
    String name,
    Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable Instant doorsAt,
    List<TicketType> ticketTypes,
    Map<String, CategoryPrice> prices,
    @Nullable Instant salesOpenAt,
    @Nullable Instant salesCloseAt,
    HoldPolicy holdPolicy,
    boolean browserConfirm,
    boolean paused) {
  public Settings {
    ticketTypes = List.copyOf(ticketTypes);
    prices = Map.copyOf(prices);
  }

  /// When the sale of an event closes if nobody said: at its end, or at its start if nobody said
  /// when it ends.
  public static Instant usualClose(Instant startsAt, @Nullable Instant endsAt) {
    return endsAt == null ? startsAt : endsAt;
  }

  /// The first instant after the sale. Where nobody set it, it moves with the event's times.
  public Instant closesAt() {
    return salesCloseAt == null ? usualClose(startsAt, endsAt) : salesCloseAt;
  }

  /// The ticket type of a buyer who names none; empty if the event has no ticket types.
  public Optional<TicketType> defaultTicketType() {
    return ticketTypes.stream().findFirst();
  }

  /// Whether the event has this ticket type.
  public boolean hasTicketType(String id) {
    return ticketTypes.stream().anyMatch(type -> type.id().equals(id));
  }

  /// Whether seats and places of this category can be bought.
  public boolean isForSale(String category) {
    return prices.containsKey(category);
  }

  /// What a seat costs, in minor units.
  ///
  /// @param category one that is for sale
  /// @param ticketType one of the event's; null if it has none
  public long price(String category, @Nullable String ticketType) {
    CategoryPrice price = prices.get(category);
    Long amount =
        switch (price) {
          case CategoryPrice.Flat(long flat) -> Long.valueOf(flat);
          case CategoryPrice.ByTicketType(var amounts) ->
              ticketType == null ? null : amounts.get(ticketType);
          case null -> null;
        };
    if (amount == null) {
      throw new IllegalArgumentException("no price for " + category + " and " + ticketType);
    }
    return amount;
  }

  /// The next settings, if nothing changes.
  public Settings next() {
    return withPaused(paused);
  }

  /// The next settings: the same, but paused or not.
  public Settings withPaused(boolean other) {
    return with(version + 1, other);
  }

  /// The same as the next after others, and paused if they are.
  public Settings after(Settings before) {
    return with(before.version + 1, before.paused);
  }

  private Settings with(long number, boolean other) {
    return new Settings(
        number,
        name,
        startsAt,
        endsAt,
        doorsAt,
        ticketTypes,
        prices,
        salesOpenAt,
        salesCloseAt,
        holdPolicy,
        browserConfirm,
        other);
  }
}
