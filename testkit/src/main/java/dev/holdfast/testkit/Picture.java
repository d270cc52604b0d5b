package dev.holdfast.testkit;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an event's state comes to, to compare two of them.
///
/// @param claims by seat number
public record Picture(
    long version, Instant lastAt, Map<Integer, Claim> claims, List<HoldTerms> openHolds) {
  private static final int PAGE = 1_000;

  /// What this state comes to.
  public static Picture of(EventState state) {
    Map<Integer, Claim> claims = new HashMap<>();
    for (int number = 0; number < state.sale().seatMap().seats().size(); number++) {
      int seat = number;
      state.claim(seat).ifPresent(claim -> claims.put(seat, claim));
    }
    return new Picture(state.version(), state.lastAt(), claims, state.openHolds());
  }

  /// What is stored.
  public static Picture stored(SeatLedger ledger, Sale sale) {
    EventState state = new EventState(sale);
    ledger.load(state);
    return of(state);
  }

  /// What the ledger comes to when it is folded from its beginning.
  public static Picture folded(SeatLedger ledger, Sale sale) {
    EventState stored = new EventState(sale);
    ledger.load(stored);
    EventState state = new EventState(sale);
    state.restore(stored.epoch(), 0, Instant.EPOCH, List.of(), Map.of());
    List<LedgerEntry> page;
    do {
      page = ledger.entries(sale.event().id(), state.version(), PAGE);
      state.apply(page);
    } while (page.size() == PAGE);
    return of(state);
  }
}
