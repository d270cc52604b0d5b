package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A reservation as a client sees it.
///
/// @param total of all seats, cancelled or not, in minor units
/// @param cancelled the ids of seats that went back to the pool; null if none did
/// @param cancelledTotal of those seats; null if there are none
/// @param metadata a JSON object
@Schema(name = "Reservation")
@RegisterForReflection
record ReservationBody(
    UUID id,
    String code,
    UUID eventId,
    UUID holdId,
    List<HoldBody.SeatBody> seats,
    List<HoldBody.AreaBody> areas,
    long total,
    String currency,
    @Nullable String reference,
    String status,
    @Nullable List<String> cancelled,
    @Nullable Long cancelledTotal,
    Instant confirmedAt,
    @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable String metadata) {

  static ReservationBody from(ReservationView view) {
    Reservation reservation = view.reservation();
    boolean untouched = reservation.cancelled().isEmpty();
    return new ReservationBody(
        reservation.id().value(),
        reservation.code(),
        view.sale().event().id().value(),
        reservation.holdId().value(),
        HoldBody.SeatBody.from(view.sale(), reservation.seats()),
        List.of(),
        reservation.total(),
        view.sale().event().currency().getCurrencyCode(),
        reservation.reference(),
        reservation.isCancelled() ? "cancelled" : "confirmed",
        untouched ? null : cancelled(view),
        untouched ? null : reservation.cancelledTotal(),
        reservation.confirmedAt(),
        reservation.metadata());
  }

  private static List<String> cancelled(ReservationView view) {
    return view.reservation().seats().stream()
        .map(PricedSeat::number)
        .filter(view.reservation().cancelled()::contains)
        .map(number -> view.sale().seatMap().seat(number).id())
        .toList();
  }
}
