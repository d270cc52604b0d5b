package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A reservation as a client sees it.
///
/// @param total of all seats, cancelled or not, in minor units
/// @param cancelled the ids of seats that went back to the pool; null if nothing did
/// @param cancelledAreas the places that went back to the pool; null if nothing did
/// @param cancelledTotal of those seats and places; null if there are none
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
    @Schema(description = EventBody.CURRENCY_DIGITS) int currencyDigits,
    @Nullable String reference,
    String status,
    @Nullable List<String> cancelled,
    @Nullable List<AreaNumbers> cancelledAreas,
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
        HoldBody.AreaBody.from(view.sale(), reservation.seats()),
        reservation.total(),
        view.sale().event().currency().getCurrencyCode(),
        view.sale().event().currency().getDefaultFractionDigits(),
        reservation.reference(),
        reservation.isCancelled() ? "cancelled" : "confirmed",
        untouched ? null : cancelled(view),
        untouched ? null : cancelledAreas(view),
        untouched ? null : reservation.cancelledTotal(),
        reservation.confirmedAt(),
        reservation.metadata());
  }

  private static List<String> cancelled(ReservationView view) {
    return view.reservation().seats().stream()
        .filter(seat -> !seat.isPlace())
        .map(PricedSeat::number)
        .filter(view.reservation().cancelled()::contains)
        .map(number -> view.sale().seatMap().seat(number).id())
        .toList();
  }

  private static List<AreaNumbers> cancelledAreas(ReservationView view) {
    Map<String, List<Integer>> numbers = new LinkedHashMap<>();
    for (PricedSeat seat : view.reservation().seats()) {
      if (seat.isPlace() && view.reservation().cancelled().contains(seat.number())) {
        String area = view.sale().seatMap().idAt(seat.number());
        numbers.computeIfAbsent(area, _ -> new ArrayList<>()).add(seat.place());
      }
    }
    List<AreaNumbers> areas = new ArrayList<>();
    numbers.forEach((area, of) -> areas.add(new AreaNumbers(area, of.stream().sorted().toList())));
    return areas;
  }
}
