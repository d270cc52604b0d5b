package dev.holdfast.redis;

import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.redis.RedisEvents.Asked;
import dev.holdfast.redis.RedisEvents.Change;
import dev.holdfast.redis.RedisEvents.Done;
import dev.holdfast.redis.RedisEvents.Reading;
import dev.holdfast.redis.RedisEvents.Refused;
import dev.holdfast.redis.RedisEvents.Unknown;
import dev.holdfast.redis.RedisEvents.Written;
import dev.holdfast.redis.RedisLink.Unanswered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The ledger in Redis. A script stores a batch if the event is still at the version that it was
/// decided on; otherwise it is decided again.
///
/// What only places new holds is first decided on the state as this node left it, without reading
/// the event: while nobody else sells it, that is its head. The script finds out.
///
/// What sells, cancels or changes settings goes three steps: the event is marked, so that nothing
/// else happens to it; what is final is stored in another store, which has the last word; and then
/// the batch is stored here. Whoever finds an event that was left marked looks up there what became
/// of it.
final class RedisSeatLedger implements SeatLedger {
  private static final Logger LOG = Logger.getLogger(RedisSeatLedger.class);
  private static final Duration TOLERATED_CLOCK_STEP = Duration.ofSeconds(5);

  private final RedisEvents events;
  private final EventOpening opening;
  private final DueEvents dueEvents;
  private final FinalSales sales;
  private final BatchWrites batchWrites;
  private final Duration budget;
  private final Fences fences = new Fences();
  private final LongAdder clockSteps = new LongAdder();

  /// Whether the final sales could not be used when they were last asked. Whoever asks them is kept
  /// waiting then, so nobody does on behalf of others, until somebody has an answer who asked for
  /// one event alone.
  private volatile boolean salesAreAway;

  RedisSeatLedger(
      RedisEvents events,
      EventOpening opening,
      DueEvents dueEvents,
      FinalSales sales,
      Keeping keeping,
      Duration budget) {
    this.events = events;
    this.opening = opening;
    this.dueEvents = dueEvents;
    this.sales = sales;
    this.batchWrites = new BatchWrites(keeping);
    this.budget = budget;
  }

  /// How often Redis's clock was found set back by more than a small step. Until it has caught up,
  /// an event's time stands still and its holds outlive their expiry.
  long clockSteps() {
    return clockSteps.sum();
  }

  /// The instant of a decision: the clock's, unless that was set back. A small step back revives
  /// nothing.
  private Instant notBefore(Instant lastAt, Instant clock, EventId event) {
    if (Duration.between(clock, lastAt).compareTo(TOLERATED_CLOCK_STEP) > 0) {
      clockSteps.increment();
      LOG.errorf(
          "Redis's clock is behind: %s (expected: not before %s, the last change of event %s)",
          clock, lastAt, event);
    }
    return clock.isBefore(lastAt) ? lastAt : clock;
  }

  /// One event's part of a try.
  private final class Part {
    final Work work;
    final EventKeys keys;
    final RedisLookup lookup;
    Reading reading;
    boolean isRead;
    Batch batch;
    Optional<List<Outcome>> outcomes = Optional.empty();
    @Nullable LedgerUnavailable refused;

    @SuppressWarnings("NullAway.Init")
    Part(Work work) {
      this.work = work;
      this.keys = new EventKeys(eventOf(work.state()));
      this.lookup = new RedisLookup(keys, work.submissions());
    }

    EventState state() {
      return work.state();
    }

    Change change(@Nullable Instant before, Writes writes) {
      if (isRead) {
        // An answer alone raises no version.
        batch.delta().answers().stream()
            .map(answer -> keys.answer(answer.key()))
            .forEach(writes::expectAbsent);
      } else {
        lookup.wanted().forEach(writes::expectAbsent);
      }
      return new Change(
          keys,
          batch.epoch(),
          batch.version(),
          reading.fence(),
          null,
          before,
          isRead ? null : reading.clock(),
          writes);
    }

    /// Decides on the state, if it is where the event was when it was read. The views bring it
    /// forward meanwhile, and what was read of keys and ended holds is then older than it.
    ///
    /// @return whether it is
    boolean decide(LookupResult sales) {
      EventState state = state();
      synchronized (state) {
        if (!state.isKnown()
            || state.epoch() != reading.epoch()
            || state.version() != reading.version()) {
          return false;
        }
        batch =
            Batch.decide(
                state,
                lookup.with(sales),
                work.submissions(),
                notBefore(state.lastAt(), reading.clock(), keys.event()));
        return true;
      }
    }
  }

  @Override
  public List<Optional<List<Outcome>>> commitFree(List<Work> works) {
    return attempt(works, false);
  }

  /// @param waits whether somebody else's sales are waited for
  private List<Optional<List<Outcome>>> attempt(List<Work> works, boolean waits) {
    List<Part> parts = works.stream().map(Part::new).toList();
    storeUnread(parts);
    try {
      storeRead(
          parts.stream().filter(part -> part.outcomes.isEmpty() && part.refused == null).toList(),
          waits);
    } catch (OutcomeUnknown e) {
      throw e;
    } catch (RuntimeException e) {
      // What is stored is not to fail, or be decided again, for what is not. That can be tried
      // again.
      if (parts.stream().allMatch(part -> part.outcomes.isEmpty())) {
        throw e;
      }
      LOG.debug("some of a batch is tried again by itself", e);
    }
    if (parts.stream().allMatch(part -> part.refused != null)) {
      throw Objects.requireNonNull(parts.getFirst().refused);
    }
    return parts.stream().map(part -> part.outcomes).toList();
  }

  private void storeRead(List<Part> parts, boolean waits) {
    List<Part> plain = new ArrayList<>();
    List<Selling> selling = new ArrayList<>();
    for (Part part : decide(parts, waits)) {
      if (part.batch.isEmpty()) {
        part.outcomes = Optional.of(part.batch.outcomes());
      } else if (part.batch.isFinal()) {
        if (!isLeft(waits)) {
          selling.add(new Selling(attempt(part.batch), part));
        }
      } else {
        plain.add(part);
      }
    }
    store(plain);
    sell(selling, waits);
  }

  @Override
  public List<Outcome> commit(Work work) {
    var retries = new Retries(budget);
    do {
      Optional<List<Outcome>> outcomes = attempt(List.of(work), true).getFirst();
      if (outcomes.isPresent()) {
        return outcomes.get();
      }
    } while (retries.pause());
    throw new LedgerUnavailable("not committed within " + budget, null);
  }

  /// Brings the states to where their events are, and decides.
  ///
  /// @return those that nothing kept from being decided; the others can be tried again
  private List<Part> decide(List<Part> parts, boolean waits) {
    List<Part> ready = new ArrayList<>();
    for (Part part : read(parts, waits)) {
      if (part.reading.pending() == null) {
        if (bringToHead(part, waits)) {
          ready.add(part);
        }
      } else if (waits) {
        events.healIfLeft(part.keys, part.reading);
      }
    }
    Map<EventId, Lookup> named = namedElsewhere(ready);
    if (isLeft(waits)) {
      ready.removeIf(part -> named.containsKey(part.keys.event()));
      named.clear();
    }
    Map<EventId, LookupResult> found =
        named.isEmpty() ? Map.of() : askingSales(() -> sales.lookUp(named));
    List<Part> decided =
        ready.stream()
            .filter(part -> part.decide(found.getOrDefault(part.keys.event(), LookupResult.NONE)))
            .toList();
    decided.forEach(part -> part.lookup.checkNew(part.batch.delta().holds()));
    return decided;
  }

  /// @param waits whether events are opened that can't be used as they are. That may take long, so
  ///     it is not for whoever has other events at hand.
  /// @return those that were read
  private List<Part> read(List<Part> parts, boolean waits) {
    List<Part> read = new ArrayList<>(parts);
    List<Part> open = parts;
    boolean first = true;
    while (!open.isEmpty()) {
      List<Asked> asked =
          open.stream().map(part -> Asked.of(part.state(), part.lookup.wanted())).toList();
      List<Optional<Reading>> readings =
          waits
              ? asked.stream().map(one -> Optional.of(events.readOpened(one))).toList()
              : events.read(asked);
      List<Part> more = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        Part part = open.get(i);
        Reading reading = readings.get(i).orElse(null);
        if (reading == null) {
          read.remove(part);
          continue;
        }
        part.reading = first ? reading : part.reading;
        part.isRead = true;
        if (part.lookup.take(reading.values())) {
          more.add(part);
        }
      }
      open = more;
      first = false;
    }
    return read;
  }

  private static Map<EventId, Lookup> namedElsewhere(List<Part> parts) {
    Map<EventId, Lookup> named = new HashMap<>();
    for (Part part : parts) {
      Lookup elsewhere = part.lookup.notHere(part.state(), part.work.submissions());
      if (!elsewhere.isEmpty()) {
        named.put(part.keys.event(), elsewhere);
      }
    }
    return named;
  }

  /// Whether what needs the final sales is left to be tried by itself.
  private boolean isLeft(boolean waits) {
    return salesAreAway && !waits;
  }

  private <T> T askingSales(Supplier<T> asking) {
    try {
      T answer = asking.get();
      salesAreAway = false;
      return answer;
    } catch (LedgerUnavailable | OutcomeUnknown e) {
      salesAreAway = true;
      throw e;
    }
  }

  /// @return whether it is there; if not, it can be tried again
  private boolean bringToHead(Part part, boolean waits) {
    try {
      return bringForward(part.state(), part.reading, true);
    } catch (LedgerUnavailable e) {
      if (waits) {
        throw e;
      }
      LOG.debugf(e, "event %s is tried again by itself", part.keys.event());
      return false;
    }
  }

  /// @param toHead whether what the state knows beyond the reading was never stored
  /// @return whether the event is still open, where all of it had to be read
  private boolean bringForward(EventState state, Reading reading, boolean toHead) {
    synchronized (state) {
      boolean sameHistory = state.isKnown() && state.epoch() == reading.epoch();
      long missing = reading.version() - state.version();
      if (sameHistory && missing == 0 && state.lastAt().equals(reading.lastAt())) {
        return true;
      }
      List<LedgerEntry> missed = reading.missed().orElse(List.of());
      // Somebody else may have brought it forward since the entries were asked for.
      List<LedgerEntry> last =
          missed.subList((int) Math.max(0, missed.size() - Math.max(0, missing)), missed.size());
      if (sameHistory
          && missing > 0
          && last.size() == missing
          && last.stream().allMatch(LedgerEntry::isKnown)) {
        state.apply(last);
        return true;
      }
      if (toHead) {
        state.forget();
      }
    }
    return events.restore(state);
  }

  /// Stores what only places new holds, if the event is where this node left it. That is asked of
  /// the event also where all of it is refused. The rest of the parts is left as it was.
  private void storeUnread(List<Part> parts) {
    Map<Part, String> hopeful = new LinkedHashMap<>();
    for (Part part : parts) {
      if (part.lookup.isNew() && part.state().isKnown()) {
        fences.of(part.keys.event()).ifPresent(fence -> hopeful.put(part, fence));
      }
    }
    if (hopeful.isEmpty()) {
      return;
    }
    Instant clock = events.clock();
    List<Part> decided = new ArrayList<>();
    hopeful.forEach(
        (part, fence) -> {
          part.reading = Reading.assumed(clock, fence, part.state());
          if (part.decide(LookupResult.NONE)) {
            decided.add(part);
          }
        });
    store(decided);
  }

  private void store(List<Part> parts) {
    fences.forget(parts.stream().map(part -> part.keys.event()).toList());
    List<Part> stored =
        written(
            parts,
            part -> part,
            part -> part.change(null, batchWrites.of(part.batch)),
            this::lookUp);
    stored.forEach(RedisSeatLedger::apply);
    stored.forEach(part -> fences.remember(part.keys.event(), part.reading.fence()));
    announceDue(stored);
  }

  /// Writes, and finds out of which it is done. What Redis refuses to write can't be tried again.
  ///
  /// @param lookUp whether it is done, where the answer does not tell
  private <T> List<T> written(
      List<T> all,
      Function<T, Part> partOf,
      Function<T, Change> change,
      BiFunction<T, Unanswered, Done> lookUp) {
    if (all.isEmpty()) {
      return List.of();
    }
    List<Written> answers = events.write(all.stream().map(change).toList());
    List<T> written = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      T one = all.get(i);
      boolean isDone =
          switch (answers.get(i)) {
            case Done done -> done == Done.DONE;
            case Refused refused -> {
              partOf.apply(one).refused = refused.failure();
              yield false;
            }
            case Unknown(Unanswered failure) -> lookUp.apply(one, failure) == Done.DONE;
          };
      if (isDone) {
        written.add(one);
      }
    }
    return written;
  }

  /// Whether the entries of a batch are there, about which the answer does not tell. If not, they
  /// never will be.
  private Done lookUp(Part part, Unanswered failure) {
    Batch batch = part.batch;
    List<LedgerEntry> expected = batch.entries();
    List<String> answers =
        batch.delta().answers().stream().map(answer -> part.keys.answer(answer.key())).toList();
    Reading reading = fenced(part, answers, failure).orElse(null);
    if (reading == null || reading.epoch() != batch.epoch()) {
      throw new OutcomeUnknown("the event's ledger is in another epoch now", failure);
    }
    if (expected.isEmpty() || reading.version() < expected.getLast().version()) {
      return Done.MOVED;
    }
    // Any number may have been added since, and only the latest are kept.
    List<LedgerEntry> stored =
        lookingUp(failure, () -> events.entries(part.keys, batch.version(), expected.size()));
    if (stored.isEmpty() || stored.getFirst().version() != expected.getFirst().version()) {
      throw new OutcomeUnknown("the event's ledger is not kept that far back", failure);
    }
    // Another node may have made the same entries, but then it kept no answers for these keys.
    return stored.equals(expected) && reading.values().keySet().containsAll(answers)
        ? Done.DONE
        : Done.MOVED;
  }

  private Optional<Reading> fenced(Part part, List<String> strings, Unanswered failure) {
    return lookingUp(failure, () -> events.readFenced(new Asked(part.keys, 0, 0, strings)));
  }

  private interface Looking<T> {
    T look();
  }

  private <T> T lookingUp(Unanswered failure, Looking<T> looking) {
    var retries = new Retries(budget);
    do {
      try {
        return looking.look();
      } catch (LedgerUnavailable e) {
        failure.addSuppressed(e);
      }
    } while (retries.pause());
    throw new OutcomeUnknown("the outcome is unknown", failure);
  }

  /// What is stored is answered as decided, whatever becomes of the state: one that can't be
  /// brought forward is unknown from then on, and restored before it is used again.
  private static void apply(Part part) {
    try {
      part.state().apply(part.batch.entries());
    } catch (IllegalStateException e) {
      LOG.errorf(e, "the state of event %s does not follow what was stored", part.keys.event());
    }
    part.outcomes = Optional.of(part.batch.outcomes());
  }

  private void announceDue(List<Part> stored) {
    Map<EventId, Instant> due = new HashMap<>();
    for (Part part : stored) {
      part.batch.delta().nextExpiry().ifPresent(next -> due.put(part.keys.event(), next));
    }
    dueEvents.add(due);
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

  /// A part of a try that sells or cancels.
  private record Selling(FinalSales.Attempt attempt, Part part) {}

  private void sell(List<Selling> selling, boolean waits) {
    List<Selling> marked = written(selling, Selling::part, this::marking, this::lookUpMark);
    if (marked.isEmpty()) {
      return;
    }
    Map<FinalSales.Attempt, Batch> batches = new LinkedHashMap<>();
    marked.forEach(one -> batches.put(one.attempt, one.part.batch));
    Map<FinalSales.Attempt, FinalSales.Fate> fates;
    try {
      fates = askingSales(() -> sales.store(batches, waits));
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

  private static Map<FinalSales.Attempt, FinalSales.Fate> abandoned(List<Selling> marked) {
    Map<FinalSales.Attempt, FinalSales.Fate> fates = new HashMap<>();
    marked.forEach(one -> fates.put(one.attempt, FinalSales.Fate.ABANDONED));
    return fates;
  }

  /// Finds out what a failure that says nothing of it left behind.
  ///
  /// @return the fates that were found out; whoever comes to the other events next finds out theirs
  private Map<FinalSales.Attempt, FinalSales.Fate> settle(
      List<Selling> marked, RuntimeException failure) {
    Map<FinalSales.Attempt, FinalSales.Fate> fates = new HashMap<>();
    for (Selling one : marked) {
      try {
        fates.put(one.attempt, sales.settle(one.attempt));
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
    LOG.errorf(failure, "sales failed; what became of them is %s", fates);
    return fates;
  }

  /// Ends what is marked, each whatever becomes of the others.
  private void end(
      List<Selling> marked, Map<FinalSales.Attempt, FinalSales.Fate> fates, boolean waits) {
    OutcomeUnknown failure = null;
    for (Selling one : marked) {
      FinalSales.Fate fate = fates.get(one.attempt);
      if (fate != null) {
        try {
          end(one, fate, waits);
        } catch (OutcomeUnknown e) {
          failure = e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// A hold is sold at the instant at which it is marked, so it has to be live then.
  private Change marking(Selling one) {
    Part part = one.part;
    Optional<Instant> before =
        part.batch.delta().sold().map(HoldTerms::expiresAt).min(Comparator.naturalOrder());
    return part.change(
        before.orElse(null),
        RedisEvents.marking(
            part.keys, one.attempt, part.reading.clock(), batchWrites.of(part.batch)));
  }

  private Done lookUpMark(Selling one, Unanswered failure) {
    return fenced(one.part, List.of(), failure)
        .flatMap(reading -> Optional.ofNullable(reading.pending()))
        .filter(pending -> pending.attempt() == one.attempt.number())
        .map(_ -> Done.DONE)
        .orElse(Done.MOVED);
  }

  private void end(Selling one, FinalSales.Fate fate, boolean waits) {
    Part part = one.part;
    boolean stored = fate == FinalSales.Fate.STORED;
    var retries = new Retries(budget);
    do {
      try {
        RedisEvents.Ended ended =
            events.end(
                part.keys,
                part.batch.epoch(),
                one.attempt.number(),
                stored ? Optional.of(batchWrites.of(part.batch)) : Optional.empty());
        if (ended == RedisEvents.Ended.OPENED_ANEW) {
          break;
        }
        if (ended == RedisEvents.Ended.YES) {
          if (stored) {
            apply(part);
            announceDue(List.of(part));
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

  private static EventId eventOf(EventState state) {
    return state.sale().event().id();
  }

  @Override
  public void load(EventState state) {
    boolean isOpen;
    do {
      isOpen = bringForward(state, events.readOpened(Asked.of(state, List.of())), false);
    } while (!isOpen);
  }

  @Override
  public List<LedgerEntry> entries(EventId event, long after, int atMost) {
    return events.entries(new EventKeys(event), after, atMost);
  }

  @Override
  public Heads heads(Collection<EventId> ids) {
    List<Asked> asked =
        ids.stream().map(event -> new Asked(new EventKeys(event), 0, 0, List.of())).toList();
    Instant clock = events.clock();
    List<Optional<Reading>> readings = asked.isEmpty() ? List.of() : events.read(asked);
    Map<EventId, Heads.Head> heads = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      EventKeys keys = asked.get(i).keys();
      readings
          .get(i)
          .ifPresentOrElse(
              reading ->
                  heads.put(keys.event(), new Heads.Head(reading.epoch(), reading.version())),
              () -> opening.openSoon(keys));
    }
    return new Heads(clock, heads);
  }

  @Override
  public boolean isAnswered(EventId event, RequestKey key) {
    String answer = new EventKeys(event).answer(key);
    return events
        .readOpened(new Asked(new EventKeys(event), 0, 0, List.of(answer)))
        .values()
        .containsKey(answer);
  }

  @Override
  public List<EventId> eventsWithDueHolds(int atMost) {
    return dueEvents.due(atMost);
  }
}
