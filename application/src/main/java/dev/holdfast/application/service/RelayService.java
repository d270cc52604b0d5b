package dev.holdfast.application.service;

import static java.util.stream.Collectors.toMap;

import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.port.in.FeedRelay;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.event.EventId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Gatherers;

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
    // All of it: what is put back, since its feed is locked, would be taken first again.
    Map<EventId, Head> heads = committed.take();
    try {
      Map<EventId, Head> left = new HashMap<>();
      boolean grew = false;
      for (Map<EventId, Head> some : parts(heads)) {
        grew |= appendFree(some, left);
      }
      left.forEach(committed::put);
      return grew;
    } catch (RuntimeException | Error e) {
      heads.forEach(committed::put);
      throw e;
    }
  }

  private static List<Map<EventId, Head>> parts(Map<EventId, Head> heads) {
    return heads.entrySet().stream()
        .gather(Gatherers.windowFixed(EVENTS_AT_ONCE))
        .map(part -> part.stream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue)))
        .toList();
  }

  @Override
  public boolean catchUp() {
    Map<EventId, Head> left = new HashMap<>();
    boolean grew = appendFree(store.behind(EVENTS_AT_ONCE), left);
    if (elsewhere.isPresent()) {
      Collection<EventId> events = store.elsewhere();
      // That store may serve something else only, and is not to be missed here then.
      grew |= !events.isEmpty() && appendFree(elsewhere.get().heads(events).events(), left);
    }
    // Here somebody hears of a lock that does not end.
    grew |= !left.isEmpty() && store.append(left);
    return grew;
  }

  /// @param left gets what is not appended, since somebody else has the lock of its feed
  private boolean appendFree(Map<EventId, Head> heads, Map<EventId, Head> left) {
    if (heads.isEmpty()) {
      return false;
    }
    Set<EventId> locked = store.appendFree(heads);
    heads.forEach(
        (event, head) -> {
          if (locked.contains(event)) {
            left.put(event, head);
          }
        });
    return locked.size() < heads.size();
  }
}
