package dev.holdfast.domain.ledger;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.seatmap.Places;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a hold is to have of one area, next to what it has.
///
/// @param quantity how many places it is to have
/// @param kept those that stay as they are
/// @param retyped those that stay with another ticket type, at today's price
/// @param removed those that it gives back, the highest place numbers
/// @param added the ticket types of those that it gets
record AreaChoice(
    Places places,
    int quantity,
    List<PricedSeat> kept,
    List<PricedSeat> retyped,
    List<PricedSeat> removed,
    List<@Nullable String> added) {

  /// So many places of an area, of no ticket type, for somebody who has none.
  static AreaChoice untyped(Places places, int quantity) {
    return new AreaChoice(
        places, quantity, List.of(), List.of(), List.of(), Collections.nCopies(quantity, null));
  }

  /// How many places it has.
  int before() {
    return kept.size() + retyped.size() + removed.size();
  }

  /// What these quantities come to; what can't be becomes errors.
  ///
  /// @param list what the request calls the quantities
  /// @param own what the hold has
  /// @param least the lowest quantity that may be named
  /// @param most how many seats and places the hold may have
  static List<AreaChoice> resolve(
      Draft draft,
      List<FieldError> errors,
      FieldPath list,
      List<Command.Quantity> quantities,
      List<PricedSeat> own,
      int least,
      int most) {
    Settings settings = draft.sale().event().settings();
    Map<Places, List<PricedSeat>> had = new LinkedHashMap<>();
    Map<Places, List<@Nullable String>> wanted = new LinkedHashMap<>();
    Map<Places, Integer> total = new HashMap<>();
    Set<Command.Quantity> named = new HashSet<>();
    for (int i = 0; i < quantities.size(); i++) {
      Command.Quantity asked = quantities.get(i);
      FieldPath path = list.at(i);
      Places places = draft.sale().seatMap().places(asked.area()).orElse(null);
      if (asked.quantity() < least || asked.quantity() > most) {
        errors.add(FieldError.expected(path.to("quantity"), asked.quantity(), least + ".." + most));
      }
      if (places == null) {
        errors.add(new FieldError(path.to("id"), "unknown area: " + asked.area()));
        continue;
      }
      List<PricedSeat> has = had.computeIfAbsent(places, _ -> inOrder(places, own));
      String type = asked.ticketType();
      if (type == null) {
        List<@Nullable String> types =
            has.stream().<@Nullable String>map(PricedSeat::ticketType).distinct().toList();
        if (types.size() > 1 && asked.quantity() > 0) {
          errors.add(
              FieldError.expected(
                  path.to("ticketType"),
                  "absent",
                  "one of the ticket types that the hold has in this area"));
        }
        type =
            types.isEmpty()
                ? settings.defaultTicketType().map(TicketType::id).orElse(null)
                : types.getFirst();
      } else if (!settings.hasTicketType(type)) {
        errors.add(unknownTicketType(settings, path.to("ticketType"), type));
      }
      if (!named.add(new Command.Quantity(asked.area(), 0, type))) {
        errors.add(
            new FieldError(
                path,
                "duplicate area: "
                    + asked.area()
                    + (type == null ? "" : " with the ticket type " + type)));
      }
      List<@Nullable String> types = wanted.computeIfAbsent(places, _ -> new ArrayList<>());
      int quantity = Math.clamp(asked.quantity(), 0, most);
      total.merge(places, quantity, Math::addExact);
      // More than any hold may have are refused, so there is no need to think about which.
      for (int n = Math.min(quantity, most + 1 - types.size()); n > 0; n--) {
        types.add(type);
      }
    }
    List<AreaChoice> choices = new ArrayList<>();
    if (errors.isEmpty()) {
      for (Map.Entry<Places, List<@Nullable String>> of : wanted.entrySet()) {
        List<PricedSeat> has = Objects.requireNonNull(had.get(of.getKey()));
        int quantity = Objects.requireNonNull(total.get(of.getKey()));
        choices.add(choose(settings, errors, list, of.getKey(), has, of.getValue(), quantity));
      }
    }
    return choices;
  }

  private static List<PricedSeat> inOrder(Places places, List<PricedSeat> seats) {
    return seats.stream()
        .filter(seat -> places.contains(seat.number()))
        .sorted(Comparator.comparingInt(PricedSeat::place))
        .toList();
  }

  private static AreaChoice choose(
      Settings settings,
      List<FieldError> errors,
      FieldPath list,
      Places places,
      List<PricedSeat> has,
      List<@Nullable String> types,
      int quantity) {
    int staying = Math.min(has.size(), types.size());
    List<@Nullable String> added = new ArrayList<>(types);
    List<PricedSeat> kept = new ArrayList<>();
    List<PricedSeat> others = new ArrayList<>();
    for (PricedSeat seat : has.subList(0, staying)) {
      (added.remove(seat.ticketType()) ? kept : others).add(seat);
    }
    if (!others.isEmpty() && !settings.isForSale(places.area().category())) {
      errors.add(withdrawn(list, places.area().id()));
      others = List.of();
    }
    List<PricedSeat> retyped = new ArrayList<>();
    for (PricedSeat seat : others) {
      retyped.add(priced(settings, places, seat.number(), added.removeFirst(), seat.place()));
    }
    return new AreaChoice(places, quantity, kept, retyped, has.subList(staying, has.size()), added);
  }

  /// The places that it gets, if it gets these.
  ///
  /// @param numbers as many as are added
  /// @param last the highest place number that the area has given out
  List<PricedSeat> take(Settings settings, List<Integer> numbers, int last) {
    List<PricedSeat> taken = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      int place =
          switch (places.area().numbering()) {
            case LOWEST_FREE -> numbers.get(i) - places.first() + 1;
            case INCREASING -> Math.addExact(last, i + 1);
          };
      taken.add(priced(settings, places, numbers.get(i), added.get(i), place));
    }
    return taken;
  }

  private static PricedSeat priced(
      Settings settings, Places places, int number, @Nullable String ticketType, int place) {
    long price = settings.price(places.area().category(), ticketType);
    return new PricedSeat(number, ticketType, price, place);
  }

  /// What is held and has no price any more stays as it is quoted.
  static FieldError withdrawn(FieldPath path, String id) {
    return new FieldError(path, "not for sale any more: " + id + " (expected: as it was)");
  }

  static FieldError unknownTicketType(Settings settings, FieldPath path, String type) {
    String known =
        settings.ticketTypes().isEmpty()
            ? "none, the event has no ticket types"
            : String.join(", ", settings.ticketTypes().stream().map(TicketType::id).toList());
    return new FieldError(path, "ticketType: " + type + " (expected: " + known + ")");
  }
}
