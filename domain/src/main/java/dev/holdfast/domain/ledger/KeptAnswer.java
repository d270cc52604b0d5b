package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import org.jspecify.annotations.Nullable;

/// What a request with an idempotency key was answered, kept to answer it again. Of what was
/// refused, only that it was.
///
/// @param holdId the hold it was about; null if it was about none
/// @param reservationId the reservation it was about; null if it was about none
public record KeptAnswer(
    RequestKey key, Kind kind, @Nullable HoldId holdId, @Nullable ReservationId reservationId) {
  /// Whether it was about neither a hold nor a reservation.
  boolean isOfEvent() {
    return holdId == null && reservationId == null;
  }

  /// What was answered.
  public enum Kind {
    HELD,
    CONFIRMED,
    CONFIRMED_BEFORE,
    CANCELLED,
    CONFIGURED,
    REFUSED
  }
}
