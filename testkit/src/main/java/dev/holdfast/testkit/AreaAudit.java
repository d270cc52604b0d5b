package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Effect;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Places;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Counts an event's places one by one, and compares that with what is told of its areas.
public final class AreaAudit {
  private AreaAudit() {}

  /// Checks what is stored.
  ///
  /// @param now the store's clock
  public static void check(SeatLedger ledger, Sale sale, Instant now, String run) {
    EventState state = new EventState(sale);
    ledger.load(state);
    List<LedgerEntry> entries = ledger.entries(sale.event().id(), 0, Integer.MAX_VALUE);
    Map<String, Integer> held = new HashMap<>();
    Map<String, Integer> reserved = new HashMap<>();
    Map<String, Integer> blocked = new HashMap<>();
    for (LedgerEntry entry : entries) {
      for (Change.AreaShift shift : entry.change().areas(sale.seatMap())) {
        held.merge(shift.area().id(), shift.held(), Integer::sum);
        reserved.merge(shift.area().id(), shift.reserved(), Integer::sum);
        blocked.merge(shift.area().id(), shift.blocked(), Integer::sum);
      }
    }
    Availability availability = state.availability(now);
    for (Places places : sale.seatMap().places()) {
      String id = places.area().id();
      Availability.AreaCount count = availability.areas().get(places.index());
      int due = 0;
      int live = 0;
      int sold = 0;
      int outOfSale = 0;
      int released = 0;
      for (int number = places.first(); number < places.end(); number++) {
        switch (state.claim(number).orElse(null)) {
          case Claim.Held(HoldId holder) when isLive(state, holder, now) -> live++;
          case Claim.Held _ -> due++;
          case Claim.Reserved _ -> sold++;
          case Claim.Blocked block when !block.isLive(notBefore(state, now)) -> released++;
          case Claim.Blocked _, Claim.Unknown _ -> outOfSale++;
          case null -> {}
        }
      }
      boolean isForSale = state.sale().isForSale(places.first());
      int notForSale = isForSale ? outOfSale : places.area().capacity() - live - sold;
      assertThat(count)
          .isEqualTo(new Availability.AreaCount(places.area(), live, sold, notForSale));
      assertThat(count.available() + live + sold + notForSale)
          .as(run)
          .isEqualTo(places.area().capacity());
      assertThat(held.getOrDefault(id, 0)).as(run).isEqualTo(live + due);
      assertThat(reserved.getOrDefault(id, 0)).as(run).isEqualTo(sold);
      assertThat(blocked.getOrDefault(id, 0)).as(run).isEqualTo(outOfSale + released);
      assertThat(numbersInUse(state, places)).as(run).doesNotHaveDuplicates();
      if (places.area().numbering() == Numbering.INCREASING) {
        assertThat(numbersGivenOut(entries, places))
            .as(run)
            .isEqualTo(IntStream.rangeClosed(1, state.lastNumbers().getFirst()).boxed().toList());
      }
    }
  }

  private static boolean isLive(EventState state, HoldId holder, Instant now) {
    Instant at = notBefore(state, now);
    return state.openHolds().stream()
        .filter(terms -> terms.id().equals(holder))
        .anyMatch(terms -> terms.isLive(at));
  }

  private static Instant notBefore(EventState state, Instant now) {
    return state.sale().now(now.isBefore(state.lastAt()) ? state.lastAt() : now);
  }

  private static List<Integer> numbersInUse(EventState state, Places places) {
    List<Integer> numbers = new ArrayList<>();
    for (HoldTerms terms : state.openHolds()) {
      terms.in(places).forEach(seat -> numbers.add(seat.place()));
    }
    return numbers;
  }

  /// In the order of the ledger.
  private static List<Integer> numbersGivenOut(List<LedgerEntry> entries, Places places) {
    List<Integer> numbers = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      Set<Integer> taken = new HashSet<>();
      for (Effect effect : entry.change().effects()) {
        List<PricedSeat> seats =
            switch (effect) {
              case Effect.Moved(var moved, Claim from, _) -> {
                taken.addAll(from == null ? moved : List.of());
                yield List.of();
              }
              case Effect.HoldOpened(HoldTerms terms) -> terms.seats();
              case Effect.HoldChanged(_, var after) -> after;
              case Effect.HoldExtended _,
                  Effect.HoldEnded _,
                  Effect.SettingsSet _,
                  Effect.Unknown _ ->
                  List.of();
            };
        seats.stream()
            .filter(seat -> places.contains(seat.number()) && taken.contains(seat.number()))
            .forEach(seat -> numbers.add(seat.place()));
      }
    }
    return numbers;
  }
}
