package dev.holdfast.domain.ledger;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rules. Purely decides what a command comes to; changes nothing.
///
/// Every command is checked in the same order: does what it names exist; can the selection be; is
/// the hold in a state for it; is the event on sale; are the seats to be had.
final class Decider {
  private final Draft state;
  private final Event event;
  private final SeatMap seatMap;
  private final Instant now;

  private Decider(Draft state, Instant now) {
    this.state = state;
    this.event = state.sale().event();
    this.seatMap = state.sale().seatMap();
    this.now = now;
  }

  /// What a command comes to.
  ///
  /// @param now the store's clock, read under the event's lock
  static Decision decide(Draft state, Command command, Instant now) {
    Decider decider = new Decider(state, now);
    return switch (command) {
      case Command.Place place -> decider.place(place);
      case Command.Change change -> decider.change(change);
      case Command.Extend(HoldId id) -> decider.extend(id);
      case Command.Confirm confirm -> decider.confirm(confirm);
      case Command.Release(HoldId id) -> decider.release(id);
      case Command.Expire(int atMost) -> decider.expire(atMost);
      case Command.Cancel cancel -> decider.cancel(cancel);
    };
  }

  private Decision place(Command.Place place) {
    List<FieldError> errors = new ArrayList<>();
    int named = place.seats().size() + place.areas().size();
    checkSize(errors, place.areas().isEmpty() ? "/seats" : "/areas", named);
    if (!errors.isEmpty()) {
      return invalid(errors);
    }
    Map<Integer, String> chosen = resolve(errors, "/seats", place.seats());
    checkTicketTypes(errors, place.ticketTypes(), chosen.values());
    List<AreaChoice> areas = AreaChoice.resolve(state, errors, place.areas(), List.of(), 1);
    if (errors.isEmpty() && !areas.isEmpty()) {
      checkSize(errors, "/areas", chosen.size() + quantity(areas));
    }
    if (!errors.isEmpty()) {
      return invalid(errors);
    }
    Optional<Refusal> closed = salesClosed();
    if (closed.isPresent()) {
      return Decision.refused(closed.get());
    }
    var taking = new Taking(chosen, areas);
    if (taking.isRefused()) {
      return Decision.refused(taking.refusal());
    }
    List<PricedSeat> seats = price(chosen, place.ticketTypes());
    seats.addAll(taking.places());
    HoldPolicy policy = event.holdPolicy();
    Instant expiresAt = now.plus(policy.duration());
    Instant maxExpiresAt = now.plus(policy.maxLifetime());
    List<SeatChange> changes = taking.expired();
    changes.add(new SeatChange.Placed(place.holdId(), seats, expiresAt, maxExpiresAt));
    var terms = new HoldTerms(place.holdId(), seats, now, expiresAt, maxExpiresAt);
    return new Decision(held(terms, place.details()), changes);
  }

  private Decision change(Command.Change change) {
    Optional<Hold> found = state.hold(change.holdId());
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    HoldTerms terms = found.get().terms();
    List<FieldError> errors = new ArrayList<>();
    if (change.add().isEmpty()
        && change.remove().isEmpty()
        && change.areas().isEmpty()
        && change.ticketTypes().isEmpty()) {
      errors.add(
          new FieldError("", "nothing to change (expected: add, remove, areas or ticketTypes)"));
    }
    int mostNamed = Math.max(change.add().size(), change.remove().size());
    int limit = event.holdPolicy().maxSeatsPerHold();
    if (mostNamed > limit) {
      String list = change.add().size() == mostNamed ? "/add" : "/remove";
      errors.add(FieldError.expected(list, mostNamed + " seats", "0.." + limit));
      return invalid(errors);
    }
    Map<Integer, PricedSeat> seats = new LinkedHashMap<>();
    terms.seats().stream()
        .filter(seat -> !seat.isPlace())
        .forEach(seat -> seats.put(seat.number(), seat));
    Map<Integer, String> removed = resolve(errors, "/remove", change.remove());
    checkEach(
        errors, "/remove", change.remove(), removed, seats.keySet(), true, "a seat of the hold");
    Map<Integer, String> added = resolve(errors, "/add", change.add());
    checkEach(
        errors, "/add", change.add(), added, seats.keySet(), false, "a seat that the hold has not");
    Set<String> after = new LinkedHashSet<>();
    seats.keySet().forEach(number -> after.add(seatMap.seat(number).id()));
    after.removeAll(removed.values());
    after.addAll(added.values());
    checkTicketTypes(errors, change.ticketTypes(), after);
    List<AreaChoice> areas = AreaChoice.resolve(state, errors, change.areas(), terms.seats(), 0);
    int places = terms.seats().size() - seats.size();
    for (AreaChoice area : areas) {
      places += area.quantity() - area.before();
    }
    String pointer =
        !change.areas().isEmpty() ? "/areas" : change.add().isEmpty() ? "/remove" : "/add";
    if (areas.isEmpty() == change.areas().isEmpty()) {
      checkSize(errors, pointer, after.size() + places);
    }
    if (!errors.isEmpty()) {
      return invalid(errors);
    }
    Optional<Refusal> ended = ended(found.get());
    if (ended.isPresent()) {
      return Decision.refused(ended.get());
    }
    boolean takes = !added.isEmpty() || areas.stream().anyMatch(area -> !area.added().isEmpty());
    Optional<Refusal> closed = takes ? salesClosed() : Optional.empty();
    if (closed.isPresent()) {
      return Decision.refused(closed.get());
    }
    var taking = new Taking(added, areas);
    if (taking.isRefused()) {
      return Decision.refused(taking.refusal());
    }
    List<PricedSeat> put = retyped(terms.seats(), removed.keySet(), change.ticketTypes());
    List<Integer> givenBack = new ArrayList<>(removed.keySet());
    for (AreaChoice area : areas) {
      put.addAll(area.retyped());
      Stream.concat(area.retyped().stream(), area.removed().stream())
          .forEach(seat -> givenBack.add(seat.number()));
    }
    put.addAll(price(added, change.ticketTypes()));
    put.addAll(taking.places());
    HoldDetails details = details(terms.id());
    if (put.isEmpty() && givenBack.isEmpty()) {
      return Decision.unchanged(held(terms, details));
    }
    var changed = new SeatChange.Changed(terms.id(), put, givenBack);
    List<SeatChange> changes = taking.expired();
    changes.add(changed);
    return new Decision(held(Fold.changed(terms, changed), details), changes);
  }

  private Decision extend(HoldId id) {
    Optional<Hold> found = state.hold(id);
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    Optional<Refusal> ended = ended(found.get());
    if (ended.isPresent()) {
      return Decision.refused(ended.get());
    }
    HoldTerms terms = found.get().terms();
    Instant wanted = now.plus(event.holdPolicy().duration());
    Instant allowed = wanted.isBefore(terms.maxExpiresAt()) ? wanted : terms.maxExpiresAt();
    if (!allowed.isAfter(terms.expiresAt())) {
      return Decision.unchanged(held(terms, details(id)));
    }
    return new Decision(
        held(terms.withExpiresAt(allowed), details(id)),
        List.of(new SeatChange.Extended(id, terms.numbers(), allowed)));
  }

  private Decision confirm(Command.Confirm confirm) {
    Optional<Hold> found = state.hold(confirm.holdId());
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    if (found.get() instanceof Hold.Confirmed(_, ReservationId existing)) {
      return Decision.unchanged(new Outcome.Confirmed(view(reservation(existing)), true));
    }
    Optional<Refusal> ended = ended(found.get());
    if (ended.isPresent()) {
      return Decision.refused(ended.get());
    }
    HoldTerms terms = found.get().terms();
    Long expected = confirm.expectedTotal();
    if (expected != null && expected != terms.total()) {
      return Decision.refused(
          new Refusal.QuoteMismatch(terms.total(), event.currency().getCurrencyCode()));
    }
    var reservation =
        new Reservation(
            confirm.reservationId(),
            confirm.code(),
            terms.id(),
            terms.seats(),
            Set.of(),
            confirm.reference(),
            now,
            details(terms.id()).metadata());
    return new Decision(
        new Outcome.Confirmed(view(reservation), false),
        List.of(new SeatChange.Confirmed(terms.id(), reservation.id(), terms.numbers())));
  }

  private Decision release(HoldId id) {
    return switch (state.hold(id).orElse(null)) {
      case null -> Decision.refused(new Refusal.NotFound());
      case Hold.Confirmed _ -> Decision.refused(new Refusal.HoldConfirmed());
      case Hold.Released _, Hold.Expired _ -> Decision.unchanged(new Outcome.Released());
      case Hold.Open(HoldTerms terms) ->
          new Decision(
              new Outcome.Released(),
              List.of(
                  terms.isLive(now)
                      ? new SeatChange.Released(id, terms.numbers())
                      : new SeatChange.Expired(id, terms.numbers())));
    };
  }

  private Decision expire(int atMost) {
    List<SeatChange> changes = new ArrayList<>();
    state
        .due(now)
        .limit(atMost)
        .forEach(terms -> changes.add(new SeatChange.Expired(terms.id(), terms.numbers())));
    return new Decision(new Outcome.Expired(changes.size()), changes);
  }

  private Decision cancel(Command.Cancel cancel) {
    Optional<Reservation> found = state.reservation(cancel.reservationId());
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    Reservation reservation = found.get();
    Set<Integer> sold = new LinkedHashSet<>();
    reservation.seats().forEach(seat -> sold.add(seat.number()));
    Set<Integer> wanted = sold;
    if (cancel.seats() != null || cancel.areas() != null) {
      List<FieldError> errors = new ArrayList<>();
      wanted = named(errors, cancel, reservation, sold);
      if (!errors.isEmpty()) {
        return invalid(errors);
      }
    }
    List<Integer> cancelled = new ArrayList<>(wanted);
    cancelled.removeAll(reservation.cancelled());
    if (cancelled.isEmpty()) {
      return Decision.unchanged(new Outcome.Cancelled(view(reservation)));
    }
    Set<Integer> all = new LinkedHashSet<>(reservation.cancelled());
    all.addAll(cancelled);
    return new Decision(
        new Outcome.Cancelled(view(reservation.withCancelled(all))),
        List.of(new SeatChange.Cancelled(reservation.id(), cancelled)));
  }

  /// The numbers of the seats and places that are to be cancelled; what can't be becomes errors.
  private Set<Integer> named(
      List<FieldError> errors, Command.Cancel cancel, Reservation reservation, Set<Integer> sold) {
    List<String> seats = cancel.seats() == null ? List.of() : cancel.seats();
    List<Command.Numbers> areas = cancel.areas() == null ? List.of() : cancel.areas();
    int named = seats.size() + areas.stream().mapToInt(area -> area.numbers().size()).sum();
    if (named < 1 || named > sold.size()) {
      errors.add(
          sizeError(cancel.areas() == null ? "/seats" : "/areas", named, "1.." + sold.size()));
      return Set.of();
    }
    Map<Integer, String> resolved = resolve(errors, "/seats", seats);
    checkEach(errors, "/seats", seats, resolved, sold, true, "a seat of the reservation");
    Set<Integer> wanted = new LinkedHashSet<>(resolved.keySet());
    Set<String> namedAreas = new HashSet<>();
    for (int i = 0; i < areas.size(); i++) {
      Command.Numbers area = areas.get(i);
      String pointer = "/areas/" + i;
      Places places = seatMap.places(area.area()).orElse(null);
      if (places == null) {
        errors.add(new FieldError(pointer + "/id", "unknown area: " + area.area()));
        continue;
      }
      if (!namedAreas.add(area.area())) {
        errors.add(new FieldError(pointer, "doubled area: " + area.area()));
        continue;
      }
      if (area.numbers().isEmpty()) {
        errors.add(FieldError.expected(pointer + "/numbers", "none", "1.." + sold.size()));
      }
      Map<Integer, Integer> byPlace = new HashMap<>();
      for (PricedSeat seat : reservation.seats()) {
        if (places.contains(seat.number())) {
          byPlace.put(seat.place(), seat.number());
        }
      }
      for (int n = 0; n < area.numbers().size(); n++) {
        int place = area.numbers().get(n);
        Integer number = byPlace.get(place);
        String at = pointer + "/numbers/" + n;
        if (number == null) {
          errors.add(FieldError.expected(at, place, "a number of the reservation"));
        } else if (!wanted.add(number)) {
          errors.add(new FieldError(at, "doubled number: " + place));
        }
      }
    }
    return wanted;
  }

  private static Decision invalid(List<FieldError> errors) {
    return Decision.refused(new Refusal.InvalidSelection(errors));
  }

  private void checkSize(List<FieldError> errors, String pointer, int size) {
    int max = event.holdPolicy().maxSeatsPerHold();
    if (size < 1 || size > max) {
      errors.add(sizeError(pointer, size, "1.." + max));
    }
  }

  private static FieldError sizeError(String pointer, int size, String expected) {
    String what = pointer.equals("/areas") ? " seats and places" : " seats";
    return FieldError.expected(pointer, size + what, expected);
  }

  private static int quantity(List<AreaChoice> areas) {
    return areas.stream().mapToInt(AreaChoice::quantity).sum();
  }

  /// The numbers of the seats named, with their ids; unknown and doubled ones become errors.
  private Map<Integer, String> resolve(
      List<FieldError> errors, String pointer, List<String> seatIds) {
    Map<Integer, String> resolved = new LinkedHashMap<>();
    for (int i = 0; i < seatIds.size(); i++) {
      String id = seatIds.get(i);
      OptionalInt number = seatMap.number(id);
      if (number.isEmpty()) {
        errors.add(new FieldError(pointer + "/" + i, "unknown seat: " + id));
      } else if (resolved.put(number.getAsInt(), id) != null) {
        errors.add(new FieldError(pointer + "/" + i, "doubled seat: " + id));
      }
    }
    return resolved;
  }

  private static void checkEach(
      List<FieldError> errors,
      String pointer,
      List<String> seatIds,
      Map<Integer, String> resolved,
      Set<Integer> own,
      boolean expectOwn,
      String expected) {
    resolved.forEach(
        (number, id) -> {
          if (own.contains(number) != expectOwn) {
            int index = seatIds.indexOf(id);
            errors.add(FieldError.expected(pointer + "/" + index, id, expected));
          }
        });
  }

  private void checkTicketTypes(
      List<FieldError> errors, Map<String, String> ticketTypes, Iterable<String> seatIds) {
    Set<String> chosen = new LinkedHashSet<>();
    seatIds.forEach(chosen::add);
    ticketTypes.forEach(
        (seat, type) -> {
          String pointer = FieldError.member("/ticketTypes", seat);
          if (!chosen.contains(seat)) {
            errors.add(new FieldError(pointer, "not a chosen seat: " + seat));
          } else if (!event.hasTicketType(type)) {
            errors.add(AreaChoice.unknownTicketType(event, pointer, type));
          }
        });
  }

  /// Open inclusive, close exclusive.
  private Optional<Refusal> salesClosed() {
    Instant open = event.salesOpenAt();
    Instant close = event.salesCloseAt();
    if (open != null && now.isBefore(open)) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.NOT_OPEN, open, close));
    }
    if (close != null && !now.isBefore(close)) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.OVER, open, close));
    }
    return Optional.empty();
  }

  /// Why a hold can't be changed, extended or confirmed any more; empty if it can.
  private Optional<Refusal> ended(Hold hold) {
    return switch (hold.status(now)) {
      case HELD -> Optional.empty();
      case EXPIRED -> Optional.of(new Refusal.HoldExpired(hold.terms().expiresAt()));
      case RELEASED -> Optional.of(new Refusal.HoldReleased());
      case CONFIRMED -> Optional.of(new Refusal.HoldConfirmed());
    };
  }

  private List<Refusal.Conflict> conflicts(Map<Integer, String> chosen) {
    List<Refusal.Conflict> conflicts = new ArrayList<>();
    chosen.forEach(
        (number, id) -> {
          switch (state.claim(number).orElse(null)) {
            case Claim.Held(HoldId holder) -> {
              HoldTerms terms = openHold(holder);
              if (terms.isLive(now)) {
                conflicts.add(
                    new Refusal.Conflict(id, Refusal.Conflict.Holder.HELD, terms.expiresAt()));
              }
            }
            case Claim.Reserved _ ->
                conflicts.add(new Refusal.Conflict(id, Refusal.Conflict.Holder.RESERVED, null));
            case null -> {}
          }
        });
    return conflicts;
  }

  /// What it takes that a hold gets seats and places.
  private final class Taking {
    private final List<AreaChoice> areas;
    private final List<Refusal.Conflict> conflicts;
    private final List<Refusal.Shortage> shortages = new ArrayList<>();
    private final Map<HoldId, HoldTerms> inTheWay = new LinkedHashMap<>();

    Taking(Map<Integer, String> chosen, List<AreaChoice> areas) {
      this.areas = areas;
      this.conflicts = conflicts(chosen);
      for (int number : chosen.keySet()) {
        if (state.claim(number).orElse(null) instanceof Claim.Held(HoldId holder)
            && !openHold(holder).isLive(now)) {
          inTheWay.put(holder, openHold(holder));
        }
      }
      areas.forEach(this::makeRoom);
    }

    /// Due holds make room only where there is not enough of it, the earliest first.
    private void makeRoom(AreaChoice area) {
      int free = state.occupancy().free(area.places());
      for (HoldTerms terms : inTheWay.values()) {
        free += terms.in(area.places()).size();
      }
      Iterator<HoldTerms> due = state.due(area.places(), now).iterator();
      while (free < area.added().size() && due.hasNext()) {
        HoldTerms terms = due.next();
        if (inTheWay.put(terms.id(), terms) == null) {
          free += terms.in(area.places()).size();
        }
      }
      if (free < area.added().size()) {
        shortages.add(
            new Refusal.Shortage(area.places().area().id(), area.quantity(), area.before() + free));
      }
    }

    boolean isRefused() {
      return !conflicts.isEmpty() || !shortages.isEmpty();
    }

    Refusal refusal() {
      return new Refusal.SeatsUnavailable(conflicts, shortages);
    }

    /// A due hold that stands in the way is expired wholly, by an entry of its own.
    List<SeatChange> expired() {
      List<SeatChange> expired = new ArrayList<>();
      inTheWay.forEach((id, terms) -> expired.add(new SeatChange.Expired(id, terms.numbers())));
      return expired;
    }

    /// The places that the hold gets: those with the lowest numbers.
    List<PricedSeat> places() {
      List<PricedSeat> taken = new ArrayList<>();
      for (AreaChoice area : areas) {
        int wanted = area.added().size();
        List<Integer> free = state.occupancy().free(area.places(), wanted);
        for (HoldTerms terms : inTheWay.values()) {
          terms.in(area.places()).forEach(seat -> free.add(seat.number()));
        }
        List<Integer> lowest = free.stream().sorted().limit(wanted).toList();
        taken.addAll(area.take(event, lowest, state.occupancy().last(area.places())));
      }
      return taken;
    }
  }

  private List<PricedSeat> price(Map<Integer, String> chosen, Map<String, String> ticketTypes) {
    String usual = event.defaultTicketType().map(TicketType::id).orElse(null);
    List<PricedSeat> priced = new ArrayList<>();
    chosen.forEach((number, id) -> priced.add(price(number, ticketTypes.getOrDefault(id, usual))));
    return priced;
  }

  private PricedSeat price(int number, @Nullable String ticketType) {
    String category = seatMap.seat(number).category();
    return new PricedSeat(number, ticketType, event.price(category, ticketType), 0);
  }

  /// The seats that stay and get another ticket type, at today's price.
  private List<PricedSeat> retyped(
      List<PricedSeat> seats, Set<Integer> removed, Map<String, String> ticketTypes) {
    List<PricedSeat> retyped = new ArrayList<>();
    for (PricedSeat seat : seats) {
      String type = seat.isPlace() ? null : ticketTypes.get(seatMap.seat(seat.number()).id());
      if (type != null && !type.equals(seat.ticketType()) && !removed.contains(seat.number())) {
        retyped.add(price(seat.number(), type));
      }
    }
    return retyped;
  }

  private HoldTerms openHold(HoldId id) {
    return state
        .hold(id)
        .orElseThrow(() -> new IllegalStateException("a claim without its hold: " + id))
        .terms();
  }

  private HoldDetails details(HoldId id) {
    return state
        .details(id)
        .orElseThrow(() -> new IllegalStateException("details not recalled: " + id));
  }

  private Reservation reservation(ReservationId id) {
    return state
        .reservation(id)
        .orElseThrow(() -> new IllegalStateException("reservation not recalled: " + id));
  }

  private Outcome held(HoldTerms terms, HoldDetails details) {
    return new Outcome.Held(new HoldView(state.sale(), new Hold.Open(terms), details, now));
  }

  private ReservationView view(Reservation reservation) {
    return new ReservationView(state.sale(), reservation);
  }
}
