package dev.holdfast.redis.ledger;

import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.redis.store.BatchWrites;
import dev.holdfast.redis.store.CompareAndCommit;
import dev.holdfast.redis.store.CompareAndCommit.Traced;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/// The ledger in Redis. A script stores a batch if the event is still at the version that it was
/// decided on; otherwise it is decided again.
///
/// What only places new holds is first decided on the state as this node left it, without reading
/// the event: while nobody else sells it, that is its head. The script finds out.
///
/// What sells, cancels or changes settings takes the way of a {@link TwoStepSale}.
final class RedisSeatLedger implements SeatLedger {
  private static final Logger LOG = Logger.getLogger(RedisSeatLedger.class);
  private static final Duration TOLERATED_CLOCK_STEP = Duration.ofSeconds(5);

  private final RedisEvents events;
  private final CompareAndCommit changes;
  private final TwoStepSale sale;
  private final EventOpening opening;
  private final DueEvents dueEvents;
  private final BatchWrites batchWrites;
  private final Duration budget;
  private final Fences fences = new Fences();
  private final LongAdder clockSteps = new LongAdder();

  RedisSeatLedger(
      RedisEvents events,
      CompareAndCommit changes,
      TwoStepSale sale,
      EventOpening opening,
      DueEvents dueEvents,
      BatchWrites batchWrites,
      Duration budget) {
    this.events = events;
    this.changes = changes;
    this.sale = sale;
    this.opening = opening;
    this.dueEvents = dueEvents;
    this.batchWrites = batchWrites;
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
    List<Part> selling = new ArrayList<>();
    for (Part part : decide(parts, waits)) {
      if (part.batch.isEmpty()) {
        part.outcomes = Optional.of(part.batch.outcomes());
      } else if (part.batch.isFinal()) {
        if (!sale.isLeft(waits)) {
          selling.add(part);
        }
      } else {
        plain.add(part);
      }
    }
    store(plain);
    sale.sell(selling, waits);
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
        sale.healIfLeft(part.keys, part.reading);
      }
    }
    Map<EventId, Lookup> named = namedElsewhere(ready);
    if (sale.isLeft(waits)) {
      ready.removeIf(part -> named.containsKey(part.keys.event()));
      named.clear();
    }
    Map<EventId, LookupResult> found = sale.lookUp(named);
    List<Part> decided =
        ready.stream()
            .filter(part -> decide(part, found.getOrDefault(part.keys.event(), LookupResult.NONE)))
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
              ? asked.stream().map(one -> Optional.of(opening.read(one))).toList()
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

  /// Decides on the state, if it is where the event was when it was read. The views bring it
  /// forward meanwhile, and what was read of keys and ended holds is then older than it.
  ///
  /// @return whether it is
  private boolean decide(Part part, LookupResult sold) {
    EventState state = part.state();
    Reading reading = part.reading;
    synchronized (state) {
      if (!state.isKnown()
          || state.epoch() != reading.epoch()
          || state.version() != reading.version()) {
        return false;
      }
      part.batch =
          Batch.decide(
              state,
              part.lookup.with(sold),
              part.work.submissions(),
              notBefore(state.lastAt(), reading.clock(), part.keys.event()));
      return true;
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
          // A hold that takes seats of a block that is over takes the way of a sale.
          if (decide(part, LookupResult.NONE) && !part.batch.isFinal()) {
            decided.add(part);
          }
        });
    store(decided);
  }

  private void store(List<Part> parts) {
    fences.forget(parts.stream().map(part -> part.keys.event()).toList());
    List<Part> stored =
        Part.written(
            parts,
            changes.commit(
                parts.stream()
                    .map(
                        part ->
                            new Traced(
                                part.change(null, batchWrites.of(part.batch)), part.entries()))
                    .toList()));
    stored.forEach(Part::apply);
    stored.forEach(part -> fences.remember(part.keys.event(), part.reading.fence()));
    dueEvents.add(Part.due(stored));
  }

  @Override
  public void load(EventState state) {
    boolean isOpen;
    do {
      isOpen = bringForward(state, opening.read(Asked.of(state, List.of())), false);
    } while (!isOpen);
  }

  @Override
  public List<LedgerEntry> entries(EventId event, long after, int atMost) {
    return events.entries(new EventKeys(event), after, atMost);
  }

  @Override
  public Heads heads(Collection<EventId> ids) {
    List<Asked> asked = ids.stream().map(event -> Asked.of(new EventKeys(event))).toList();
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
    var keys = new EventKeys(event);
    String answer = keys.answer(key);
    return opening.read(Asked.of(keys, answer)).values().containsKey(answer);
  }

  @Override
  public void forget(EventId event) {
    fences.forget(List.of(event));
    events.delete(new EventKeys(event));
    dueEvents.remove(event);
  }

  @Override
  public List<EventId> eventsDue(int atMost) {
    return dueEvents.due(atMost);
  }

  @Override
  public Duration overdue() {
    return dueEvents.overdue();
  }
}
