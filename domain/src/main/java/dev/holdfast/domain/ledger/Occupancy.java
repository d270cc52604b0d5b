package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How full an event's areas are, so that neither finding free places nor counting them has to look
/// at each place.
final class Occupancy {
  private final SeatMap map;
  private final BitSet taken;
  private final int[] held;
  private final int[] reserved;
  private final int[] blocked;
  private final int[] last;
  private final List<Places> increasing;

  private Occupancy(
      SeatMap map,
      List<Places> increasing,
      BitSet taken,
      int[] held,
      int[] reserved,
      int[] blocked,
      int[] last) {
    this.map = map;
    this.increasing = increasing;
    this.taken = taken;
    this.held = held;
    this.reserved = reserved;
    this.blocked = blocked;
    this.last = last;
  }

  /// Of areas that are empty.
  static Occupancy none(SeatMap map) {
    int areas = map.places().size();
    List<Places> increasing =
        map.places().stream()
            .filter(places -> places.area().numbering() == Numbering.INCREASING)
            .toList();
    return new Occupancy(
        map,
        increasing,
        new BitSet(),
        new int[areas],
        new int[areas],
        new int[areas],
        new int[areas]);
  }

  Occupancy copy() {
    return new Occupancy(
        map,
        increasing,
        (BitSet) taken.clone(),
        held.clone(),
        reserved.clone(),
        blocked.clone(),
        last.clone());
  }

  /// Notes that a place changes hands; null is nobody.
  void change(int number, @Nullable Claim before, @Nullable Claim after) {
    int area = map.placesAt(number).index();
    count(area, before, -1);
    count(area, after, 1);
    taken.set(number - map.seats().size(), after != null);
  }

  private void count(int area, @Nullable Claim claim, int change) {
    switch (claim) {
      case Claim.Held _ -> held[area] += change;
      case Claim.Reserved _ -> reserved[area] += change;
      case Claim.Blocked _, Claim.Unknown _ -> blocked[area] += change;
      case null -> {}
    }
  }

  /// Notes that a place got its number.
  void numbered(PricedSeat seat) {
    int area = map.placesAt(seat.number()).index();
    last[area] = Math.max(last[area], seat.place());
  }

  /// How many places of an area holds have, due or not.
  int held(Places places) {
    return held[places.index()];
  }

  /// How many places of an area are sold.
  int reserved(Places places) {
    return reserved[places.index()];
  }

  /// How many places of an area are out of sale.
  int blocked(Places places) {
    return blocked[places.index()];
  }

  /// How many places of an area nobody has.
  int free(Places places) {
    return places.area().capacity() - held(places) - reserved(places) - blocked(places);
  }

  /// The lowest numbers of an area that nobody has.
  List<Integer> free(Places places, int atMost) {
    int seats = map.seats().size();
    List<Integer> numbers = new ArrayList<>();
    int number = seats + taken.nextClearBit(places.first() - seats);
    while (numbers.size() < atMost && number < places.end()) {
      numbers.add(number);
      number = seats + taken.nextClearBit(number + 1 - seats);
    }
    return numbers;
  }

  /// The highest place number that an area has given out; 0 for none.
  int last(Places places) {
    return last[places.index()];
  }

  /// The same of each area whose numbers increase, in the map's order.
  List<Integer> lastNumbers() {
    return increasing.stream().map(this::last).toList();
  }

  /// @param numbers as {@link #lastNumbers} gave them; empty for none given out
  void restoreLast(List<Integer> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      last[increasing.get(i).index()] = numbers.get(i);
    }
  }
}
