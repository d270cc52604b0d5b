package dev.holdfast.redis.store;

import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.CoolDown;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.redis.RedisLink;
import dev.holdfast.redis.RedisLink.Unanswered;
import dev.holdfast.redis.Script;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads events as they are in Redis. One that can't be used as it is has to be opened first.
public final class RedisEvents {
  private static final Logger LOG = Logger.getLogger(RedisEvents.class);

  private final RedisLink link;
  private final Scripts scripts;

  public RedisEvents(RedisLink link, Scripts scripts) {
    this.link = link;
    this.scripts = scripts;
  }

  /// Sales that are under way.
  ///
  /// @param attempt its number
  public record Pending(long attempt, Instant since) {}

  /// Where an event is.
  ///
  /// @param clock Redis's, when it was read
  /// @param pending null for none
  /// @param fence goes up when what was sent before is to be too late
  /// @param missed the entries that the asking state does not have; empty if it is too far behind
  /// @param values those of the strings asked for that are there, by their key
  public record Reading(
      Instant clock,
      long epoch,
      long version,
      Instant lastAt,
      @Nullable Pending pending,
      String fence,
      Optional<List<LedgerEntry>> missed,
      Map<String, String> values) {
    /// What would be read if the event were where a state is.
    public static Reading assumed(Instant clock, String fence, EventState state) {
      synchronized (state) {
        return new Reading(
            clock,
            state.epoch(),
            state.version(),
            state.lastAt(),
            null,
            fence,
            Optional.of(List.of()),
            Map.of());
      }
    }
  }

  /// What is to be read of an event.
  ///
  /// @param epoch and version of what is known
  /// @param strings keys
  public record Asked(EventKeys keys, long epoch, long version, List<String> strings) {
    /// Asks on behalf of whoever knows nothing yet.
    public static Asked of(EventKeys keys, String... strings) {
      return new Asked(keys, 0, 0, List.of(strings));
    }

    public static Asked of(EventState state, List<String> strings) {
      synchronized (state) {
        return new Asked(
            new EventKeys(state.sale().event().id()),
            state.isKnown() ? state.epoch() : 0,
            state.version(),
            strings);
      }
    }
  }

  /// Reads events.
  ///
  /// @return for each what was read; empty if it is not open, or can't be read though others can
  /// @throws LedgerUnavailable if Redis could not be used
  public List<Optional<Reading>> read(List<Asked> asked) {
    return RedisLink.answered(() -> read(asked, "0"));
  }

  /// Reads one event.
  public Optional<Reading> read(Asked asked) {
    return read(List.of(asked)).getFirst();
  }

  /// Reads an event so that what was sent to it before is too late, if it has not happened yet.
  ///
  /// @return empty if it is not open, and so what was sent before is too late as well
  public Optional<Reading> readFenced(Asked asked) {
    return RedisLink.answered(() -> read(List.of(asked), "1").getFirst());
  }

  private List<Optional<Reading>> read(List<Asked> asked, String raise) throws Unanswered {
    List<RedisLink.Reply> replies =
        link.callEach(asked.stream().map(one -> call(one, raise)).toList());
    List<Optional<Reading>> readings = new ArrayList<>();
    Unanswered failure = null;
    boolean isAnswered = asked.isEmpty();
    for (int i = 0; i < asked.size(); i++) {
      RedisLink.Reply reply = replies.get(i);
      if (reply.failure() != null) {
        failure = reply.failure();
        LOG.debugf(failure, "event %s can't be read", asked.get(i).keys.event());
      } else {
        isAnswered = true;
      }
      readings.add(
          reply.answer() == null
              ? Optional.empty()
              : Optional.of(reading(asked.get(i), reply.answer())));
    }
    if (failure != null && !isAnswered) {
      throw failure;
    }
    return readings;
  }

  private Script.Call call(Asked asked, String raise) {
    List<String> keys = new ArrayList<>(List.of(asked.keys.head(), asked.keys.entries()));
    keys.addAll(asked.strings);
    return scripts
        .read()
        .call(
            keys,
            List.of(
                Long.toString(asked.epoch),
                Long.toString(asked.version),
                Integer.toString(EventState.ENTRIES_KEPT),
                raise));
  }

  private static Reading reading(Asked asked, Response answer) {
    Response entries = answer.get(7);
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < asked.strings.size(); i++) {
      Response value = answer.get(8).get(i);
      if (value != null) {
        values.put(asked.strings.get(i), value.toString());
      }
    }
    return new Reading(
        Codec.instant(answer.get(0).toString()),
        Long.parseLong(answer.get(1).toString()),
        Long.parseLong(answer.get(2).toString()),
        Codec.instant(answer.get(3).toString()),
        answer.get(4) == null
            ? null
            : new Pending(
                Long.parseLong(answer.get(4).toString()), Codec.instant(answer.get(5).toString())),
        answer.get(6).toString(),
        entries == null
            ? Optional.empty()
            : Optional.of(entries.stream().map(entry -> Codec.entry(entry.toString())).toList()),
        values);
  }

  /// Restores a state from all that is there, unless it is further already.
  ///
  /// @return whether the event is open
  public boolean restore(EventState state) {
    var keys = new EventKeys(state.sale().event().id());
    Response answer =
        RedisLink.answered(
            () ->
                link.call(
                    scripts
                        .dump()
                        .call(
                            List.of(keys.head(), keys.open(), keys.finalClaims(), keys.coolDowns()),
                            List.of())));
    if (answer == null) {
      return false;
    }
    Map<Integer, Claim> claims = new HashMap<>();
    Response stored = answer.get(5);
    for (int i = 0; i < stored.size(); i += 2) {
      claims.put(
          Integer.valueOf(stored.get(i).toString()), Codec.claim(stored.get(i + 1).toString()));
    }
    List<CoolDown> coolDowns = new ArrayList<>();
    Response cooling = answer.get(7);
    for (int i = 0; i < cooling.size(); i += 2) {
      coolDowns.add(Codec.coolDown(cooling.get(i).toString(), cooling.get(i + 1).toString()));
    }
    state.restore(
        Long.parseLong(answer.get(0).toString()),
        Long.parseLong(answer.get(1).toString()),
        Codec.instant(answer.get(2).toString()),
        Codec.settings(answer.get(6).toString()),
        answer.get(4).stream().map(terms -> Codec.terms(terms.toString())).toList(),
        claims,
        Codec.numbersOf(answer.get(3).toString()),
        coolDowns);
    return true;
  }

  /// How many seats are sold or blocked, if nothing final is under way.
  ///
  /// @param reading of the event, after which nothing may have changed
  public Optional<Long> finalClaims(EventKeys keys, Reading reading) {
    Response count =
        Objects.requireNonNull(
            RedisLink.answered(
                    () -> link.send(List.of(Request.cmd(Command.HLEN, keys.finalClaims()))))
                .getFirst());
    return read(Asked.of(keys))
        .filter(after -> after.pending == null && after.version == reading.version)
        .map(_ -> Long.valueOf(count.toString()));
  }

  /// The earliest instant at which an open hold expires or a block is over.
  public Optional<Instant> nextDue(EventKeys keys) {
    Response due =
        RedisLink.answered(() -> link.send(List.of(Request.cmd(Command.HGET, keys.head(), "due"))))
            .getFirst();
    return Optional.ofNullable(due)
        .map(Response::toString)
        .filter(text -> !text.isEmpty())
        .map(Codec::instant);
  }

  /// Redis's clock.
  public Instant clock() {
    Response clock =
        RedisLink.answered(
            () -> link.answer(scripts.clock().call(List.of(EventKeys.DUE), List.of())));
    return Codec.instant(clock.toString());
  }

  /// What an open hold holds; empty if there is no such, or it has ended.
  public Optional<Hold> openHold(EventKeys keys, HoldId id) {
    Request request = Request.cmd(Command.HGET, keys.open(), id.value().toString());
    Response terms = RedisLink.answered(() -> link.send(List.of(request))).getFirst();
    return terms == null
        ? Optional.empty()
        : Optional.of(new Hold.Open(Codec.terms(terms.toString())));
  }

  /// Deletes an event, with what is kept of those of its holds that its entries tell of. Answers to
  /// idempotency keys expire by themselves.
  public void delete(EventKeys keys) {
    Set<String> all = new LinkedHashSet<>(keys.lasting());
    for (LedgerEntry entry : entries(keys, 0, Integer.MAX_VALUE)) {
      HoldId hold = entry.change().holdId();
      if (hold != null) {
        all.add(keys.ended(hold));
        all.add(keys.details(hold));
      }
    }
    Request request = Request.cmd(Command.UNLINK);
    all.forEach(request::arg);
    var _ = RedisLink.answered(() -> link.send(List.of(request)));
  }

  /// All open holds of an event.
  public List<Hold> openHolds(EventKeys keys) {
    Response holds =
        Objects.requireNonNull(
            RedisLink.answered(() -> link.send(List.of(Request.cmd(Command.HVALS, keys.open()))))
                .getFirst());
    return holds.stream().<Hold>map(terms -> new Hold.Open(Codec.terms(terms.toString()))).toList();
  }

  /// What holds carry, of those of which it is still kept.
  public Map<HoldId, HoldDetails> details(EventKeys keys, List<HoldId> holds) {
    Map<HoldId, HoldDetails> details = new HashMap<>();
    if (holds.isEmpty()) {
      return details;
    }
    Request request = Request.cmd(Command.MGET);
    holds.forEach(hold -> request.arg(keys.details(hold)));
    Response found =
        Objects.requireNonNull(RedisLink.answered(() -> link.send(List.of(request))).getFirst());
    for (int i = 0; i < holds.size(); i++) {
      if (found.get(i) != null) {
        details.put(holds.get(i), Codec.details(found.get(i).toString()));
      }
    }
    return details;
  }

  /// The entries that follow a version, in order, of those that are kept.
  public List<LedgerEntry> entries(EventKeys keys, long after, int atMost) {
    Request request =
        Request.cmd(Command.XRANGE, keys.entries(), "(" + after + "-0", "+", "COUNT", atMost);
    Response entries =
        Objects.requireNonNull(RedisLink.answered(() -> link.send(List.of(request))).getFirst());
    return entries.stream().map(entry -> Codec.entry(entry.get(1).get(1).toString())).toList();
  }
}
