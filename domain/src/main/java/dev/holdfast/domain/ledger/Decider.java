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
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Purely decides what a command comes to; changes nothing.
///
/// Every command is checked in the same order: does what it names exist; may it be sent by whom it
/// comes from; was its request carried out before; can the selection be; is
/// the hold in a state for it; is the event on sale; are the seats to be had; may the holder have
/// them again; may it have so many; does the mandate allow it.
///
/// A batch asks the second, {@link BrowserConfirm} and {@link MandateCaps}, and the third before it
/// comes here. Each command then lists its own rules in this order, and the first that is broken
/// refuses it.
final class Decider {
  private static final int MOST_EXPIRED_AT_ONCE = 1_000;
  private static final Decision NOT_FOUND = Decision.refused(new Refusal.NotFound());

  private final Draft draft;
  private final Settings settings;
  private final @Nullable Mandated by;
  private final Instant now;

  private Decider(Draft draft, @Nullable Mandated by, Instant clock) {
    this.draft = draft;
    this.settings = draft.sale().event().settings();
    this.by = by;
    this.now = settings.now(clock);
  }

  /// What a command comes to.
  ///
  /// @param by the mandate that it comes by; null if there is none
  /// @param clock the store's, read under the event's lock. All that is decided is decided by the
  ///     event's time, which is the same unless a test has advanced it
  static Decision decide(Draft draft, Command command, @Nullable Mandated by, Instant clock) {
    Decider decider = new Decider(draft, by, clock);
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
      case Command.Advance(Duration ahead) -> decider.advance(ahead);
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
      case Command.ExpireNow _ -> expireNow(hold);
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
        .or(() -> Reholding.refusal(draft, place.holder(), choice.added(), now))
        .or(() -> Hoarding.refusal(draft, place.holder(), choice.growth(), now))
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
    var terms = new HoldTerms(place.holdId(), seats, now, expiresAt, maxExpiresAt, place.holder());
    return MandateCaps.refusal(draft, by, null, terms, now)
        .map(Decision::refused)
        .orElseGet(
            () -> {
              List<Change> changes = taking.expired();
              changes.add(Change.placed(terms));
              return new Decision(held(terms, place.details()), changes);
            });
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
        .or(() -> Reholding.refusal(draft, hold.terms().holder(), choice.added(), now))
        .or(() -> Hoarding.refusal(draft, hold.terms().holder(), choice.growth(), now))
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
    return MandateCaps.refusal(draft, by, terms, after, now)
        .map(Decision::refused)
        .orElseGet(
            () -> {
              List<Change> changes = taking.expired();
              changes.add(Change.changed(terms, after));
              return new Decision(held(after, details), changes);
            });
  }

  private Decision extend(Hold hold) {
    return LiveHold.refusal(hold, now)
        .or(() -> MandateCaps.refusal(draft, by, now))
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
        .or(() -> MandateCaps.refusal(draft, by, now))
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
            terms.holder(),
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

  private Decision expireNow(Hold hold) {
    return TestMode.refusal(draft.sale().event())
        .map(Decision::refused)
        .orElseGet(
            () ->
                switch (hold) {
                  case Hold.Confirmed _ -> Decision.refused(new Refusal.HoldConfirmed());
                  case Hold.Released _ -> Decision.refused(new Refusal.HoldReleased());
                  case Hold.Expired _ -> Decision.unchanged(view(hold));
                  case Hold.Open(HoldTerms terms) -> expiredNow(terms);
                });
  }

  private Decision expiredNow(HoldTerms terms) {
    if (!terms.isLive(now)) {
      return new Decision(view(new Hold.Expired(terms)), List.of(Change.expired(terms)));
    }
    // A hold lasts some time, also one that was placed in the same batch.
    Instant soonest = terms.placedAt().plus(1, ChronoUnit.MICROS);
    Instant at = now.isBefore(soonest) ? soonest : now;
    return new Decision(
        view(new Hold.Expired(terms.withExpiresAt(at))), List.of(Change.expired(terms, at)));
  }

  private Decision expire(int atMost) {
    List<Change> changes = new ArrayList<>();
    int ended = expire(changes, atMost, now);
    return new Decision(new Outcome.Expired(ended), changes);
  }

  private int expire(List<Change> changes, int atMost, Instant at) {
    List<Change> expired = draft.due(at).limit(atMost).map(Change::expired).toList();
    Map<Integer, Claim> released = draft.claims(draft.released(at).limit(atMost - expired.size()));
    changes.addAll(expired);
    if (!released.isEmpty()) {
      changes.add(Change.blockExpired(released));
    }
    return expired.size() + released.size();
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
    var claim = new Claim.Reserved(reservation.id(), reservation.holder());
    return new Decision(
        new Outcome.Cancelled(view(reservation.withCancelled(all))),
        List.of(Change.cancelled(claim, cancelled)));
  }

  private Decision configure(Command.OfSettings change) {
    return change
        .refusal(draft.sale())
        .map(Decision::refused)
        .orElseGet(() -> configured(change.kind(), change.after(draft.sale())));
  }

  private Decision configured(Change.Kind kind, Settings after) {
    return after.equals(settings.next())
        ? Decision.unchanged(new Outcome.Configured(draft.sale()))
        : new Decision(
            new Outcome.Configured(draft.sale().with(after)),
            List.of(Change.settings(kind, after)));
  }

  private Decision advance(Duration by) {
    return TestMode.refusal(draft.sale().event())
        .or(() -> TestMode.refusal(settings, by))
        .map(Decision::refused)
        .orElseGet(() -> advanced(settings.advanced(by), now.plus(by)));
  }

  /// The sweep expires what is due and more than can be expired at once.
  private Decision advanced(Settings after, Instant later) {
    List<Change> changes = new ArrayList<>();
    changes.add(Change.settings(Change.Kind.CLOCK_ADVANCED, after));
    expire(changes, MOST_EXPIRED_AT_ONCE, later);
    return new Decision(new Outcome.Configured(draft.sale().with(after)), changes);
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

  private Outcome view(Hold hold) {
    HoldDetails details = details(hold.terms().id());
    return new Outcome.Held(new HoldView(draft.sale(), hold, details, now));
  }

  private ReservationView view(Reservation reservation) {
    return new ReservationView(draft.sale(), reservation);
  }
}
