package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.hold.ReservationView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Purely decides what a command comes to; changes nothing.
///
/// Every command is checked in the same order: does what it names exist; may it be sent by whom it
/// comes from; was its request carried out before; can the selection be; is
/// the hold in a state for it; is the event on sale; are the seats to be had.
///
/// A batch asks the second, {@link BrowserConfirm}, and the third before it comes here. Each
/// command then lists its own rules in this order, and the first that is broken refuses it.
final class Decider {
  private static final Decision NOT_FOUND = Decision.refused(new Refusal.NotFound());

  private final Draft draft;
  private final Settings settings;
  private final Instant now;

  private Decider(Draft draft, Instant now) {
    this.draft = draft;
    this.settings = draft.sale().event().settings();
    this.now = now;
  }

  /// What a command comes to.
  ///
  /// @param now the store's clock, read under the event's lock
  static Decision decide(Draft draft, Command command, Instant now) {
    Decider decider = new Decider(draft, now);
    return switch (command) {
      case Command.Place place -> decider.place(place);
      case Command.OfHold about ->
          draft.hold(about.holdId()).map(hold -> decider.decide(about, hold)).orElse(NOT_FOUND);
      case Command.Cancel cancel ->
          draft
              .reservation(cancel.reservationId())
              .map(reservation -> decider.cancel(cancel, reservation))
              .orElse(NOT_FOUND);
      case Command.Expire(int atMost) -> decider.expire(atMost);
      case Command.OfSettings change -> decider.configure(change);
      case Command.Block block -> decider.block(block);
      case Command.Unblock unblock -> decider.unblock(unblock);
    };
  }

  private Decision decide(Command.OfHold command, Hold hold) {
    return switch (command) {
      case Command.Change change -> change(change, hold);
      case Command.Extend _ -> extend(hold);
      case Command.Confirm confirm -> confirm(confirm, hold);
      case Command.Release _ -> release(hold);
    };
  }

  private Decision place(Command.Place place) {
    var selection = new Selection(draft);
    Selection.Choice choice = selection.toPlace(place);
    var taking = new Taking(draft, now, choice.added(), choice.areas(), true);
    return selection
        .refusal()
        .or(() -> SalesWindow.refusal(settings, now))
        .or(taking::refusal)
        .map(Decision::refused)
        .orElseGet(() -> placed(place, selection, choice, taking));
  }

  private Decision placed(
      Command.Place place, Selection selection, Selection.Choice choice, Taking taking) {
    List<PricedSeat> seats = selection.price(choice.added(), place.ticketTypes());
    seats.addAll(taking.places());
    HoldPolicy policy = settings.holdPolicy();
    Instant expiresAt = now.plus(policy.duration());
    Instant maxExpiresAt = now.plus(policy.maxLifetime());
    var terms = new HoldTerms(place.holdId(), seats, now, expiresAt, maxExpiresAt);
    List<Change> changes = taking.expired();
    changes.add(Change.placed(terms));
    return new Decision(held(terms, place.details()), changes);
  }

  private Decision change(Command.Change change, Hold hold) {
    var selection = new Selection(draft);
    Selection.Choice choice = selection.toChange(change, hold.terms());
    var taking = new Taking(draft, now, choice.added(), choice.areas(), true);
    return selection
        .refusal()
        .or(() -> LiveHold.refusal(hold, now))
        .or(() -> choice.takes() ? SalesWindow.refusal(settings, now) : Optional.empty())
        .or(taking::refusal)
        .map(Decision::refused)
        .orElseGet(() -> changed(new LiveHold(hold, now), change, selection, choice, taking));
  }

  private Decision changed(
      LiveHold hold,
      Command.Change change,
      Selection selection,
      Selection.Choice choice,
      Taking taking) {
    HoldTerms terms = hold.terms();
    Set<Integer> removed = choice.removed().keySet();
    List<PricedSeat> put = selection.retype(terms.seats(), removed, change.ticketTypes());
    List<Integer> givenBack = new ArrayList<>(removed);
    for (AreaChoice area : choice.areas()) {
      put.addAll(area.retyped());
      area.removed().forEach(seat -> givenBack.add(seat.number()));
    }
    put.addAll(selection.price(choice.added(), change.ticketTypes()));
    put.addAll(taking.places());
    HoldDetails details = details(terms.id());
    if (put.isEmpty() && givenBack.isEmpty()) {
      return Decision.unchanged(held(terms, details));
    }
    HoldTerms after = terms.with(put, givenBack);
    List<Change> changes = taking.expired();
    changes.add(Change.changed(terms, after));
    return new Decision(held(after, details), changes);
  }

  private Decision extend(Hold hold) {
    return LiveHold.refusal(hold, now)
        .map(Decision::refused)
        .orElseGet(() -> extended(new LiveHold(hold, now)));
  }

  private Decision extended(LiveHold hold) {
    HoldTerms after = hold.extended(settings.holdPolicy());
    Outcome held = held(after, details(after.id()));
    return after.equals(hold.terms())
        ? Decision.unchanged(held)
        : new Decision(held, List.of(Change.extended(after)));
  }

  private Decision confirm(Command.Confirm confirm, Hold hold) {
    if (hold instanceof Hold.Confirmed(_, ReservationId existing)) {
      return Decision.unchanged(new Outcome.Confirmed(view(reservation(existing)), true));
    }
    Event event = draft.sale().event();
    return LiveHold.refusal(hold, now)
        .or(() -> QuoteMatches.refusal(hold.terms(), confirm.expectedTotal(), event))
        .map(Decision::refused)
        .orElseGet(() -> confirmed(new LiveHold(hold, now), confirm));
  }

  private Decision confirmed(LiveHold hold, Command.Confirm confirm) {
    HoldTerms terms = hold.terms();
    var reservation =
        new Reservation(
            confirm.reservationId(),
            confirm.code(),
            terms.id(),
            terms.seats(),
            Map.of(),
            confirm.reference(),
            now,
            details(terms.id()).metadata());
    return new Decision(
        new Outcome.Confirmed(view(reservation), false),
        List.of(Change.confirmed(terms, reservation.id())));
  }

  private Decision release(Hold hold) {
    return switch (hold) {
      case Hold.Confirmed _ -> Decision.refused(new Refusal.HoldConfirmed());
      case Hold.Released _, Hold.Expired _ -> Decision.unchanged(new Outcome.Released());
      case Hold.Open(HoldTerms terms) ->
          new Decision(
              new Outcome.Released(),
              List.of(terms.isLive(now) ? Change.released(terms) : Change.expired(terms)));
    };
  }

  private Decision expire(int atMost) {
    List<Change> changes =
        new ArrayList<>(draft.due(now).limit(atMost).map(Change::expired).toList());
    Map<Integer, Claim> released = draft.claims(draft.released(now).limit(atMost - changes.size()));
    int ended = changes.size() + released.size();
    if (!released.isEmpty()) {
      changes.add(Change.blockExpired(released));
    }
    return new Decision(new Outcome.Expired(ended), changes);
  }

  private Decision cancel(Command.Cancel cancel, Reservation reservation) {
    var selection = new Selection(draft);
    Set<Integer> chosen = selection.toCancel(cancel, reservation);
    return selection
        .refusal()
        .map(Decision::refused)
        .orElseGet(() -> cancelled(cancel, reservation, chosen));
  }

  private Decision cancelled(Command.Cancel cancel, Reservation reservation, Set<Integer> chosen) {
    List<Integer> cancelled = new ArrayList<>(chosen);
    cancelled.removeAll(reservation.cancelled().keySet());
    if (cancelled.isEmpty()) {
      return Decision.unchanged(new Outcome.Cancelled(view(reservation)));
    }
    Map<Integer, Reservation.Cancellation> all = new HashMap<>(reservation.cancelled());
    cancelled.forEach(
        number -> all.put(number, new Reservation.Cancellation(now, cancel.reason())));
    return new Decision(
        new Outcome.Cancelled(view(reservation.withCancelled(all))),
        List.of(Change.cancelled(reservation.id(), cancelled)));
  }

  private Decision configure(Command.OfSettings change) {
    return change
        .refusal(draft.sale())
        .map(Decision::refused)
        .orElseGet(() -> configured(change.kind(), change.after(draft.sale())));
  }

  private Decision configured(String kind, Settings after) {
    return after.equals(settings.next())
        ? Decision.unchanged(new Outcome.Configured(draft.sale()))
        : new Decision(
            new Outcome.Configured(draft.sale().with(after)),
            List.of(Change.settings(kind, after)));
  }

  private Decision block(Command.Block block) {
    var selection = new Selection(draft);
    Selection.Choice choice = selection.toBlock(block, now);
    var taking = new Taking(draft, now, choice.added(), choice.areas(), false);
    return selection
        .refusal()
        .or(taking::refusal)
        .map(Decision::refused)
        .orElseGet(() -> blocked(block.claim(), choice, taking));
  }

  private Decision blocked(Claim.Blocked claim, Selection.Choice choice, Taking taking) {
    List<Integer> numbers = new ArrayList<>(choice.added().keySet());
    choice.areas().forEach(area -> numbers.addAll(taking.numbers(area)));
    List<Change> changes = taking.expired();
    changes.add(Change.blocked(numbers, claim));
    return new Decision(new Outcome.Configured(draft.sale()), changes);
  }

  private Decision unblock(Command.Unblock unblock) {
    var selection = new Selection(draft);
    Map<Integer, Claim> blocked = selection.toUnblock(unblock, now);
    return selection
        .refusal()
        .map(Decision::refused)
        .orElseGet(
            () ->
                new Decision(
                    new Outcome.Configured(draft.sale()), List.of(Change.unblocked(blocked))));
  }

  private HoldDetails details(HoldId id) {
    return draft
        .details(id)
        .orElseThrow(() -> new IllegalStateException("details not looked up: " + id));
  }

  private Reservation reservation(ReservationId id) {
    return draft
        .reservation(id)
        .orElseThrow(() -> new IllegalStateException("reservation not looked up: " + id));
  }

  private Outcome held(HoldTerms terms, HoldDetails details) {
    return new Outcome.Held(new HoldView(draft.sale(), new Hold.Open(terms), details, now));
  }

  private ReservationView view(Reservation reservation) {
    return new ReservationView(draft.sale(), reservation);
  }
}
