package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A reservation as a client sees it.
///
/// @param total of all seats, cancelled or not, in minor units
/// @param cancelled the ids of seats that went back to the pool; null if nothing did
/// @param cancelledAreas the places that went back to the pool; null if nothing did
/// @param cancelledTotal of those seats and places; null if there are none
/// @param cancellations what went back to the pool, and why, the earliest first; null if nothing
///     did
/// @param metadata a JSON object
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
    int currencyDigits,
    @Nullable String reference,
    String status,
    @Nullable List<String> cancelled,
    @Nullable List<AreaNumbers> cancelledAreas,
    @Nullable Long cancelledTotal,
    @Nullable List<CancellationBody> cancellations,
    Instant confirmedAt,
    @JsonRawValue @Nullable String metadata) {

  static ReservationBody from(ReservationView view) {
    Reservation reservation = view.reservation();
    Set<Integer> cancelled = reservation.cancelled().keySet();
    boolean untouched = cancelled.isEmpty();
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
        untouched ? "reserved" : reservation.isCancelled() ? "cancelled" : "partly-cancelled",
        untouched ? null : seats(view, cancelled),
        untouched ? null : places(view, cancelled),
        untouched ? null : reservation.cancelledTotal(),
        untouched ? null : CancellationBody.from(view),
        reservation.confirmedAt(),
        reservation.metadata());
  }

  /// Some reservations of an event, by their ids.
  ///
  /// @param nextCursor null on the last page
  @RegisterForReflection
  record Page(List<ReservationBody> items, @Nullable String nextCursor) {
    static Page from(dev.holdfast.domain.Page<ReservationView> page) {
      return new Page(
          page.items().stream().map(ReservationBody::from).toList(), Queries.cursor(page.next()));
    }
  }

  private static List<String> seats(ReservationView view, Set<Integer> numbers) {
    return view.reservation().seats().stream()
        .filter(seat -> !seat.isPlace())
        .map(PricedSeat::number)
        .filter(numbers::contains)
        .map(number -> view.sale().seatMap().seat(number).id())
        .toList();
  }

  private static List<AreaNumbers> places(ReservationView view, Set<Integer> numbers) {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (PricedSeat seat : view.reservation().seats()) {
      if (seat.isPlace() && numbers.contains(seat.number())) {
        String area = view.sale().seatMap().idAt(seat.number());
        places.computeIfAbsent(area, _ -> new ArrayList<>()).add(seat.place());
      }
    }
    List<AreaNumbers> areas = new ArrayList<>();
    places.forEach((area, of) -> areas.add(new AreaNumbers(area, of.stream().sorted().toList())));
    return areas;
  }

  /// What went back to the pool at once.
  ///
  /// @param seats the ids of seats
  /// @param reason null if none was given
  @RegisterForReflection
  record CancellationBody(
      Instant at, List<String> seats, List<AreaNumbers> areas, @Nullable String reason) {
    static List<CancellationBody> from(ReservationView view) {
      Map<Reservation.Cancellation, Set<Integer>> numbers = new HashMap<>();
      view.reservation()
          .cancelled()
          .forEach((number, how) -> numbers.computeIfAbsent(how, _ -> new HashSet<>()).add(number));
      return numbers.entrySet().stream()
          .map(
              of ->
                  new CancellationBody(
                      of.getKey().at(),
                      ReservationBody.seats(view, of.getValue()),
                      places(view, of.getValue()),
                      of.getKey().reason()))
          .sorted(Comparator.comparing(CancellationBody::at))
          .toList();
    }
  }
}
