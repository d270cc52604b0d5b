package dev.holdfast.application.feed;

import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.event.EventId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Where this node's commits have brought ledgers, until somebody takes it.
public final class CommittedHeads {
  private final Map<EventId, Head> heads = new ConcurrentHashMap<>();

  /// The same feed of changes, at which this listens to what is told.
  public ChangeFeed listeningTo(ChangeFeed feed) {
    return new ChangeFeed() {
      @Override
      public void tell(EventId event, long epoch, long version) {
        feed.tell(event, epoch, version);
        put(event, new Head(epoch, version));
      }

      @Override
      public void listen(Listener listener) {
        feed.listen(listener);
      }
    };
  }

  /// Adds a head, as if it had been told.
  public void put(EventId event, Head head) {
    heads.merge(event, head, Head::later);
  }

  /// Takes what has gathered.
  public Map<EventId, Head> take() {
    Map<EventId, Head> taken = new HashMap<>();
    for (EventId event : List.copyOf(heads.keySet())) {
      Optional.ofNullable(heads.remove(event)).ifPresent(head -> taken.put(event, head));
    }
    return taken;
  }
}
