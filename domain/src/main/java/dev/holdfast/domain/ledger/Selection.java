package dev.holdfast.domain.ledger;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one command names of its event's seats and places: looked up, checked and priced. What
/// can't be, whoever has it, becomes an error.
final class Selection {
  private static final FieldPath AREAS = FieldPath.of("areas");
  private static final FieldPath SEATS = FieldPath.of("seats");
  private static final FieldPath ADD = FieldPath.of("add").to("seats");
  private static final FieldPath REMOVE = FieldPath.of("remove").to("seats");
  private static final FieldPath SET = FieldPath.of("set").to("seats");
  private static final FieldPath SET_AREAS = FieldPath.of("set").to("areas");
  private static final String TICKET_TYPE = "ticketType";

  private final Draft draft;
  private final Settings settings;
  private final SeatMap seatMap;
  private final List<FieldError> errors = new ArrayList<>();

  Selection(Draft draft) {
    this.draft = draft;
    this.settings = draft.sale().event().settings();
    this.seatMap = draft.sale().seatMap();
  }

  /// What a hold is to get and to give back.
  ///
  /// @param added the ids of seats, by their numbers
  /// @param removed the ids of seats, by their numbers
  record Choice(Map<Integer, String> added, Map<Integer, String> removed, List<AreaChoice> areas) {
    private static final Choice NONE = new Choice(Map.of(), Map.of(), List.of());

    /// Whether the hold gets anything that it has not.
    boolean takes() {
      return !added.isEmpty() || areas.stream().anyMatch(area -> !area.added().isEmpty());
    }

    /// How many seats and places more the hold has then.
    int growth() {
      int places =
          areas.stream().mapToInt(area -> area.added().size() - area.removed().size()).sum();
      return added.size() - removed.size() + places;
    }
  }

  /// Why the selection is refused; empty if it is not. A refused one was returned in part at most.
  Optional<Refusal> refusal() {
    return isInvalid() ? Optional.of(new Refusal.InvalidSelection(errors)) : Optional.empty();
  }

  private boolean isInvalid() {
    return !errors.isEmpty();
  }

  Choice toPlace(Command.Place place) {
    int named = place.seats().size() + place.areas().size();
    int most = HoldLimit.of(settings.holdPolicy(), 0);
    checkSize(place.areas().isEmpty() ? SEATS : AREAS, named, most);
    if (isInvalid()) {
      return Choice.NONE;
    }
    Map<Integer, String> chosen = resolve(SEATS, place.seats());
    checkTicketTypes(
        place.ticketTypes(), chosen.values(), seat -> typeOf(SEATS, place.seats(), seat));
    List<AreaChoice> areas =
        AreaChoice.resolve(draft, errors, AREAS, place.areas(), List.of(), 1, most);
    if (!isInvalid() && !areas.isEmpty()) {
      int places = areas.stream().mapToInt(AreaChoice::quantity).sum();
      checkSize(AREAS, chosen.size() + places, most);
    }
    return new Choice(chosen, Map.of(), areas);
  }

  Choice toChange(Command.Change change, HoldTerms terms) {
    if (change.add().isEmpty()
        && change.remove().isEmpty()
        && change.areas().isEmpty()
        && change.ticketTypes().isEmpty()) {
      errors.add(
          new FieldError(FieldPath.whole(), "nothing to change (expected: add, remove or set)"));
    }
    int mostNamed = Math.max(change.add().size(), change.remove().size());
    int limit = HoldLimit.of(settings.holdPolicy(), terms.seats().size());
    if (mostNamed > limit) {
      FieldPath list = change.add().size() == mostNamed ? ADD : REMOVE;
      errors.add(FieldError.expected(list, mostNamed + " seats", "0.." + limit));
      return Choice.NONE;
    }
    Set<Integer> own = new LinkedHashSet<>();
    for (PricedSeat seat : terms.seats()) {
      if (!seat.isPlace()) {
        own.add(seat.number());
      }
    }
    Map<Integer, String> removed = resolve(REMOVE, change.remove());
    checkEach(REMOVE, change.remove(), removed, own, true, "a seat of the hold");
    Map<Integer, String> added = resolve(ADD, change.add());
    checkEach(ADD, change.add(), added, own, false, "a seat that is not in the hold");
    Set<String> after = new LinkedHashSet<>();
    own.forEach(number -> after.add(seatMap.seat(number).id()));
    removed.values().forEach(after::remove);
    after.addAll(added.values());
    List<String> set = new ArrayList<>(change.ticketTypes().keySet());
    set.removeAll(new HashSet<>(change.add()));
    Function<String, FieldPath> typeOf =
        seat ->
            change.add().contains(seat) ? typeOf(ADD, change.add(), seat) : typeOf(SET, set, seat);
    checkTicketTypes(change.ticketTypes(), after, typeOf);
    retyped(terms.seats(), removed.keySet(), change.ticketTypes())
        .filter(seat -> !settings.isForSale(seatMap.categoryAt(seat.number())))
        .map(seat -> seatMap.idAt(seat.number()))
        .forEach(id -> errors.add(AreaChoice.withdrawn(typeOf.apply(id), id)));
    List<AreaChoice> areas =
        AreaChoice.resolve(draft, errors, SET_AREAS, change.areas(), terms.seats(), 0, limit);
    int places = terms.seats().size() - own.size();
    for (AreaChoice area : areas) {
      places += area.quantity() - area.before();
    }
    FieldPath path = !change.areas().isEmpty() ? SET_AREAS : change.add().isEmpty() ? REMOVE : ADD;
    if (areas.isEmpty() == change.areas().isEmpty()) {
      checkSize(path, after.size() + places, limit);
    }
    return new Choice(added, removed, areas);
  }

  /// What is to be taken out of sale.
  Choice toBlock(Command.Block block, Instant now) {
    Choice choice = ofOrganiser(block.seats(), block.areas());
    Claim.releaseAt(block.claim())
        .filter(at -> !block.claim().isLive(now) || at.isAfter(Settings.LATEST))
        .map(
            at ->
                FieldError.expected(
                    FieldPath.of("releaseAt"),
                    at,
                    "later than " + now + ", at most " + Settings.LATEST))
        .ifPresent(errors::add);
    return choice;
  }

  /// What the organiser names, whoever has it.
  private Choice ofOrganiser(List<String> seats, List<Command.Quantity> areas) {
    int named = seats.size() + areas.size();
    checkSize(areas.isEmpty() ? SEATS : AREAS, named, seatMap.capacity());
    if (isInvalid()) {
      return Choice.NONE;
    }
    Map<Integer, String> chosen = resolve(SEATS, seats);
    List<AreaChoice> choices = new ArrayList<>();
    Set<String> namedAreas = new HashSet<>();
    for (int i = 0; i < areas.size(); i++) {
      int quantity = areas.get(i).quantity();
      Places places = places(AREAS.at(i), areas.get(i).area(), namedAreas);
      if (places != null && checkQuantity(i, quantity, places.area().capacity())) {
        choices.add(AreaChoice.untyped(places, quantity));
      }
    }
    return new Choice(chosen, Map.of(), choices);
  }

  private boolean checkQuantity(int area, int quantity, int most) {
    boolean isRight = quantity >= 1 && quantity <= most;
    if (!isRight) {
      FieldPath path = AREAS.at(area).to("quantity");
      String expected = most == 0 ? "an area with blocked places" : "1.." + most;
      errors.add(FieldError.expected(path, quantity, expected));
    }
    return isRight;
  }

  /// What is blocked of the seats and places that are to be on sale again, by its number.
  Map<Integer, Claim> toUnblock(Command.Unblock unblock, Instant now) {
    Choice choice = ofOrganiser(unblock.seats(), unblock.areas());
    Map<Integer, Claim> blocked = new LinkedHashMap<>();
    if (isInvalid()) {
      return blocked;
    }
    // All of them are known, and none is doubled.
    int index = 0;
    for (Map.Entry<Integer, String> seat : choice.added().entrySet()) {
      if (!addIfBlocked(seat.getKey(), now, blocked)) {
        errors.add(FieldError.expected(SEATS.at(index), seat.getValue(), "a seat that is blocked"));
      }
      index++;
    }
    for (int i = 0; i < choice.areas().size(); i++) {
      AreaChoice area = choice.areas().get(i);
      Map<Integer, Claim> own = new LinkedHashMap<>();
      for (int number = area.places().end() - 1; number >= area.places().first(); number--) {
        addIfBlocked(number, now, own);
      }
      if (checkQuantity(i, area.quantity(), own.size())) {
        own.entrySet().stream()
            .limit(area.quantity())
            .forEach(place -> blocked.put(place.getKey(), place.getValue()));
      }
    }
    return blocked;
  }

  private boolean addIfBlocked(int number, Instant now, Map<Integer, Claim> blocked) {
    if (draft.claim(number).orElse(null) instanceof Claim.Blocked block && block.isLive(now)) {
      blocked.put(number, block);
      return true;
    }
    return false;
  }

  /// The numbers of the seats and places that are to be cancelled: all if none are named.
  Set<Integer> toCancel(Command.Cancel cancel, Reservation reservation) {
    Set<Integer> sold = new LinkedHashSet<>();
    reservation.seats().forEach(seat -> sold.add(seat.number()));
    if (cancel.seats() == null && cancel.areas() == null) {
      return sold;
    }
    List<String> seats = cancel.seats() == null ? List.of() : cancel.seats();
    List<Command.Numbers> areas = cancel.areas() == null ? List.of() : cancel.areas();
    int named = seats.size() + areas.stream().mapToInt(area -> area.numbers().size()).sum();
    if (named < 1 || named > sold.size()) {
      errors.add(sizeError(cancel.areas() == null ? SEATS : AREAS, named, "1.." + sold.size()));
      return Set.of();
    }
    Map<Integer, String> resolved = resolve(SEATS, seats);
    checkEach(SEATS, seats, resolved, sold, true, "a seat of the reservation");
    Set<Integer> wanted = new LinkedHashSet<>(resolved.keySet());
    Set<String> namedAreas = new HashSet<>();
    for (int i = 0; i < areas.size(); i++) {
      Command.Numbers area = areas.get(i);
      FieldPath path = AREAS.at(i);
      Places places = places(path, area.area(), namedAreas);
      if (places != null) {
        resolve(path.to("numbers"), area.numbers(), places, reservation, wanted);
      }
    }
    return wanted;
  }

  /// The places of an area that may be named once; null if it can't be.
  ///
  /// @param named those that were named before it
  private @Nullable Places places(FieldPath path, String area, Set<String> named) {
    Places places = seatMap.places(area).orElse(null);
    if (places == null) {
      errors.add(new FieldError(path.to("id"), "unknown area: " + area));
    } else if (!named.add(area)) {
      errors.add(new FieldError(path, "duplicate area: " + area));
      return null;
    }
    return places;
  }

  /// Adds the places of an area to those that are wanted.
  private void resolve(
      FieldPath path,
      List<Integer> numbers,
      Places places,
      Reservation reservation,
      Set<Integer> wanted) {
    if (numbers.isEmpty()) {
      errors.add(FieldError.expected(path, "none", "1.." + reservation.seats().size()));
    }
    Map<Integer, Integer> byPlace = new HashMap<>();
    for (PricedSeat seat : reservation.seats()) {
      if (places.contains(seat.number())) {
        byPlace.put(seat.place(), seat.number());
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      int place = numbers.get(i);
      Integer number = byPlace.get(place);
      FieldPath at = path.at(i);
      if (number == null) {
        errors.add(FieldError.expected(at, place, "a place number of the reservation"));
      } else if (!wanted.add(number)) {
        errors.add(new FieldError(at, "duplicate number: " + place));
      }
    }
  }

  /// The ids of the seats named, by their numbers; unknown and doubled ones become errors.
  private Map<Integer, String> resolve(FieldPath path, List<String> seatIds) {
    Map<Integer, String> resolved = new LinkedHashMap<>();
    for (int i = 0; i < seatIds.size(); i++) {
      String id = seatIds.get(i);
      OptionalInt number = seatMap.number(id);
      if (number.isEmpty()) {
        errors.add(new FieldError(path.at(i), "unknown seat: " + id));
      } else if (resolved.put(number.getAsInt(), id) != null) {
        errors.add(new FieldError(path.at(i), "duplicate seat: " + id));
      }
    }
    return resolved;
  }

  private void checkSize(FieldPath path, int size, int most) {
    if (size < 1 || size > most) {
      errors.add(sizeError(path, size, "1.." + most));
    }
  }

  private static FieldError sizeError(FieldPath path, int size, String expected) {
    String what = path.name().equals(AREAS.name()) ? " seats and places" : " seats";
    return FieldError.expected(path, size + what, expected);
  }

  private void checkEach(
      FieldPath path,
      List<String> seatIds,
      Map<Integer, String> resolved,
      Set<Integer> own,
      boolean expectOwn,
      String expected) {
    resolved.forEach(
        (number, id) -> {
          if (own.contains(number) != expectOwn) {
            int index = seatIds.indexOf(id);
            errors.add(FieldError.expected(path.at(index), id, expected));
          }
        });
  }

  /// What a request calls the ticket type of a seat; the whole list, if the seat is not in it.
  private static FieldPath typeOf(FieldPath list, List<String> seatIds, String seat) {
    int index = seatIds.indexOf(seat);
    return index < 0 ? list : list.at(index).to(TICKET_TYPE);
  }

  /// @param typeOf what the request calls the ticket type of a seat
  private void checkTicketTypes(
      Map<String, String> ticketTypes,
      Iterable<String> seatIds,
      Function<String, FieldPath> typeOf) {
    Set<String> chosen = new LinkedHashSet<>();
    seatIds.forEach(chosen::add);
    ticketTypes.forEach(
        (seat, type) -> {
          if (!chosen.contains(seat)) {
            errors.add(new FieldError(typeOf.apply(seat), "not a seat of the hold: " + seat));
          } else if (!settings.hasTicketType(type)) {
            errors.add(AreaChoice.unknownTicketType(settings, typeOf.apply(seat), type));
          }
        });
  }

  /// Seats at today's price.
  ///
  /// @param chosen their ids, by their numbers
  List<PricedSeat> price(Map<Integer, String> chosen, Map<String, String> ticketTypes) {
    String usual = settings.defaultTicketType().map(TicketType::id).orElse(null);
    List<PricedSeat> priced = new ArrayList<>();
    chosen.forEach((number, id) -> priced.add(price(number, ticketTypes.getOrDefault(id, usual))));
    return priced;
  }

  private PricedSeat price(int number, @Nullable String ticketType) {
    String category = seatMap.seat(number).category();
    return new PricedSeat(number, ticketType, settings.price(category, ticketType), 0);
  }

  /// The seats that stay and get another ticket type, at today's price.
  List<PricedSeat> retype(
      List<PricedSeat> seats, Set<Integer> removed, Map<String, String> ticketTypes) {
    List<PricedSeat> retyped = new ArrayList<>();
    retyped(seats, removed, ticketTypes)
        .map(PricedSeat::number)
        .forEach(number -> retyped.add(price(number, ticketTypes.get(seatMap.idAt(number)))));
    return retyped;
  }

  private Stream<PricedSeat> retyped(
      List<PricedSeat> seats, Set<Integer> removed, Map<String, String> ticketTypes) {
    return seats.stream()
        .filter(seat -> !seat.isPlace() && !removed.contains(seat.number()))
        .filter(
            seat -> {
              String type = ticketTypes.get(seatMap.idAt(seat.number()));
              return type != null && !type.equals(seat.ticketType());
            });
  }
}
