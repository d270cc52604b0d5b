package dev.holdfast.application.service;

import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.port.in.FeedRelay;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.event.EventId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Serves {@link FeedRelay}. Each node relays its own commits, of which it has heard as other nodes
/// do, so that nodes hardly wait for each other.
public final class RelayService implements FeedRelay {
  private static final int EVENTS_AT_ONCE = 1_000;

  private final FeedStore store;
  private final CommittedHeads committed;
  private final Optional<SeatLedger> elsewhere;

  /// @param elsewhere the ledger whose events are not in the store of the feeds; empty for none
  public RelayService(FeedStore store, CommittedHeads committed, Optional<SeatLedger> elsewhere) {
    this.store = store;
    this.committed = committed;
    this.elsewhere = elsewhere;
  }

  @Override
  public boolean relay() {
    Map<EventId, Head> heads = committed.take(EVENTS_AT_ONCE);
    try {
      return !heads.isEmpty() && store.append(heads);
    } catch (RuntimeException | Error e) {
      heads.forEach(committed::put);
      throw e;
    }
  }

  @Override
  public boolean catchUp() {
    boolean grew = append(store.behind(EVENTS_AT_ONCE));
    if (elsewhere.isPresent()) {
      Collection<EventId> events = store.elsewhere();
      // That store may serve something else only, and is not to be missed here then.
      grew |= !events.isEmpty() && append(elsewhere.get().heads(events).events());
    }
    return grew;
  }

  private boolean append(Map<EventId, Head> heads) {
    return !heads.isEmpty() && store.append(heads);
  }
}
