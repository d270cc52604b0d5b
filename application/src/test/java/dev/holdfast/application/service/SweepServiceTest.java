package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.Examples;
import dev.holdfast.application.NoRecords;
import dev.holdfast.application.QuietFeed;
import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.lane.Lanes;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.domain.seatmap.SeatMapSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SweepServiceTest {
  private static final int HOLDS_AT_ONCE = 10;

  private final Sale broken = Examples.sale();
  private final Sale sound = Examples.sale();
  private final Sale locked = Examples.sale();
  private final List<Sale> manyLocked =
      IntStream.range(0, 12).mapToObj(_ -> Examples.sale()).toList();
  private final Map<EventId, Integer> due = new ConcurrentHashMap<>();
  private final Set<EventId> failing = ConcurrentHashMap.newKeySet();
  private final List<Integer> sweptOfSound = new ArrayList<>();
  private int millisEach;

  private final ScriptedLedger ledger = new ScriptedLedger(this::expire);

  private List<Outcome> expire(SeatLedger.Work work) {
    EventId event = work.state().sale().event().id();
    if (event.equals(broken.event().id())) {
      throw new IllegalStateException("this event's ledger is broken");
    }
    LockSupport.parkNanos(1_000_000L * millisEach);
    if (failing.contains(event)) {
      throw new IllegalStateException("this event's ledger is broken for now");
    }
    int expired =
        Math.min(
            due.getOrDefault(event, 0),
            work.submissions().getFirst().command() instanceof Command.Expire(int atMost)
                ? atMost
                : 0);
    due.merge(event, -expired, Integer::sum);
    sweptOfSound.add(expired);
    return List.of(new Outcome.Expired(expired));
  }

  private final Stores stores = new Stores();
  private final Engine engine =
      Engine.start(
          ledger,
          new NoRecords(),
          new QuietFeed(),
          Examples.READERS,
          new Lanes.Plan(1, 10, 1, 1, Duration.ofSeconds(20)));
  private final SweepService service =
      new SweepService(new Catalogue(stores, stores), engine, HOLDS_AT_ONCE);

  @AfterEach
  void close() {
    engine.close();
  }

  private int sweep() {
    ledger.due.addAll(List.of(broken.event().id(), sound.event().id()));
    return service.sweep();
  }

  private final class Stores implements EventStore, SeatMapStore {
    @Override
    public Optional<KeptCreation> add(Event event, @Nullable RequestKey key) {
      throw new AssertionError("a sweep adds nothing");
    }

    @Override
    public Optional<KeptCreation> add(SeatMap map, @Nullable RequestKey key) {
      throw new AssertionError("a sweep adds nothing");
    }

    @Override
    public Optional<KeptCreation> answered(RequestKey key) {
      throw new AssertionError("a sweep has no keys");
    }

    @Override
    public Optional<Event> findByPrefix(long prefix) {
      return Stream.concat(Stream.of(broken, sound, locked), manyLocked.stream())
          .map(Sale::event)
          .filter(event -> event.id().prefix() == prefix)
          .findFirst();
    }

    @Override
    public Optional<Settings> settings(EventId id) {
      throw new AssertionError("a sweep reads no settings");
    }

    @Override
    public Optional<SeatMap> find(SeatMapId id) {
      return Stream.concat(Stream.of(broken, sound, locked), manyLocked.stream())
          .map(Sale::seatMap)
          .filter(map -> map.id().equals(id))
          .findFirst();
    }

    @Override
    public boolean delete(EventId id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
      throw new AssertionError("a sweep does not list");
    }

    @Override
    public List<SeatMapSummary> list(@Nullable SeatMapId after, int limit) {
      throw new AssertionError("a sweep does not list");
    }
  }

  @Test
  void anEventThatCannotBeSweptDoesNotKeepTheOthersFromIt() {
    due.put(sound.event().id(), 3);

    assertThat(sweep()).isEqualTo(3);
  }

  @Test
  @Timeout(10)
  void anEventWhoseLockSomebodyElseHasDoesNotKeepTheOthersFromIt() {
    ledger.due.add(locked.event().id());
    due.put(locked.event().id(), 1);
    due.put(sound.event().id(), 3);
    ledger.locked.add(locked.event().id());
    assertThat(sweep()).isEqualTo(3);

    due.put(sound.event().id(), 2);
    assertThat(sweep()).as("the locked one is not put on its lane again").isEqualTo(2);

    ledger.locked.clear();
    while (due.get(locked.event().id()) > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  @Timeout(10)
  void howeverManyEventsAreLockedTheOthersAreSwept() {
    for (Sale one : manyLocked) {
      ledger.locked.add(one.event().id());
      ledger.due.add(one.event().id());
    }
    due.put(sound.event().id(), 3);
    assertThat(sweep()).isEqualTo(3);
    ledger.locked.clear();
  }

  @Test
  @Timeout(30)
  void aTransactionExpiresTheHoldsOfOneEvent() {
    manyAreDue();

    // Each event takes longer than the others are kept from being swept.
    try (Engine several = severalAtOnce()) {
      sweepAll(new SweepService(new Catalogue(stores, stores), several, HOLDS_AT_ONCE));
    }

    assertThat(ledger.events).containsOnly(1);
  }

  @Test
  @Timeout(30)
  void eventsThatFailedAtOnceAreNotSweptTogether() {
    manyAreDue();

    try (Engine several = severalAtOnce()) {
      sweepAllAfterAFailure(several, 0);
    }

    assertThat(ledger.events).containsOnly(1);
  }

  @Test
  @Timeout(30)
  void eventsThatFailedSlowlyAreSweptTogetherOnlyWithTheirFirstCommands() {
    manyAreDue();

    try (Engine several = severalAtOnce()) {
      sweepAllAfterAFailure(several, 300);
    }

    assertThat(ledger.events)
        .filteredOn(inOne -> inOne > 1)
        .hasSizeLessThanOrEqualTo(ledger.due.size());
  }

  private void manyAreDue() {
    for (Sale one : manyLocked.subList(0, 3)) {
      due.put(one.event().id(), 20 * HOLDS_AT_ONCE);
      ledger.due.add(one.event().id());
    }
  }

  private Engine severalAtOnce() {
    return Engine.start(
        ledger,
        new NoRecords(),
        new QuietFeed(),
        Examples.READERS,
        new Lanes.Plan(1, 10, 10, 1, Duration.ofSeconds(20)));
  }

  private void sweepAllAfterAFailure(Engine engine, int millisUntilFailure) {
    var several = new SweepService(new Catalogue(stores, stores), engine, HOLDS_AT_ONCE);
    millisEach = millisUntilFailure;
    failing.addAll(ledger.due);
    several.sweep();
    while (ledger.works.size() < ledger.due.size()) {
      Thread.onSpinWait();
    }
    // The last one may still be on its way back.
    LockSupport.parkNanos(1_000_000L * (millisUntilFailure + 100));
    failing.clear();
    sweepAll(several);
  }

  private void sweepAll(SweepService several) {
    millisEach = 20;
    several.sweep();
    while (due.values().stream().anyMatch(left -> left > 0)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void dueHoldsAreExpiredInBoundedBatchesUntilNoneIsLeft() {
    due.put(sound.event().id(), 2 * HOLDS_AT_ONCE + 1);

    assertThat(sweep()).isEqualTo(2 * HOLDS_AT_ONCE + 1);

    assertThat(sweptOfSound).containsExactly(HOLDS_AT_ONCE, HOLDS_AT_ONCE, 1);
  }
}
