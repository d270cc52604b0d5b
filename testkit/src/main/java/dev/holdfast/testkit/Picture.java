package dev.holdfast.testkit;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.CoolDown;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an event's state comes to, to compare two of them.
///
/// @param claims by the number of the seat or place
/// @param lastNumbers the last place number that each area has given out whose numbers increase
/// @param coolDowns that had not ended at the last entry
public record Picture(
    long version,
    Instant lastAt,
    Settings settings,
    Map<Integer, Claim> claims,
    List<HoldTerms> openHolds,
    List<Integer> lastNumbers,
    Set<CoolDown> coolDowns) {
  private static final int PAGE = 1_000;

  /// What this state comes to.
  public static Picture of(EventState state) {
    Map<Integer, Claim> claims = new HashMap<>();
    for (int number = 0; number < state.sale().seatMap().capacity(); number++) {
      int seat = number;
      state.claim(seat).ifPresent(claim -> claims.put(seat, claim));
    }
    return new Picture(
        state.version(),
        state.lastAt(),
        state.sale().event().settings(),
        claims,
        state.openHolds(),
        state.lastNumbers(),
        state.coolingDown());
  }

  /// What is stored.
  public static Picture stored(SeatLedger ledger, Sale sale) {
    EventState state = new EventState(sale);
    ledger.load(state);
    return of(state);
  }

  /// What the ledger comes to when it is folded from its beginning, over all epochs that went on
  /// from where the one before them ended.
  ///
  /// @param sale with the settings that the event began with
  public static Picture folded(SeatLedger ledger, Sale sale) {
    EventState stored = new EventState(sale);
    ledger.load(stored);
    EventState state = new EventState(sale);
    state.begin(stored.epoch());
    List<LedgerEntry> page;
    do {
      page = ledger.entries(sale.event().id(), state.version(), PAGE);
      state.apply(
          page.stream()
              .map(one -> new LedgerEntry(stored.epoch(), one.version(), one.at(), one.change()))
              .toList());
    } while (page.size() == PAGE);
    return of(state);
  }
}
