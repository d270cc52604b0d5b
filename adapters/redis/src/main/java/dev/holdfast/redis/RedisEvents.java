package dev.holdfast.redis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.redis.RedisLink.Unanswered;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Events as they are in Redis. One that can't be used as it is has to be opened first.
final class RedisEvents {
  private static final Logger LOG = Logger.getLogger(RedisEvents.class);
  private static final String NONE = "";
  private static final String REFUSED = "refused: ";

  /// How long sales are under way before somebody else looks after them.
  private static final Duration PATIENCE_WITH_SALES = Duration.ofSeconds(1);

  private final RedisLink link;
  private final Scripts scripts;
  private final FinalSales sales;
  private final EventOpening opening;
  private final LongAdder healed = new LongAdder();

  RedisEvents(RedisLink link, Scripts scripts, FinalSales sales, EventOpening opening) {
    this.link = link;
    this.scripts = scripts;
    this.sales = sales;
    this.opening = opening;
  }

  /// How many sales were found that somebody had left midway.
  long healed() {
    return healed.sum();
  }

  /// Sales that are under way.
  ///
  /// @param attempt its number
  record Pending(long attempt, Instant since) {}

  /// Where an event is.
  ///
  /// @param clock Redis's, when it was read
  /// @param pending null for none
  /// @param fence goes up when what was sent before is to be too late
  /// @param missed the entries that the asking state does not have; empty if it is too far behind
  /// @param values those of the strings asked for that are there, by their key
  record Reading(
      Instant clock,
      long epoch,
      long version,
      Instant lastAt,
      @Nullable Pending pending,
      String fence,
      Optional<List<LedgerEntry>> missed,
      Map<String, String> values) {
    /// What would be read if the event were where a state is.
    static Reading assumed(Instant clock, String fence, EventState state) {
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
  record Asked(EventKeys keys, long epoch, long version, List<String> strings) {
    static Asked of(EventState state, List<String> strings) {
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
  List<Optional<Reading>> read(List<Asked> asked) {
    return RedisLink.answered(() -> read(asked, "0"));
  }

  /// Reads an event, and opens it first if need be.
  ///
  /// @throws LedgerUnavailable if Redis or, to open it, the final sales could not be used
  Reading readOpened(Asked asked) {
    Optional<Reading> reading = read(List.of(asked)).getFirst();
    while (reading.isEmpty()) {
      opening.open(asked.keys, true);
      reading = read(List.of(asked)).getFirst();
    }
    return reading.get();
  }

  /// Reads an event so that what was sent to it before is too late, if it has not happened yet.
  ///
  /// @return empty if it is not open, and so what was sent before is too late as well
  Optional<Reading> readFenced(Asked asked) {
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
  boolean restore(EventState state) {
    var keys = new EventKeys(state.sale().event().id());
    Response answer =
        RedisLink.answered(
            () ->
                link.call(
                    scripts
                        .dump()
                        .call(List.of(keys.head(), keys.open(), keys.sold()), List.of())));
    if (answer == null) {
      return false;
    }
    Map<Integer, ReservationId> reserved = new HashMap<>();
    Response sold = answer.get(5);
    for (int i = 0; i < sold.size(); i += 2) {
      reserved.put(
          Integer.valueOf(sold.get(i).toString()),
          new ReservationId(UUID.fromString(sold.get(i + 1).toString())));
    }
    state.restore(
        Long.parseLong(answer.get(0).toString()),
        Long.parseLong(answer.get(1).toString()),
        Codec.instant(answer.get(2).toString()),
        Codec.settings(answer.get(6).toString()),
        answer.get(4).stream().map(terms -> Codec.terms(terms.toString())).toList(),
        reserved,
        Codec.numbersOf(answer.get(3).toString()));
    return true;
  }

  /// What became of writes.
  sealed interface Written {}

  /// They are done, or a condition of theirs was not met.
  enum Done implements Written {
    DONE,
    /// The event is not where it was when it was read.
    MOVED,
    /// It is past the instant.
    LATE
  }

  /// Redis can't write at present, and nothing of them was written.
  record Refused(String why) implements Written {
    LedgerUnavailable failure() {
      return new LedgerUnavailable("Redis does not write: " + why, null);
    }
  }

  /// Nobody knows yet.
  record Unknown(Unanswered failure) implements Written {}

  /// Writes that are done if the event is still where it was.
  ///
  /// @param pending the number of the sales that are under way, which this ends; null for none
  /// @param before the instant from which it is too late; null for any time
  /// @param closeTo the instant to which Redis's clock has to be close, because the event itself
  ///     was not asked for it; null for any time
  record Change(
      EventKeys keys,
      long epoch,
      long version,
      String fence,
      @Nullable Long pending,
      @Nullable Instant before,
      @Nullable Instant closeTo,
      Writes writes) {
    private Script.Call by(Script commit) {
      List<String> conditions =
          new ArrayList<>(
              List.of(
                  Long.toString(epoch),
                  Long.toString(version),
                  fence,
                  pending == null ? NONE : Long.toString(pending),
                  before == null ? NONE : Codec.micros(before),
                  closeTo == null ? NONE : Codec.micros(closeTo)));
      conditions.addAll(writes.absent());
      return writes.by(commit, conditions);
    }
  }

  /// Does what is written there, each or nothing of it.
  List<Written> write(List<Change> changes) {
    return link
        .callEach(changes.stream().map(change -> change.by(scripts.commit())).toList())
        .stream()
        .map(RedisEvents::written)
        .toList();
  }

  private static Written written(RedisLink.Reply reply) {
    if (reply.failure() != null) {
      return new Unknown(reply.failure());
    }
    String answer = String.valueOf(reply.answer());
    return switch (answer) {
      case "done" -> Done.DONE;
      case "late" -> Done.LATE;
      default ->
          answer.startsWith(REFUSED) ? new Refused(answer.substring(REFUSED.length())) : Done.MOVED;
    };
  }

  /// Marks sales as under way, with all that is to be written once they are final.
  static Writes marking(
      EventKeys keys, FinalSales.Attempt attempt, Instant now, Writes afterwards) {
    var json = afterwards.toJson().put("attempt", attempt.number());
    attempt.holds().forEach(hold -> json.withArray("holds").add(hold.value().toString()));
    return new Writes(keys)
        .add("SET", keys.pending(), Codec.write(json))
        .add(
            "HSET",
            keys.head(),
            "pending",
            Long.toString(attempt.number()),
            "pending_at",
            Codec.micros(now));
  }

  /// Ends that sales are under way.
  static Writes unmarking(EventKeys keys, Writes writes) {
    return writes.add("DEL", keys.pending()).add("HDEL", keys.head(), "pending", "pending_at");
  }

  /// What became of ending sales.
  enum Ended {
    /// They are ended, by this or by somebody else.
    YES,
    NOT_YET,
    /// The event was opened anew meanwhile, or has to be. What is sold is seen then, and nothing
    /// else of it.
    OPENED_ANEW
  }

  /// Ends sales that are under way, whose fate is known: by their writes if they are stored.
  ///
  /// @param epoch in which they were marked
  Ended end(EventKeys keys, long epoch, long attempt, Optional<Writes> writes) {
    Reading reading = read(List.of(new Asked(keys, 0, 0, List.of()))).getFirst().orElse(null);
    if (reading == null || reading.epoch != epoch) {
      return Ended.OPENED_ANEW;
    }
    if (reading.pending == null || reading.pending.attempt != attempt) {
      return Ended.YES;
    }
    var change =
        new Change(
            keys,
            epoch,
            reading.version,
            reading.fence,
            attempt,
            null,
            null,
            unmarking(keys, writes.orElseGet(() -> new Writes(keys))));
    return switch (write(List.of(change)).getFirst()) {
      case Done done -> done == Done.DONE ? Ended.YES : Ended.NOT_YET;
      case Refused refused -> throw refused.failure();
      case Unknown(Unanswered failure) -> {
        LOG.debugf(failure, "event %s: it is not known whether sales were ended", keys.event());
        yield Ended.NOT_YET;
      }
    };
  }

  /// Ends the sales that are under way, if somebody seems to have left them midway.
  void healIfLeft(EventKeys keys, Reading reading) {
    Pending pending = reading.pending;
    if (pending != null && reading.clock.isAfter(pending.since.plus(PATIENCE_WITH_SALES))) {
      heal(keys, pending);
    }
  }

  /// Ends sales that somebody has left midway. Their fate is decided first, so that a late commit
  /// of theirs fails.
  private void heal(EventKeys keys, Pending pending) {
    Reading reading =
        read(List.of(new Asked(keys, 0, 0, List.of(keys.pending())))).getFirst().orElse(null);
    if (reading == null || reading.pending == null || reading.pending.attempt != pending.attempt) {
      return;
    }
    String json = reading.values.get(keys.pending());
    if (json == null) {
      return;
    }
    JsonNode node = Codec.read(json);
    List<HoldId> holds = new ArrayList<>();
    node.get("holds").forEach(hold -> holds.add(new HoldId(UUID.fromString(hold.textValue()))));
    FinalSales.Fate fate =
        sales.settle(new FinalSales.Attempt(keys.event(), pending.attempt, holds));
    LOG.warnf("event %s: interrupted sales are %s", keys.event(), fate);
    Optional<Writes> writes =
        fate == FinalSales.Fate.STORED
            ? Optional.of(Writes.fromJson(keys, node))
            : Optional.empty();
    if (end(keys, reading.epoch, pending.attempt, writes) == Ended.YES) {
      healed.increment();
    }
  }

  /// How many seats are sold, if no sale is under way.
  ///
  /// @param reading of the event, after which nothing may have changed
  Optional<Long> sold(EventKeys keys, Reading reading) {
    Response sold =
        Objects.requireNonNull(
            RedisLink.answered(() -> link.send(List.of(Request.cmd(Command.HLEN, keys.sold()))))
                .getFirst());
    return read(List.of(new Asked(keys, 0, 0, List.of())))
        .getFirst()
        .filter(after -> after.pending == null && after.version == reading.version)
        .map(_ -> Long.valueOf(sold.toString()));
  }

  /// The earliest expiry of an open hold.
  Optional<Instant> nextDue(EventKeys keys) {
    Response due =
        RedisLink.answered(() -> link.send(List.of(Request.cmd(Command.HGET, keys.head(), "due"))))
            .getFirst();
    return Optional.ofNullable(due)
        .map(Response::toString)
        .filter(text -> !text.isEmpty())
        .map(Codec::instant);
  }

  /// Redis's clock.
  Instant clock() {
    Response clock =
        RedisLink.answered(
            () -> link.answer(scripts.clock().call(List.of(EventKeys.DUE), List.of())));
    return Codec.instant(clock.toString());
  }

  /// A hold as it is stored.
  ///
  /// @param now the clock, or the instant of the event's last change if that is later
  /// @param hold empty if it is not known here
  /// @param isMarked whether a sale of the event is under way
  record Stored(Instant now, Optional<Hold> hold, Optional<HoldDetails> details, boolean isMarked) {
    /// Whether it is open and its time is up, and yet it may have been sold in time: what is final
    /// is written here afterwards.
    boolean mayBeSold() {
      return isMarked
          && hold.filter(of -> of instanceof Hold.Open(var terms) && !terms.isLive(now))
              .isPresent();
    }
  }

  /// Reads a hold, ended or not. The clock is read first: read after the hold, it could be past an
  /// expiry that was extended in between.
  Stored hold(EventKeys keys, HoldId id) {
    Asked asked = new Asked(keys, 0, 0, List.of(keys.ended(id), keys.details(id)));
    Reading before = readOpened(asked);
    Optional<Hold> hold =
        ended(before, keys, id)
            .or(() -> openHold(keys, id))
            // It may have ended in between.
            .or(() -> ended(readOpened(asked), keys, id));
    return new Stored(
        before.clock.isBefore(before.lastAt) ? before.lastAt : before.clock,
        hold,
        Optional.ofNullable(before.values.get(keys.details(id))).map(Codec::details),
        before.pending != null);
  }

  private static Optional<Hold> ended(Reading reading, EventKeys keys, HoldId id) {
    return Optional.ofNullable(reading.values.get(keys.ended(id))).map(Codec::hold);
  }

  private Optional<Hold> openHold(EventKeys keys, HoldId id) {
    Request request = Request.cmd(Command.HGET, keys.open(), id.value().toString());
    Response terms = RedisLink.answered(() -> link.send(List.of(request))).getFirst();
    return terms == null
        ? Optional.empty()
        : Optional.of(new Hold.Open(Codec.terms(terms.toString())));
  }

  /// The entries that follow a version, in order, of those that are kept.
  List<LedgerEntry> entries(EventKeys keys, long after, int atMost) {
    Request request =
        Request.cmd(Command.XRANGE, keys.entries(), "(" + after + "-0", "+", "COUNT", atMost);
    Response entries =
        Objects.requireNonNull(RedisLink.answered(() -> link.send(List.of(request))).getFirst());
    return entries.stream().map(entry -> Codec.entry(entry.get(1).get(1).toString())).toList();
  }
}
