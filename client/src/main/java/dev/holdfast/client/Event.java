package dev.holdfast.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something for sale: one evening, one day, one match.
///
/// @param version how often it was changed
/// @param startsAtLocal as a clock in `timeZone` shows it, with the offset from UTC; so are the
///     others
/// @param currencyDigits how many digits of an amount are decimals
/// @param ticketTypes the first is the default
/// @param prices by category id; a category without one is not for sale
/// @param salesOpenAt null if sales have always been open
/// @param browserConfirm whether a hold's secret is enough to confirm it
/// @param paused whether nothing can be held for now
/// @param testMode whether it is for tests
/// @param clockAhead by how much a test event's time is ahead; null if its clock was not advanced
/// @param sellers the clients that may sell besides the owner; empty for all but the owner
/// @param metadata empty if there is none, and for everybody but the owner
public record Event(
    String id,
    String name,
    long version,
    String seatMapId,
    Instant startsAt,
    String startsAtLocal,
    @Nullable Instant endsAt,
    @Nullable String endsAtLocal,
    @Nullable Instant doorsAt,
    @Nullable String doorsAtLocal,
    String timeZone,
    String currency,
    int currencyDigits,
    List<TicketType> ticketTypes,
    Map<String, Price> prices,
    @Nullable Instant salesOpenAt,
    @Nullable String salesOpenAtLocal,
    Instant salesCloseAt,
    String salesCloseAtLocal,
    HoldPolicy holdPolicy,
    boolean browserConfirm,
    boolean paused,
    boolean testMode,
    @Nullable Duration clockAhead,
    Limits limits,
    List<String> sellers,
    @Nullable String externalId,
    Map<String, Object> metadata) {
  public Event {
    sellers = sellers == null ? List.of() : sellers;
    metadata = metadata == null ? Map.of() : metadata;
  }

  /// A kind of buyer.
  public record TicketType(String id, String name) {}

  /// How long holds last, and how large they may be. What is null in a request is the default, or
  /// stays.
  ///
  /// @param duration from placing or extending to the expiry
  /// @param maxLifetime from placing to the latest possible expiry
  /// @param coolDown for how long the same customer or address can't hold a seat again that it
  ///     let go
  public record HoldPolicy(
      @Nullable Duration duration,
      @Nullable Duration maxLifetime,
      @Nullable Integer maxSeatsPerHold,
      @Nullable Duration coolDown) {}
}
