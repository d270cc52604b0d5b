package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.EventRetention;
import dev.holdfast.application.port.out.PastEvents;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.Script;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.Scripts;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Frees Redis of events that are over, and then the final sales of the attempts to sell their
/// holds. An event with a hold that has not ended stays until that is swept.
final class RedisRetention implements EventRetention {
  private static final Logger LOG = Logger.getLogger(RedisRetention.class);
  private static final int EVENTS_AT_ONCE = 500;
  private static final int PAGES_PER_CALL = 20;
  private static final int ATTEMPTS_AT_ONCE = 10_000;

  private final RedisLink link;
  private final Scripts scripts;
  private final PastEvents past;
  private volatile @Nullable EventId next;

  RedisRetention(RedisLink link, Scripts scripts, PastEvents past) {
    this.link = link;
    this.scripts = scripts;
    this.past = past;
  }

  @Override
  public int freePastEvents(Duration overFor) {
    int freed = 0;
    for (int pages = 0; pages < PAGES_PER_CALL; pages++) {
      PastEvents.Page page = past.page(overFor, next, EVENTS_AT_ONCE);
      freed += free(page.over());
      next = page.next();
      if (next == null) {
        break;
      }
    }
    return freed;
  }

  private int free(Map<EventId, Long> over) {
    List<EventId> events = List.copyOf(over.keySet());
    List<RedisLink.Reply> replies =
        events.isEmpty()
            ? List.of()
            : link.callEach(
                events.stream()
                    .map(event -> freeing(new EventKeys(event), over.get(event)))
                    .toList());
    List<EventId> gone = new ArrayList<>();
    int freed = 0;
    for (int i = 0; i < events.size(); i++) {
      Response keys = replies.get(i).answer();
      if (replies.get(i).failure() != null) {
        LOG.debugf(replies.get(i).failure(), "event %s is not freed for now", events.get(i));
      } else if (keys != null) {
        gone.add(events.get(i));
        freed += keys.toString().equals("0") ? 0 : 1;
      }
    }
    forgetAttempts(gone);
    return freed;
  }

  private Script.Call freeing(EventKeys keys, @Nullable Long epoch) {
    return scripts.free().call(keys.lasting(), List.of(String.valueOf(epoch)));
  }

  private void forgetAttempts(List<EventId> gone) {
    int forgotten = gone.isEmpty() ? 0 : ATTEMPTS_AT_ONCE;
    while (forgotten == ATTEMPTS_AT_ONCE) {
      forgotten = past.forgetAttempts(gone, ATTEMPTS_AT_ONCE);
    }
  }
}
