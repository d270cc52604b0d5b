package dev.holdfast.domain.ledger;

import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What it takes that a hold or a block gets seats and places: which holds and blocks are in the
/// way, and whether their time is up.
final class Taking {
  private final Draft draft;
  private final Instant now;
  private final boolean forSaleOnly;
  private final List<AreaChoice> areas;
  private final List<Refusal.Conflict> conflicts = new ArrayList<>();
  private final List<Refusal.Shortage> shortages = new ArrayList<>();
  private final Map<HoldId, HoldTerms> inTheWay = new LinkedHashMap<>();
  private final Map<Integer, Claim> released = new LinkedHashMap<>();

  /// @param chosen the ids of the seats that it is to get, by their numbers
  /// @param forSaleOnly whether what has no price can't be had
  Taking(
      Draft draft,
      Instant now,
      Map<Integer, String> chosen,
      List<AreaChoice> areas,
      boolean forSaleOnly) {
    this.draft = draft;
    this.now = now;
    this.forSaleOnly = forSaleOnly;
    this.areas = areas;
    chosen.forEach(this::check);
    areas.forEach(this::makeRoom);
  }

  private void check(int number, String id) {
    if (!isToBeHad(number)) {
      conflicts.add(new Refusal.Conflict(id, Refusal.Conflict.Reason.NOT_FOR_SALE, null));
      return;
    }
    switch (draft.claim(number).orElse(null)) {
      case Claim.Held(HoldId holder) -> {
        HoldTerms terms = openHold(holder);
        if (terms.isLive(now)) {
          conflicts.add(new Refusal.Conflict(id, Refusal.Conflict.Reason.HELD, terms.expiresAt()));
        } else {
          inTheWay.put(holder, terms);
        }
      }
      case Claim.Reserved _ ->
          conflicts.add(new Refusal.Conflict(id, Refusal.Conflict.Reason.RESERVED, null));
      case Claim.Blocked block when !block.isLive(now) -> released.put(number, block);
      case Claim.Blocked _, Claim.Unknown _ ->
          conflicts.add(new Refusal.Conflict(id, Refusal.Conflict.Reason.BLOCKED, null));
      case null -> {}
    }
  }

  private boolean isToBeHad(int number) {
    return !forSaleOnly || draft.sale().isForSale(number);
  }

  private HoldTerms openHold(HoldId id) {
    return draft
        .hold(id)
        .orElseThrow(() -> new IllegalStateException("a claim without its hold: " + id))
        .terms();
  }

  /// Due holds make room only where there is not enough of it, the earliest first, and then places
  /// whose block is over.
  private void makeRoom(AreaChoice area) {
    boolean forSale = isToBeHad(area.places().first());
    int free = 0;
    if (forSale) {
      free = draft.occupancy().free(area.places());
      for (HoldTerms terms : inTheWay.values()) {
        free += terms.in(area.places()).size();
      }
    }
    Iterator<HoldTerms> due = draft.due(area.places(), now).iterator();
    while (forSale && free < area.added().size() && due.hasNext()) {
      HoldTerms terms = due.next();
      if (inTheWay.put(terms.id(), terms) == null) {
        free += terms.in(area.places()).size();
      }
    }
    if (forSale && free < area.added().size()) {
      Map<Integer, Claim> places =
          draft.claims(draft.released(area.places(), now).limit(area.added().size() - free));
      released.putAll(places);
      free += places.size();
    }
    if (free < area.added().size()) {
      shortages.add(
          new Refusal.Shortage(
              area.places().area().id(), area.quantity(), area.before() + free, forSale));
    }
  }

  Optional<Refusal> refusal() {
    return conflicts.isEmpty() && shortages.isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal.SeatsUnavailable(conflicts, shortages));
  }

  /// A due hold that stands in the way is expired wholly, by an entry of its own. Of blocks that
  /// are over, only what is needed is released.
  List<Change> expired() {
    List<Change> expired = new ArrayList<>();
    inTheWay.values().forEach(terms -> expired.add(Change.expired(terms)));
    if (!released.isEmpty()) {
      expired.add(Change.blockExpired(released));
    }
    return expired;
  }

  /// The places that the hold gets.
  List<PricedSeat> places() {
    List<PricedSeat> taken = new ArrayList<>();
    for (AreaChoice area : areas) {
      taken.addAll(
          area.take(
              draft.sale().event().settings(),
              numbers(area),
              draft.occupancy().last(area.places())));
    }
    return taken;
  }

  /// The places that it gets of one area: those with the lowest numbers.
  List<Integer> numbers(AreaChoice area) {
    int wanted = area.added().size();
    List<Integer> free = draft.occupancy().free(area.places(), wanted);
    for (HoldTerms terms : inTheWay.values()) {
      terms.in(area.places()).forEach(seat -> free.add(seat.number()));
    }
    released.keySet().stream().filter(area.places()::contains).forEach(free::add);
    return free.stream().sorted().limit(wanted).toList();
  }
}
