package dev.holdfast.redis.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.redis.RedisLink.Unanswered;
import dev.holdfast.redis.store.BatchWrites;
import dev.holdfast.redis.store.Codec;
import dev.holdfast.redis.store.CompareAndCommit;
import dev.holdfast.redis.store.CompareAndCommit.Change;
import dev.holdfast.redis.store.CompareAndCommit.Done;
import dev.holdfast.redis.store.CompareAndCommit.Refused;
import dev.holdfast.redis.store.CompareAndCommit.Trace;
import dev.holdfast.redis.store.CompareAndCommit.Traced;
import dev.holdfast.redis.store.CompareAndCommit.Unknown;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Pending;
import dev.holdfast.redis.store.RedisEvents.Reading;
import dev.holdfast.redis.store.Writes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Stores what sells, cancels or changes settings. First the event is marked, so that nothing else
/// happens to it. Then what is final is stored in another store, which has the last word, and what
/// became of it there is written here.
///
/// Whoever finds an event that was left marked looks up there what became of it.
final class TwoStepSale {
  private static final Logger LOG = Logger.getLogger(TwoStepSale.class);

  /// How long sales are under way before somebody else looks after them.
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final RedisEvents events;
  private final CompareAndCommit changes;
  private final EventOpening opening;
  private final DueEvents dueEvents;
  private final FinalSales sales;
  private final BatchWrites batchWrites;
  private final Duration budget;
  private final LongAdder healed = new LongAdder();

  /// Whether the final sales could not be used when they were last asked. Whoever asks them is kept
  /// waiting then, so nobody does on behalf of others, until somebody has an answer who asked for
  /// one event alone.
  private volatile boolean salesAreAway;

  TwoStepSale(
      RedisEvents events,
      CompareAndCommit changes,
      EventOpening opening,
      DueEvents dueEvents,
      FinalSales sales,
      BatchWrites batchWrites,
      Duration budget) {
    this.events = events;
    this.changes = changes;
    this.opening = opening;
    this.dueEvents = dueEvents;
    this.sales = sales;
    this.batchWrites = batchWrites;
    this.budget = budget;
  }

  /// How many sales were found that somebody had left midway.
  long healed() {
    return healed.sum();
  }

  /// Whether what needs the final sales is left to be tried by itself.
  boolean isLeft(boolean waits) {
    return salesAreAway && !waits;
  }

  /// What the final sales know of what is named.
  Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named) {
    return named.isEmpty() ? Map.of() : asking(() -> sales.lookUp(named));
  }

  private <T> T asking(Supplier<T> asking) {
    try {
      T answer = asking.get();
      salesAreAway = false;
      return answer;
    } catch (LedgerUnavailable | OutcomeUnknown e) {
      salesAreAway = true;
      throw e;
    }
  }

  /// Stores what was decided, each or nothing of it.
  ///
  /// @param waits whether somebody else's sales are waited for
  void sell(List<Part> parts, boolean waits) {
    parts.forEach(part -> part.attempt = attempt(part.batch));
    List<Part> marked =
        Part.written(parts, changes.commit(parts.stream().map(this::marking).toList()));
    if (marked.isEmpty()) {
      return;
    }
    Map<FinalSales.Attempt, Batch> batches = new LinkedHashMap<>();
    marked.forEach(part -> batches.put(part.attempt, part.batch));
    Map<FinalSales.Attempt, FinalSales.Fate> fates;
    try {
      fates = asking(() -> sales.store(batches, waits));
    } catch (OutcomeUnknown e) {
      // Whoever comes to these events next finds out.
      throw e;
    } catch (LedgerUnavailable e) {
      // Nothing was changed, and holds go on without the final sales.
      end(marked, abandoned(marked), waits);
      throw e;
    } catch (RuntimeException e) {
      Map<FinalSales.Attempt, FinalSales.Fate> settled = settle(marked, e);
      end(marked, settled, waits);
      if (!settled.containsValue(FinalSales.Fate.STORED)) {
        throw e;
      }
      return;
    }
    end(marked, fates, waits);
  }

  private static FinalSales.Attempt attempt(Batch batch) {
    EventId event = batch.sale().event().id();
    long number = ThreadLocalRandom.current().nextLong();
    List<HoldId> holds =
        batch.delta().reservations().stream()
            .map(row -> row.present().holdId())
            .distinct()
            .sorted(Comparator.comparing(HoldId::value))
            .toList();
    // One that sells nothing is known by a hold that there never is.
    return new FinalSales.Attempt(
        event, number, holds.isEmpty() ? List.of(HoldId.of(event, number)) : holds);
  }

  /// A hold is sold at the instant at which it is marked, so it has to be live then.
  private Traced marking(Part part) {
    Change change =
        part.change(
            part.batch.storedBefore().orElse(null),
            marking(part.keys, part.attempt, part.reading.clock(), batchWrites.of(part.batch)));
    return new Traced(change, new Trace.Mark(part.attempt.number()));
  }

  /// Marks sales as under way, with all that is to be written once they are final.
  private static Writes marking(
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

  private static Map<FinalSales.Attempt, FinalSales.Fate> abandoned(List<Part> marked) {
    Map<FinalSales.Attempt, FinalSales.Fate> fates = new HashMap<>();
    marked.forEach(part -> fates.put(part.attempt, FinalSales.Fate.ABANDONED));
    return fates;
  }

  /// Finds out what a failure that says nothing of it left behind.
  ///
  /// @return the fates that were found out; whoever comes to the other events next finds out theirs
  private Map<FinalSales.Attempt, FinalSales.Fate> settle(
      List<Part> marked, RuntimeException failure) {
    Map<FinalSales.Attempt, FinalSales.Fate> fates = new HashMap<>();
    for (Part part : marked) {
      try {
        fates.put(part.attempt, sales.settle(part.attempt));
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    LOG.errorf(failure, "sales failed; what became of them is %s", fates);
    return fates;
  }

  /// Ends what is marked, each whatever becomes of the others.
  private void end(
      List<Part> marked, Map<FinalSales.Attempt, FinalSales.Fate> fates, boolean waits) {
    OutcomeUnknown failure = null;
    for (Part part : marked) {
      FinalSales.Fate fate = fates.get(part.attempt);
      if (fate != null) {
        try {
          end(part, fate, waits);
        } catch (OutcomeUnknown e) {
          failure = e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void end(Part part, FinalSales.Fate fate, boolean waits) {
    boolean stored = fate == FinalSales.Fate.STORED;
    var retries = new Retries(budget);
    do {
      try {
        Ended ended =
            end(
                part.keys,
                part.batch.epoch(),
                part.attempt.number(),
                stored ? batchWrites.of(part.batch) : new Writes(part.keys));
        if (ended == Ended.OPENED_ANEW) {
          break;
        }
        if (ended == Ended.YES) {
          if (stored) {
            part.apply();
            dueEvents.add(Part.due(List.of(part)));
          } else if (fate == FinalSales.Fate.CONTRADICTED) {
            opening.reopen(part.keys, part.batch.epoch(), waits);
          }
          return;
        }
      } catch (LedgerUnavailable e) {
        // It is marked until Redis is back.
      }
    } while (retries.pause());
    if (stored) {
      throw new OutcomeUnknown(
          "sold, but what else was decided with it is not in Redis",
          new IllegalStateException("Redis could not be told, or the event was opened anew"));
    }
  }

  /// What became of ending sales.
  private enum Ended {
    /// They are ended, by this or by somebody else.
    YES,
    NOT_YET,
    /// The event was opened anew meanwhile, or has to be. What is sold is seen then, and nothing
    /// else of it.
    OPENED_ANEW
  }

  /// Ends sales that are under way, whose fate is known.
  ///
  /// @param epoch in which they were marked
  /// @param writes theirs if they are stored, or none
  private Ended end(EventKeys keys, long epoch, long attempt, Writes writes) {
    Reading reading = events.read(Asked.of(keys)).orElse(null);
    if (reading == null || reading.epoch() != epoch) {
      return Ended.OPENED_ANEW;
    }
    if (!isUnderWay(attempt, reading)) {
      return Ended.YES;
    }
    var change = new Change(keys, reading, attempt, null, null, unmarking(keys, writes));
    return switch (changes.write(List.of(change)).getFirst()) {
      case Done done -> done == Done.DONE ? Ended.YES : Ended.NOT_YET;
      case Refused refused -> throw refused.failure();
      case Unknown(Unanswered failure) -> {
        LOG.debugf(failure, "event %s: it is not known whether sales were ended", keys.event());
        yield Ended.NOT_YET;
      }
    };
  }

  private static boolean isUnderWay(long attempt, Reading reading) {
    Pending pending = reading.pending();
    return pending != null && pending.attempt() == attempt;
  }

  /// Ends that sales are under way.
  private static Writes unmarking(EventKeys keys, Writes writes) {
    return writes.add("DEL", keys.pending()).add("HDEL", keys.head(), "pending", "pending_at");
  }

  /// Ends the sales that are under way, if somebody seems to have left them midway.
  void healIfLeft(EventKeys keys, Reading reading) {
    Pending pending = reading.pending();
    if (pending != null && reading.clock().isAfter(pending.since().plus(TIMEOUT))) {
      heal(keys, pending.attempt());
    }
  }

  /// Ends sales that somebody has left midway. Their fate is decided first, so that a late commit
  /// of theirs fails.
  private void heal(EventKeys keys, long attempt) {
    Reading reading = events.read(Asked.of(keys, keys.pending())).orElse(null);
    if (reading == null || !isUnderWay(attempt, reading)) {
      return;
    }
    String json = reading.values().get(keys.pending());
    if (json == null) {
      return;
    }
    JsonNode node = Codec.read(json);
    List<HoldId> holds = new ArrayList<>();
    node.get("holds").forEach(hold -> holds.add(new HoldId(UUID.fromString(hold.textValue()))));
    FinalSales.Fate fate = sales.settle(new FinalSales.Attempt(keys.event(), attempt, holds));
    LOG.warnf("event %s: interrupted sales are %s", keys.event(), fate);
    Writes writes = fate == FinalSales.Fate.STORED ? Writes.fromJson(keys, node) : new Writes(keys);
    if (end(keys, reading.epoch(), attempt, writes) == Ended.YES) {
      healed.increment();
    }
  }
}
