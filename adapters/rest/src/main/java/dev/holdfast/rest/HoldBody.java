package dev.holdfast.rest;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatLabel;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A hold as a client sees it.
///
/// @param secret only where it was just placed
/// @param expiresIn whole seconds from now, rounded down; 0 unless held
/// @param customer as the shop named it; null if none was given, or the hold ended too long ago
/// @param metadata a JSON object
@RegisterForReflection
record HoldBody(
    UUID id,
    @Nullable String secret,
    UUID eventId,
    String status,
    List<SeatBody> seats,
    List<AreaBody> areas,
    QuoteBody quote,
    Instant placedAt,
    Instant expiresAt,
    long expiresIn,
    Instant maxExpiresAt,
    @Nullable String customer,
    @JsonRawValue @Nullable String metadata) {

  static HoldBody from(HoldView view) {
    return from(view, null);
  }

  static HoldBody from(HoldView view, @Nullable String secret) {
    HoldTerms terms = view.hold().terms();
    Hold.Status status = view.hold().status(view.now());
    return new HoldBody(
        terms.id().value(),
        secret,
        view.sale().event().id().value(),
        status.name().toLowerCase(Locale.ROOT),
        SeatBody.from(view.sale(), terms.seats()),
        AreaBody.from(view.sale(), terms.seats()),
        QuoteBody.from(view.sale().event().currency(), terms.total()),
        terms.placedAt(),
        terms.expiresAt(),
        status == Hold.Status.HELD
            ? Duration.between(view.now(), terms.expiresAt()).toSeconds()
            : 0,
        terms.maxExpiresAt(),
        view.details().customer(),
        view.details().metadata());
  }

  /// Some holds of an event, by their ids.
  ///
  /// @param nextCursor null on the last page
  @RegisterForReflection
  record Page(List<HoldBody> items, @Nullable String nextCursor) {
    static Page from(dev.holdfast.domain.Page<HoldView> page) {
      return new Page(
          page.items().stream().map(HoldBody::from).toList(), Queries.cursor(page.next()));
    }
  }

  /// A seat with the price that was quoted for it, in minor units.
  @RegisterForReflection
  record SeatBody(
      String id, LabelBody label, String category, @Nullable String ticketType, long price) {
    static List<SeatBody> from(Sale sale, List<PricedSeat> seats) {
      return seats.stream()
          .filter(priced -> !priced.isPlace())
          .map(
              priced -> {
                Seat seat = sale.seatMap().seat(priced.number());
                return new SeatBody(
                    seat.id(),
                    LabelBody.from(sale.seatMap().label(priced.number())),
                    seat.category(),
                    priced.ticketType(),
                    priced.price());
              })
          .toList();
    }
  }

  /// What people call a seat.
  ///
  /// @param text all of it in English
  /// @param rowLabel the seat map's own words for the row, to be shown instead of `row`
  /// @param seatLabel the seat map's own words for the seat, to be shown instead of `seat`
  @RegisterForReflection
  record LabelBody(
      String text,
      @Nullable String section,
      @Nullable String row,
      @Nullable String rowLabel,
      String seat,
      @Nullable String seatLabel) {
    static LabelBody from(SeatLabel label) {
      Row row = label.row();
      Seat seat = label.seat();
      StringJoiner text = new StringJoiner(", ");
      if (label.section() != null) {
        text.add(label.section());
      }
      if (row.label() != null) {
        text.add(row.label());
      } else if (row.name() != null) {
        text.add("Row " + row.name());
      }
      text.add(seat.label() != null ? seat.label() : "Seat " + seat.name());
      return new LabelBody(
          text.toString(), label.section(), row.name(), row.label(), seat.name(), seat.label());
    }
  }

  /// Places of an area with the price of each, in minor units; those of another ticket type or
  /// price are told apart.
  ///
  /// @param name of the area, as people read it
  /// @param numbers of the places, ascending
  @RegisterForReflection
  record AreaBody(
      String id,
      String name,
      int quantity,
      List<Integer> numbers,
      @Nullable String ticketType,
      long price) {
    private record Alike(String id, @Nullable String ticketType, long price) {}

    static List<AreaBody> from(Sale sale, List<PricedSeat> seats) {
      Map<Alike, List<Integer>> numbers = new LinkedHashMap<>();
      for (PricedSeat seat : seats) {
        if (seat.isPlace()) {
          var alike =
              new Alike(sale.seatMap().idAt(seat.number()), seat.ticketType(), seat.price());
          numbers.computeIfAbsent(alike, _ -> new ArrayList<>()).add(seat.place());
        }
      }
      List<AreaBody> areas = new ArrayList<>();
      numbers.forEach(
          (alike, of) ->
              areas.add(
                  new AreaBody(
                      alike.id,
                      sale.seatMap().places(alike.id).orElseThrow().area().name(),
                      of.size(),
                      of.stream().sorted().toList(),
                      alike.ticketType,
                      alike.price)));
      return areas;
    }
  }

  /// What the hold costs, in minor units.
  ///
  /// @param currencyDigits how many digits of an amount are the minor unit's
  @RegisterForReflection
  record QuoteBody(String currency, int currencyDigits, long total) {
    static QuoteBody from(Currency currency, long total) {
      return new QuoteBody(currency.getCurrencyCode(), currency.getDefaultFractionDigits(), total);
    }
  }
}
