package dev.holdfast.domain.event;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.Instants;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What of an event its organiser may change. They change like its seats do, under its lock.
///
/// Instants are kept to the microsecond, as the stores keep them.
///
/// @param version how often they were changed
/// @param startsAt when it begins
/// @param endsAt when it is over; null if nobody said
/// @param doorsAt when the doors open; null if nobody said
/// @param ticketTypes the first is the default; empty if all buyers are alike
/// @param prices by category id; the seats and areas of a category without one are not for sale
/// @param salesOpenAt the first instant of the sale; null for no limit
/// @param salesCloseAt the first instant after the sale; null for the usual, see {@link #closesAt}
/// @param browserConfirm whether browsers may confirm its holds and cancel its reservations:
///     whoever has no more than a hold's secret. Otherwise only callers with a key may, such as the
///     shop's server
/// @param paused whether nothing can be held for now; live holds stay and may be confirmed
/// @param sellers the clients that may hold and sell with their keys, besides the event's owner
/// @param limits how many seats and places somebody may have
/// @param clockAhead by how much the event's time is ahead of the store's clock, in whole
///     milliseconds: zero, but of a test event whose clock was advanced
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
    boolean paused,
    List<ClientId> sellers,
    HoldLimits limits,
    Duration clockAhead) {
  /// The earliest instant that an event may name.
  public static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  /// The latest instant that an event may name.
  public static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  /// How many sellers an event may have.
  public static final int MOST_SELLERS = 50;

  /// By how much the time of a test event may be ahead in all.
  public static final Duration MOST_AHEAD = Duration.ofDays(3_650);

  public Settings {
    startsAt = startsAt.truncatedTo(ChronoUnit.MICROS);
    endsAt = micros(endsAt);
    doorsAt = micros(doorsAt);
    salesOpenAt = micros(salesOpenAt);
    salesCloseAt = micros(salesCloseAt);
    ticketTypes = List.copyOf(ticketTypes);
    prices = Map.copyOf(prices);
    sellers = List.copyOf(sellers);
  }

  /// An instant that an event may name, in ISO 8601; empty for any other text. No store has to be
  /// asked for others.
  public static Optional<Instant> instant(String text) {
    return Instants.parse(text).filter(Settings::isPossible);
  }

  /// Whether an event may name an instant.
  static boolean isPossible(Instant at) {
    return !at.isBefore(EARLIEST) && !at.isAfter(LATEST);
  }

  private static @Nullable Instant micros(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
  }

  /// Everything that keeps these from being an event's settings; empty if they can be.
  ///
  /// @param seatMap the event's; without it, prices are not checked
  public List<FieldError> errors(Optional<SeatMap> seatMap) {
    return SettingsRules.errors(this, seatMap);
  }

  /// The first instant after the sale. Where nobody set it, it is the event's end, or its start if
  /// nobody said when it ends, and moves with them.
  public Instant closesAt() {
    if (salesCloseAt != null) {
      return salesCloseAt;
    }
    return endsAt == null ? startsAt : endsAt;
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

  /// The event's time, which its holds, blocks and sales window are judged by.
  ///
  /// @param clock the store's, by which the ledger's entries are ordered
  public Instant now(Instant clock) {
    return clock.plus(clockAhead);
  }

  /// When the store's clock shows that the event's time is this.
  public Instant clockAt(Instant now) {
    return now.minus(clockAhead);
  }

  /// The next settings, if nothing changes.
  public Settings next() {
    return withPaused(paused);
  }

  /// The next settings: the same, but paused or not.
  public Settings withPaused(boolean other) {
    return new Settings(
        version + 1,
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
        other,
        sellers,
        limits,
        clockAhead);
  }

  /// The next settings: the same, but with the event's time further ahead.
  public Settings advanced(Duration by) {
    return new Settings(
        version + 1,
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
        paused,
        sellers,
        limits,
        clockAhead.plus(by));
  }
}
