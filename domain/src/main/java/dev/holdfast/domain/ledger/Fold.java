package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the effects of a ledger entry do to an event: the one place that says so.
final class Fold {
  private Fold() {}

  /// Claims, open holds and settings that entries are applied to.
  interface Seats {
    /// The event with its settings.
    Sale sale();

    /// Who has a seat; empty if nobody.
    Optional<Claim> claim(int number);

    /// Gives a seat to somebody; null for nobody.
    void claim(int number, @Nullable Claim claim);

    /// Hears that a place has its number.
    void numbered(PricedSeat place);

    /// Adds an open hold.
    void open(HoldTerms terms);

    /// Takes an open hold away.
    ///
    /// @throws IllegalStateException if it is not open
    HoldTerms close(HoldId id);

    /// Sets the settings.
    void settings(Settings settings);

    /// Notes that somebody can't hold a seat again yet.
    void add(CoolDown coolDown);

    /// Hears what became of a hold that was closed for good.
    void ended(Hold hold);
  }

  /// Applies the effects of one entry.
  ///
  /// @param at the entry's instant
  /// @throws IllegalStateException if they do not follow; the seats are then of no more use
  static void apply(Seats seats, Instant at, List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Moved(List<Integer> numbers, Claim from, Claim to) ->
            move(seats, numbers, from, to);
        case Effect.HoldOpened(HoldTerms terms) -> open(seats, List.of(), terms);
        case Effect.HoldChanged(HoldId id, List<PricedSeat> after) -> {
          HoldTerms before = seats.close(id);
          open(seats, before.numbers(), before.withSeats(after));
          letGo(seats, before, without(before.numbers(), after), at);
        }
        case Effect.HoldExtended(HoldId id, Instant expiresAt) ->
            seats.open(seats.close(id).withExpiresAt(expiresAt));
        case Effect.HoldEnded(HoldId id, Effect.Ending ending) -> {
          HoldTerms terms = seats.close(id);
          checkClaims(seats, id, terms.numbers(), List.of());
          if (!(ending instanceof Effect.Ending.Sold)) {
            letGo(seats, terms, terms.numbers(), at);
          }
          seats.ended(ending.of(terms));
        }
        case Effect.SettingsSet(Settings settings) -> seats.settings(settings);
        case Effect.Unknown _ -> throw new IllegalStateException("an effect of a later version");
      }
    }
  }

  private static List<Integer> without(List<Integer> numbers, List<PricedSeat> others) {
    Set<Integer> left = new LinkedHashSet<>(numbers);
    others.forEach(seat -> left.remove(seat.number()));
    return List.copyOf(left);
  }

  /// Notes for how long the holder can't hold seats again: from the instant at which they were let
  /// go, which is that of the expiry if nobody has swept the hold until later.
  private static void letGo(Seats seats, HoldTerms terms, List<Integer> numbers, Instant at) {
    Settings settings = seats.sale().event().settings();
    Duration coolDown = settings.holdPolicy().coolDown();
    if (coolDown.isZero() || !terms.holder().isMarked()) {
      return;
    }
    Instant now = settings.now(at);
    Instant endsAt = (terms.isLive(now) ? now : terms.expiresAt()).plus(coolDown);
    if (now.isBefore(endsAt)) {
      for (int number : numbers) {
        if (seats.sale().seatMap().isSeat(number)) {
          seats.add(new CoolDown(number, terms.holder().mark(), endsAt));
        }
      }
    }
  }

  static void move(Seats seats, List<Integer> numbers, @Nullable Claim from, @Nullable Claim to) {
    for (int number : numbers) {
      check(number, seats.claim(number), Optional.ofNullable(from));
      seats.claim(number, to);
    }
  }

  private static void open(Seats seats, List<Integer> before, HoldTerms terms) {
    checkClaims(seats, terms.id(), before, terms.numbers());
    for (PricedSeat seat : terms.seats()) {
      if (seat.isPlace()) {
        seats.numbered(seat);
      }
    }
    seats.open(terms);
  }

  /// Checks that a hold has claims on its seats, and none on those that it had.
  private static void checkClaims(
      Seats seats, HoldId id, List<Integer> before, List<Integer> after) {
    Optional<Claim> claim = Optional.of(new Claim.Held(id));
    for (int number : after) {
      check(number, seats.claim(number), claim);
    }
    Set<Integer> gone = new HashSet<>(before);
    after.forEach(gone::remove);
    for (int number : gone) {
      if (seats.claim(number).equals(claim)) {
        throw new IllegalStateException("seat " + number + ": " + claim + " (expected: no more)");
      }
    }
  }

  private static void check(int number, Optional<Claim> is, Optional<Claim> expected) {
    if (!is.equals(expected)) {
      throw new IllegalStateException(
          "seat %d: %s (expected: %s)"
              .formatted(number, is.map(Object::toString).orElse("free"), expected));
    }
  }
}
