package dev.holdfast.redis.ledger;

import dev.holdfast.domain.event.EventId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fences of those events whose last known change is one of this node's own, as far as they are
/// remembered: their states are probably at the heads.
final class Fences {
  private static final int MOST = 10_000;

  private final Map<EventId, String> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<EventId, String> eldest) {
          return size() > MOST;
        }
      };

  synchronized Optional<String> of(EventId event) {
    return Optional.ofNullable(known.get(event));
  }

  synchronized void remember(EventId event, String fence) {
    known.put(event, fence);
  }

  synchronized void forget(List<EventId> events) {
    events.forEach(known::remove);
  }
}
