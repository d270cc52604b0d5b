package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One accepted change of an event. Carries no personal data.
///
/// Its effects say all that it does. Everything else is a label for people and feeds; no code
/// depends on it.
///
/// @param kind what people call it: a {@link Kind}, or one of a later version
/// @param holdId the hold that it is about; null if it is about none
/// @param reservationId the reservation that it is about; null if it is about none
/// @param numbers the seats and places that it is about
public record Change(
    String kind,
    @Nullable HoldId holdId,
    @Nullable ReservationId reservationId,
    List<Integer> numbers,
    List<Effect> effects) {
  /// What people call the changes that this version makes.
  public enum Kind {
    PLACED("placed"),
    CHANGED("changed"),
    EXTENDED("extended"),
    CONFIRMED("confirmed"),
    RELEASED("released"),
    EXPIRED("expired"),
    CANCELLED("cancelled"),
    BLOCKED("blocked"),
    UNBLOCKED("unblocked"),
    BLOCK_EXPIRED("block-expired"),
    PAUSED("paused"),
    RESUMED("resumed"),
    CONFIGURED("configured"),
    CLOCK_ADVANCED("clock-advanced");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// Its name in the API.
    @Override
    public String toString() {
      return text;
    }
  }

  public Change {
    numbers = List.copyOf(numbers);
    effects = List.copyOf(effects);
  }

  /// Free seats became a hold's.
  public static Change placed(HoldTerms terms) {
    return new Change(
        Kind.PLACED.toString(),
        terms.id(),
        null,
        terms.numbers(),
        List.of(
            new Effect.Moved(terms.numbers(), null, new Claim.Held(terms.id())),
            new Effect.HoldOpened(terms)));
  }

  /// A hold got, gave back or re-typed seats. It is about those that are new or re-typed, and then
  /// about those given back.
  public static Change changed(HoldTerms before, HoldTerms after) {
    List<Integer> removed = without(before.numbers(), after.numbers());
    List<Integer> added = without(after.numbers(), before.numbers());
    Set<PricedSeat> had = Set.copyOf(before.seats());
    Stream<Integer> put =
        after.seats().stream().filter(seat -> !had.contains(seat)).map(PricedSeat::number);
    var claim = new Claim.Held(before.id());
    List<Effect> effects = new ArrayList<>();
    if (!removed.isEmpty()) {
      effects.add(new Effect.Moved(removed, claim, null));
    }
    if (!added.isEmpty()) {
      effects.add(new Effect.Moved(added, null, claim));
    }
    effects.add(new Effect.HoldChanged(before.id(), after.seats()));
    return new Change(
        Kind.CHANGED.toString(),
        before.id(),
        null,
        Stream.concat(put, removed.stream()).toList(),
        effects);
  }

  private static List<Integer> without(List<Integer> numbers, List<Integer> others) {
    Set<Integer> left = new LinkedHashSet<>(numbers);
    others.forEach(left::remove);
    return List.copyOf(left);
  }

  /// A hold lives longer.
  public static Change extended(HoldTerms after) {
    return new Change(
        Kind.EXTENDED.toString(),
        after.id(),
        null,
        after.numbers(),
        List.of(new Effect.HoldExtended(after.id(), after.expiresAt())));
  }

  /// A hold's seats were sold.
  public static Change confirmed(HoldTerms terms, ReservationId reservationId) {
    return ended(
        Kind.CONFIRMED,
        terms,
        reservationId,
        new Claim.Reserved(reservationId, terms.holder()),
        new Effect.Ending.Sold(reservationId));
  }

  /// A hold's seats were given back by its owner.
  public static Change released(HoldTerms terms) {
    return ended(Kind.RELEASED, terms, null, null, new Effect.Ending.Released());
  }

  /// A hold's seats went back to the pool because its time was up.
  public static Change expired(HoldTerms terms) {
    return ended(Kind.EXPIRED, terms, null, null, new Effect.Ending.Expired());
  }

  /// A hold's time was ended before it was up, and its seats were given back.
  ///
  /// @param at its expiry from now on
  public static Change expired(HoldTerms terms, Instant at) {
    Change expired = expired(terms);
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.HoldExtended(terms.id(), at));
    effects.addAll(expired.effects);
    return new Change(expired.kind, expired.holdId, null, expired.numbers, effects);
  }

  private static Change ended(
      Kind kind,
      HoldTerms terms,
      @Nullable ReservationId reservationId,
      @Nullable Claim to,
      Effect.Ending ending) {
    return new Change(
        kind.toString(),
        terms.id(),
        reservationId,
        terms.numbers(),
        List.of(
            new Effect.Moved(terms.numbers(), new Claim.Held(terms.id()), to),
            new Effect.HoldEnded(terms.id(), ending)));
  }

  /// Sold seats went back to the pool.
  ///
  /// @param claim that they had
  public static Change cancelled(Claim.Reserved claim, List<Integer> numbers) {
    return new Change(
        Kind.CANCELLED.toString(),
        null,
        claim.reservationId(),
        numbers,
        List.of(new Effect.Moved(numbers, claim, null)));
  }

  /// Free seats and places were taken out of sale.
  public static Change blocked(List<Integer> numbers, Claim.Blocked block) {
    return new Change(
        Kind.BLOCKED.toString(),
        null,
        null,
        numbers,
        List.of(new Effect.Moved(numbers, null, block)));
  }

  /// Blocked seats and places were put back on sale.
  ///
  /// @param blocks what they were, by their numbers
  public static Change unblocked(Map<Integer, Claim> blocks) {
    return unblocked(Kind.UNBLOCKED, blocks);
  }

  /// Blocked seats and places are on sale again because their block is over.
  public static Change blockExpired(Map<Integer, Claim> blocks) {
    return unblocked(Kind.BLOCK_EXPIRED, blocks);
  }

  private static Change unblocked(Kind kind, Map<Integer, Claim> blocks) {
    Map<Claim, List<Integer>> byBlock = new LinkedHashMap<>();
    blocks.forEach(
        (number, block) -> byBlock.computeIfAbsent(block, _ -> new ArrayList<>()).add(number));
    List<Effect> effects = new ArrayList<>();
    byBlock.forEach((block, numbers) -> effects.add(new Effect.Moved(numbers, block, null)));
    return new Change(kind.toString(), null, null, List.copyOf(blocks.keySet()), effects);
  }

  /// The event has other settings.
  public static Change settings(Kind kind, Settings after) {
    return new Change(
        kind.toString(), null, null, List.of(), List.of(new Effect.SettingsSet(after)));
  }

  /// Whether this version knows all that it does.
  public boolean isKnown() {
    return effects.stream().noneMatch(Effect.Unknown.class::isInstance);
  }

  /// Whether it must never be lost, wherever holds are: a sale, one taken back, a block, settings.
  public boolean isFinal() {
    return effects.stream()
        .anyMatch(
            effect ->
                switch (effect) {
                  case Effect.Moved(_, Claim from, Claim to) ->
                      (from != null && from.isFinal()) || (to != null && to.isFinal());
                  case Effect.SettingsSet _ -> true;
                  case Effect.HoldOpened _,
                      Effect.HoldChanged _,
                      Effect.HoldExtended _,
                      Effect.HoldEnded _,
                      Effect.Unknown _ ->
                      false;
                });
  }

  private Stream<Effect.Moved> moves() {
    return effects.stream().filter(Effect.Moved.class::isInstance).map(Effect.Moved.class::cast);
  }

  /// By how many places an area is fuller after a change, or emptier.
  ///
  /// @param held by how many more places are in holds; those that were in due ones count
  /// @param reserved by how many more places are sold
  /// @param blocked by how many more places are out of sale
  public record AreaShift(Area area, int held, int reserved, int blocked) {
    private AreaShift plus(@Nullable Claim claim, int places) {
      return switch (claim) {
        case Claim.Held _ -> new AreaShift(area, held + places, reserved, blocked);
        case Claim.Reserved _ -> new AreaShift(area, held, reserved + places, blocked);
        case Claim.Blocked _, Claim.Unknown _ ->
            new AreaShift(area, held, reserved, blocked + places);
        case null -> this;
      };
    }
  }

  /// What this does to areas: those that it makes fuller or emptier, in the map's order.
  public List<AreaShift> areas(SeatMap map) {
    Map<Integer, AreaShift> shifts = new TreeMap<>();
    moves()
        .forEach(
            moved -> {
              for (int number : moved.numbers()) {
                if (!map.isSeat(number)) {
                  Places places = map.placesAt(number);
                  AreaShift shift =
                      shifts.getOrDefault(places.index(), new AreaShift(places.area(), 0, 0, 0));
                  shifts.put(places.index(), shift.plus(moved.from(), -1).plus(moved.to(), 1));
                }
              }
            });
    return shifts.values().stream()
        .filter(shift -> shift.held() != 0 || shift.reserved() != 0 || shift.blocked() != 0)
        .toList();
  }
}
