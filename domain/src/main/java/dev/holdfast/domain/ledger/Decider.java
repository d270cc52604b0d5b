package dev.holdfast.domain.ledger;

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

/// The rules. Purely decides what a command comes to; changes nothing.
///
/// Every command is checked in the same order: does what it names exist; may it be sent by whom it
/// comes from; was its request carried out before; can the selection be; is
/// the hold in a state for it; is the event on sale; are the seats to be had.
final class Decider {
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
      case Command.Change change -> decider.change(change);
      case Command.Extend(HoldId id) -> decider.extend(id);
      case Command.Confirm confirm -> decider.confirm(confirm);
      case Command.Release(HoldId id) -> decider.release(id);
      case Command.Expire(int atMost) -> decider.expire(atMost);
      case Command.Cancel cancel -> decider.cancel(cancel);
      case Command.OfSettings change -> decider.change(change);
      case Command.Block block -> decider.block(block);
      case Command.Unblock unblock -> decider.unblock(unblock);
    };
  }

  /// Why a command may not be sent by whom it comes from, whatever became of what it names, and of
  /// an earlier request with the same key; empty if it may.
  static Optional<Refusal> forbidden(Draft draft, Command command) {
    boolean isSaleByBrowser =
        (command instanceof Command.Confirm confirm
                && confirm.byBrowser()
                && draft.hold(confirm.holdId()).isPresent())
            || (command instanceof Command.Cancel cancel
                && cancel.byBrowser()
                && draft.reservation(cancel.reservationId()).isPresent());
    return isSaleByBrowser && !draft.sale().event().settings().browserConfirm()
        ? Optional.of(new Refusal.NeedsKey())
        : Optional.empty();
  }

  private Decision place(Command.Place place) {
    var selection = new Selection(draft);
    Selection.Choice choice = selection.toPlace(place);
    if (selection.isInvalid()) {
      return Decision.refused(selection.refusal());
    }
    Optional<Refusal> closed = salesClosed();
    if (closed.isPresent()) {
      return Decision.refused(closed.get());
    }
    var taking = new Taking(draft, now, choice.added(), choice.areas(), true);
    if (taking.isRefused()) {
      return Decision.refused(taking.refusal());
    }
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

  private Decision change(Command.Change change) {
    Optional<Hold> found = draft.hold(change.holdId());
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    HoldTerms terms = found.get().terms();
    var selection = new Selection(draft);
    Selection.Choice choice = selection.toChange(change, terms);
    if (selection.isInvalid()) {
      return Decision.refused(selection.refusal());
    }
    Optional<Refusal> ended = ended(found.get());
    if (ended.isPresent()) {
      return Decision.refused(ended.get());
    }
    Optional<Refusal> closed = choice.takes() ? salesClosed() : Optional.empty();
    if (closed.isPresent()) {
      return Decision.refused(closed.get());
    }
    var taking = new Taking(draft, now, choice.added(), choice.areas(), true);
    if (taking.isRefused()) {
      return Decision.refused(taking.refusal());
    }
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

  private Decision extend(HoldId id) {
    Optional<Hold> found = draft.hold(id);
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    Optional<Refusal> ended = ended(found.get());
    if (ended.isPresent()) {
      return Decision.refused(ended.get());
    }
    HoldTerms terms = found.get().terms();
    Instant wanted = now.plus(settings.holdPolicy().duration());
    Instant allowed = wanted.isBefore(terms.maxExpiresAt()) ? wanted : terms.maxExpiresAt();
    if (!allowed.isAfter(terms.expiresAt())) {
      return Decision.unchanged(held(terms, details(id)));
    }
    HoldTerms after = terms.withExpiresAt(allowed);
    return new Decision(held(after, details(id)), List.of(Change.extended(after)));
  }

  private Decision confirm(Command.Confirm confirm) {
    Optional<Hold> found = draft.hold(confirm.holdId());
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
          new Refusal.QuoteMismatch(terms.total(), draft.sale().event().currency()));
    }
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

  private Decision release(HoldId id) {
    return switch (draft.hold(id).orElse(null)) {
      case null -> Decision.refused(new Refusal.NotFound());
      case Hold.Confirmed _ -> Decision.refused(new Refusal.HoldConfirmed());
      case Hold.Released _, Hold.Expired _ -> Decision.unchanged(new Outcome.Released());
      case Hold.Open(HoldTerms terms) ->
          new Decision(
              new Outcome.Released(),
              List.of(terms.isLive(now) ? Change.released(terms) : Change.expired(terms)));
    };
  }

  private Decision expire(int atMost) {
    List<Change> changes = draft.due(now).limit(atMost).map(Change::expired).toList();
    return new Decision(new Outcome.Expired(changes.size()), changes);
  }

  private Decision cancel(Command.Cancel cancel) {
    Optional<Reservation> found = draft.reservation(cancel.reservationId());
    if (found.isEmpty()) {
      return Decision.refused(new Refusal.NotFound());
    }
    Reservation reservation = found.get();
    var selection = new Selection(draft);
    List<Integer> cancelled = new ArrayList<>(selection.toCancel(cancel, reservation));
    if (selection.isInvalid()) {
      return Decision.refused(selection.refusal());
    }
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

  private Decision change(Command.OfSettings change) {
    Optional<Refusal> refusal = change.refusal(draft.sale());
    if (refusal.isPresent()) {
      return Decision.refused(refusal.get());
    }
    Settings after = change.after(draft.sale());
    return after.equals(settings.next())
        ? Decision.unchanged(new Outcome.Configured(draft.sale()))
        : new Decision(
            new Outcome.Configured(draft.sale().with(after)),
            List.of(Change.settings(change.kind(), after)));
  }

  private Decision block(Command.Block block) {
    var selection = new Selection(draft);
    Selection.Choice choice = selection.ofOrganiser(block.seats(), block.areas());
    if (selection.isInvalid()) {
      return Decision.refused(selection.refusal());
    }
    var taking = new Taking(draft, now, choice.added(), choice.areas(), false);
    if (taking.isRefused()) {
      return Decision.refused(taking.refusal());
    }
    List<Integer> numbers = new ArrayList<>(choice.added().keySet());
    choice.areas().forEach(area -> numbers.addAll(taking.numbers(area)));
    List<Change> changes = taking.expired();
    changes.add(Change.blocked(numbers, new Claim.Blocked(block.reason())));
    return new Decision(new Outcome.Configured(draft.sale()), changes);
  }

  private Decision unblock(Command.Unblock unblock) {
    var selection = new Selection(draft);
    Map<Integer, Claim> blocked = selection.toUnblock(unblock);
    return selection.isInvalid()
        ? Decision.refused(selection.refusal())
        : new Decision(new Outcome.Configured(draft.sale()), List.of(Change.unblocked(blocked)));
  }

  /// Open inclusive, close exclusive.
  private Optional<Refusal> salesClosed() {
    Instant open = settings.salesOpenAt();
    Instant close = settings.closesAt();
    if (open != null && now.isBefore(open)) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.NOT_OPEN, open, close));
    }
    if (!now.isBefore(close)) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.OVER, open, close));
    }
    if (settings.paused()) {
      return Optional.of(new Refusal.SalesClosed(Refusal.SalesClosed.Phase.PAUSED, open, close));
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
