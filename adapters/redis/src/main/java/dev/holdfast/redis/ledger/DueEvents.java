package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.RedisLink.Unanswered;
import dev.holdfast.redis.store.Codec;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.Scripts;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// When the next hold, or release of a block, of each event is due.
///
/// That may be on another node of a cluster than the events, so it is written after them, and may
/// be too early, which is mended when it is read, or too late for a while, which is mended by
/// {@link #add}ing the events again.
final class DueEvents {
  private static final Logger LOG = Logger.getLogger(DueEvents.class);

  private final RedisLink link;
  private final Scripts scripts;
  private final RedisEvents events;

  DueEvents(RedisLink link, Scripts scripts, RedisEvents events) {
    this.link = link;
    this.scripts = scripts;
    this.events = events;
  }

  /// Notes that events have something that is due then, or earlier.
  void add(Map<EventId, Instant> due) {
    if (due.isEmpty()) {
      return;
    }
    Request request = Request.cmd(Command.ZADD).arg(EventKeys.DUE).arg("LT");
    due.forEach((event, at) -> request.arg(Codec.micros(at)).arg(event.value().toString()));
    try {
      link.send(List.of(request));
    } catch (Unanswered | LedgerUnavailable e) {
      LOG.debugf(e, "when %d events are due is noted later", due.size());
    }
  }

  /// Forgets an event.
  void remove(EventId event) {
    send(List.of(Request.cmd(Command.ZREM, EventKeys.DUE, event.value().toString())));
  }

  private record Entry(EventId event, String score) {
    Instant since() {
      return Codec.instant(score);
    }
  }

  /// Events of which something is due, the longest due first.
  List<EventId> due(int atMost) {
    return due(events.clock(), atMost).stream().map(Entry::event).toList();
  }

  /// How long something of the longest due of them has been due; zero if nothing is.
  Duration overdue() {
    Instant now = events.clock();
    return due(now, 1).stream()
        .findFirst()
        .map(longest -> Duration.between(longest.since(), now))
        .orElse(Duration.ZERO);
  }

  private List<Entry> due(Instant now, int atMost) {
    Response found =
        Objects.requireNonNull(
            send(List.of(
                    Request.cmd(
                        Command.ZRANGE,
                        EventKeys.DUE,
                        "-inf",
                        Codec.micros(now),
                        "BYSCORE",
                        "LIMIT",
                        0,
                        atMost,
                        "WITHSCORES")))
                .getFirst());
    List<Entry> entries = entries(found);
    List<@Nullable Response> heads = heads(entries);
    List<Entry> due = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      Response head = heads.get(i);
      if (head == null || isDue(head.toString(), now)) {
        due.add(entries.get(i));
      } else {
        postpone(entries.get(i), head.toString());
      }
    }
    return due;
  }

  private static boolean isDue(String next, Instant now) {
    return !next.isEmpty() && !Codec.instant(next).isAfter(now);
  }

  private static List<Entry> entries(Response found) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      Response one = found.get(i);
      // Pairs, or one after the other in the older protocol.
      boolean isPair = one.isArray();
      Response member = isPair ? one.get(0) : one;
      Response score = isPair ? one.get(1) : found.get(++i);
      entries.add(
          new Entry(
              new EventId(UUID.fromString(member.toString())),
              String.format(Locale.ROOT, "%.0f", score.toDouble())));
    }
    return entries;
  }

  private List<@Nullable Response> heads(List<Entry> entries) {
    return send(
        entries.stream()
            .map(entry -> Request.cmd(Command.HGET, new EventKeys(entry.event).head(), "due"))
            .toList());
  }

  /// Whoever notes something earlier meanwhile is not overlooked: either the score has changed by
  /// then, or the head shows it afterwards.
  private void postpone(Entry entry, String next) {
    RedisLink.answered(
        () ->
            link.call(
                scripts
                    .postpone()
                    .call(
                        List.of(EventKeys.DUE),
                        List.of(entry.event.value().toString(), entry.score, next))));
    Response now = heads(List.of(entry)).getFirst();
    if (now != null && !now.toString().isEmpty()) {
      add(Map.of(entry.event, Codec.instant(now.toString())));
    }
  }

  private List<@Nullable Response> send(List<Request> requests) {
    return requests.isEmpty() ? List.of() : RedisLink.answered(() -> link.send(requests));
  }
}
