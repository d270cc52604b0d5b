package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.BestSeats;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatLabel;
import dev.holdfast.domain.seatmap.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What tools answer.
final class Views {
  private static final String CURRENCY = "currency";
  private static final String TICKET_TYPE = "ticketType";
  private static final String CATEGORY = "category";
  private static final String AREAS = "areas";
  private static final String TOTAL = "total";
  private static final String EVENT_ID = "eventId";
  private static final String AVAILABLE = "available";
  private static final String PRICE = "price";

  private Views() {}

  static ObjectNode currency(ObjectNode object, Currency currency) {
    return object
        .put(CURRENCY, currency.getCurrencyCode())
        .put("currencyDigits", currency.getDefaultFractionDigits());
  }

  static ObjectNode event(Event event) {
    Settings settings = event.settings();
    ObjectNode object =
        Json.object()
            .put(EVENT_ID, event.id().toString())
            .put("name", settings.name())
            .put("startsAt", settings.startsAt().toString())
            .put("timeZone", event.timeZone().getId());
    currency(object, event.currency());
    Json.put(object, "salesOpenAt", settings.salesOpenAt());
    return object
        .put("salesCloseAt", settings.closesAt().toString())
        .put("paused", settings.paused())
        .put("maxSeatsPerHold", settings.holdPolicy().maxSeatsPerHold());
  }

  /// How many seats of one category a section has.
  private static final class Count {
    int seats;
    int available;
    int mostAdjacent;
  }

  private record Part(@Nullable String section, String category) {}

  static ObjectNode availability(Availability availability) {
    Sale sale = availability.sale();
    Settings settings = sale.event().settings();
    ObjectNode object =
        Json.object()
            .put(EVENT_ID, sale.event().id().toString())
            .put("name", settings.name())
            .put("startsAt", settings.startsAt().toString());
    currency(object, sale.event().currency())
        .put("capacity", sale.seatMap().capacity())
        .put(AVAILABLE, availability.available())
        .put("maxSeatsPerHold", settings.holdPolicy().maxSeatsPerHold());
    ArrayNode types = object.putArray("ticketTypes");
    settings
        .ticketTypes()
        .forEach(type -> types.addObject().put("id", type.id()).put("name", type.name()));
    ArrayNode sections = object.putArray("sections");
    counts(availability)
        .forEach(
            (part, count) -> {
              ObjectNode section = Json.put(sections.addObject(), "section", part.section());
              category(section, sale, part.category())
                  .put("seats", count.seats)
                  .put(AVAILABLE, count.available)
                  .put("mostAdjacent", count.mostAdjacent);
            });
    ArrayNode areas = object.putArray(AREAS);
    for (Availability.AreaCount count : availability.areas()) {
      ObjectNode area =
          areas.addObject().put("id", count.area().id()).put("name", count.area().name());
      category(area, sale, count.area().category())
          .put("places", count.area().capacity())
          .put(AVAILABLE, count.available());
    }
    return object;
  }

  private static ObjectNode category(ObjectNode object, Sale sale, String id) {
    object
        .put(CATEGORY, id)
        .put(
            "categoryName",
            sale.seatMap().layout().categories().stream()
                .filter(category -> category.id().equals(id))
                .map(Category::name)
                .findFirst()
                .orElseThrow());
    ArrayNode prices = object.putArray("prices");
    switch (sale.event().settings().prices().get(id)) {
      case CategoryPrice.Flat(long amount) -> prices.addObject().put("amount", amount);
      case CategoryPrice.ByTicketType(var amounts) ->
          new TreeMap<>(amounts)
              .forEach(
                  (type, amount) ->
                      prices.addObject().put(TICKET_TYPE, type).put("amount", amount));
      case null -> {}
    }
    return object;
  }

  private static Map<Part, Count> counts(Availability availability) {
    BitSet taken = new BitSet();
    availability.held().forEach(taken::set);
    availability.reserved().forEach(taken::set);
    availability.blocked().forEach(taken::set);
    Map<Part, Count> counts = new LinkedHashMap<>();
    int number = 0;
    for (Section section : availability.sale().seatMap().layout().sections()) {
      for (Row row : section.rows()) {
        @Nullable String category = null;
        int run = 0;
        for (Seat seat : row.seats()) {
          Count count =
              counts.computeIfAbsent(new Part(section.name(), seat.category()), _ -> new Count());
          count.seats++;
          run = seat.category().equals(category) ? run : 0;
          category = seat.category();
          if (taken.get(number++)) {
            run = 0;
          } else {
            run++;
            count.available++;
            count.mostAdjacent = Math.max(count.mostAdjacent, run);
          }
        }
      }
    }
    return counts;
  }

  static ObjectNode proposals(
      Sale sale, List<BestSeats.Proposal> proposals, @Nullable String ticketType, int quantity) {
    ObjectNode object = currency(Json.object(), sale.event().currency());
    ArrayNode all = object.putArray("proposals");
    for (BestSeats.Proposal proposal : proposals) {
      ObjectNode one = all.addObject();
      ArrayNode seats = one.putArray("seats");
      for (int number : proposal.seats()) {
        String category = sale.seatMap().categoryAt(number);
        long price = sale.event().settings().price(category, ticketType);
        seat(seats.addObject(), sale, number, ticketType, price);
      }
      ArrayNode areas = one.putArray(AREAS);
      Optional.ofNullable(proposal.area())
          .ifPresent(
              area ->
                  Json.put(
                          areas
                              .addObject()
                              .put("id", area.id())
                              .put("name", area.name())
                              .put("quantity", quantity),
                          TICKET_TYPE,
                          ticketType)
                      .put(PRICE, proposal.total() / quantity));
      one.put(TOTAL, proposal.total()).put("adjacent", proposal.adjacent());
    }
    return object;
  }

  private static void seat(
      ObjectNode object, Sale sale, int number, @Nullable String ticketType, long price) {
    SeatLabel label = sale.seatMap().label(number);
    object.put("id", label.seat().id());
    Json.put(object, "section", label.section());
    Json.put(object, "row", Optional.ofNullable(label.row().label()).orElse(label.row().name()));
    object
        .put("seat", Optional.ofNullable(label.seat().label()).orElse(label.seat().name()))
        .put(CATEGORY, label.seat().category());
    Json.put(object, TICKET_TYPE, ticketType).put(PRICE, price);
  }

  /// Places of an area that are alike.
  private record Alike(String area, @Nullable String ticketType, long price) {}

  private static void seatsAndAreas(ObjectNode object, Sale sale, List<PricedSeat> all) {
    ArrayNode seats = object.putArray("seats");
    Map<Alike, List<Integer>> places = new LinkedHashMap<>();
    for (PricedSeat priced : all) {
      if (priced.isPlace()) {
        var alike =
            new Alike(sale.seatMap().idAt(priced.number()), priced.ticketType(), priced.price());
        places.computeIfAbsent(alike, _ -> new ArrayList<>()).add(priced.place());
      } else {
        seat(seats.addObject(), sale, priced.number(), priced.ticketType(), priced.price());
      }
    }
    ArrayNode areas = object.putArray(AREAS);
    places.forEach(
        (alike, numbers) -> {
          ObjectNode area =
              areas
                  .addObject()
                  .put("id", alike.area())
                  .put("name", sale.seatMap().places(alike.area()).orElseThrow().area().name());
          ArrayNode list = area.putArray("numbers");
          numbers.stream().sorted().forEach(list::add);
          Json.put(area, TICKET_TYPE, alike.ticketType()).put(PRICE, alike.price());
        });
  }

  static ObjectNode hold(HoldView view) {
    HoldTerms terms = view.hold().terms();
    Hold.Status status = view.hold().status(view.now());
    ObjectNode object =
        Json.object()
            .put("holdId", terms.id().toString())
            .put(EVENT_ID, view.sale().event().id().toString())
            .put("status", status.name().toLowerCase(Locale.ROOT));
    seatsAndAreas(object, view.sale(), terms.seats());
    object.put(TOTAL, terms.total());
    currency(object, view.sale().event().currency())
        .put("expiresAt", terms.expiresAt().toString())
        .put(
            "expiresIn",
            status == Hold.Status.HELD
                ? Duration.between(view.now(), terms.expiresAt()).toSeconds()
                : 0);
    return Json.put(object, "customer", view.details().customer());
  }

  static ObjectNode reservation(ReservationView view) {
    Reservation reservation = view.reservation();
    ObjectNode object =
        Json.object()
            .put("reservationId", reservation.id().toString())
            .put("code", reservation.code())
            .put(EVENT_ID, view.sale().event().id().toString())
            .put("holdId", reservation.holdId().toString());
    seatsAndAreas(object, view.sale(), reservation.seats());
    object.put(TOTAL, reservation.total());
    currency(object, view.sale().event().currency())
        .put("confirmedAt", reservation.confirmedAt().toString());
    return Json.put(object, "reference", reservation.reference());
  }
}
