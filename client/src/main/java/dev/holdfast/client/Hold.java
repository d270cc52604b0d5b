package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Seats and places that are a buyer's until the hold expires.
///
/// @param secret the hold's secret if it was just placed, or was used to ask for it; otherwise
///     null. Keep it on your server
/// @param status `held`, `confirmed`, `released` or `expired`
/// @param expiresIn whole seconds from the answer on; count down from it, and not from
///     `expiresAt`
/// @param maxExpiresAt until when it can be extended
/// @param customer null if none was given, or the hold ended too long ago
/// @param metadata empty if none was given
public record Hold(
    String id,
    @Nullable String secret,
    String eventId,
    String status,
    List<Seat> seats,
    List<Area> areas,
    Quote quote,
    Instant placedAt,
    Instant expiresAt,
    long expiresIn,
    Instant maxExpiresAt,
    @Nullable String customer,
    Map<String, Object> metadata)
    implements Owned {
  public Hold {
    metadata = metadata == null ? Map.of() : metadata;
  }

  Hold with(@Nullable String ownSecret) {
    return new Hold(
        id,
        secret == null ? ownSecret : secret,
        eventId,
        status,
        seats,
        areas,
        quote,
        placedAt,
        expiresAt,
        expiresIn,
        maxExpiresAt,
        customer,
        metadata);
  }

  /// What a secret must not be in: a log.
  @Override
  public String toString() {
    return "Hold[id=" + id + ", status=" + status + ", quote=" + quote + "]";
  }

  /// A seat with its price in minor units.
  ///
  /// @param ticketType null if the event has no ticket types
  public record Seat(
      String id, Label label, String category, @Nullable String ticketType, long price) {}

  /// What people call a seat. Print `text` on the ticket, or the parts of it in another language.
  ///
  /// @param rowLabel the row's full name, in place of "Row" and its name; null if it has none
  /// @param seatLabel the seat's full name, in place of "Seat" and its name; null if it has none
  public record Label(
      String text,
      @Nullable String section,
      @Nullable String row,
      @Nullable String rowLabel,
      String seat,
      @Nullable String seatLabel) {}

  /// Places of an area with the price of each, in minor units.
  ///
  /// @param numbers of the places, ascending
  public record Area(
      String id,
      String name,
      int quantity,
      List<Integer> numbers,
      @Nullable String ticketType,
      long price) {}

  /// What a hold costs.
  ///
  /// @param currency ISO 4217
  /// @param currencyDigits how many digits of `total` are decimals
  /// @param total in minor units
  public record Quote(String currency, int currencyDigits, long total) {}
}
