package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Seats and places that are sold.
///
/// @param secret the hold's secret, if it was used to ask for the reservation; otherwise null
/// @param code for people, unique within the event
/// @param total of all seats and places, cancelled or not, in minor units
/// @param status `reserved`, `partly-cancelled` or `cancelled`
/// @param cancelled the ids of seats that are available to others again
/// @param cancelledTotal of the cancelled seats and places, in minor units
/// @param cancellations each of them, the earliest first
public record Reservation(
    String id,
    @Nullable String secret,
    String code,
    String eventId,
    String holdId,
    List<Hold.Seat> seats,
    List<Hold.Area> areas,
    long total,
    String currency,
    int currencyDigits,
    @Nullable String reference,
    String status,
    List<String> cancelled,
    List<AreaNumbers> cancelledAreas,
    long cancelledTotal,
    List<Cancelled> cancellations,
    Instant confirmedAt,
    Map<String, Object> metadata)
    implements Owned {
  public Reservation {
    cancelled = cancelled == null ? List.of() : cancelled;
    cancelledAreas = cancelledAreas == null ? List.of() : cancelledAreas;
    cancellations = cancellations == null ? List.of() : cancellations;
    metadata = metadata == null ? Map.of() : metadata;
  }

  Reservation with(@Nullable String ownSecret) {
    return new Reservation(
        id,
        ownSecret,
        code,
        eventId,
        holdId,
        seats,
        areas,
        total,
        currency,
        currencyDigits,
        reference,
        status,
        cancelled,
        cancelledAreas,
        cancelledTotal,
        cancellations,
        confirmedAt,
        metadata);
  }

  /// What a secret must not be in: a log.
  @Override
  public String toString() {
    return "Reservation[id=" + id + ", code=" + code + ", status=" + status + "]";
  }

  /// Places of an area, by their numbers.
  public record AreaNumbers(String id, List<Integer> numbers) {}

  /// What was cancelled at once.
  ///
  /// @param reason null if none was given
  public record Cancelled(
      Instant at, List<String> seats, List<AreaNumbers> areas, @Nullable String reason) {}
}
