package dev.holdfast.application.view;

import static dev.holdfast.testkit.Node.held;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.SeatViews.Changes;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Work;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import dev.holdfast.testkit.InMemoryStore;
import dev.holdfast.testkit.Node;
import dev.holdfast.testkit.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one node knows of what another one does.
class ViewsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Views.Keeping NO_POLLS =
      new Views.Keeping(Duration.ofHours(1), Duration.ofHours(1), Long.MAX_VALUE);
  private static final Views.Keeping QUICK_POLLS =
      new Views.Keeping(Duration.ofMillis(10), Duration.ofHours(1), Long.MAX_VALUE);

  private final InMemoryStore store = new InMemoryStore();
  private final Sale sale = Samples.sale(6);
  private final Stored stored = new Stored(store.newLedger());
  private final Heard feed = new Heard();
  private final Node other = new Node(store, sale);
  private @Nullable Views views;

  @BeforeEach
  void begin() {
    store.setClock(Samples.START);
    store.add(sale);
  }

  @AfterEach
  void end() {
    stored.opens.countDown();
    if (views != null) {
      views.close();
    }
  }

  /// A store that can be away, or be another one from now on.
  private static final class Stored implements SeatLedger {
    volatile SeatLedger ledger;
    volatile boolean isAway;
    final AtomicInteger errors = new AtomicInteger();
    volatile @Nullable EventId unreadable;
    volatile @Nullable EventId closed;
    final CountDownLatch opens = new CountDownLatch(1);
    final AtomicInteger headsRead = new AtomicInteger();
    final AtomicInteger loading = new AtomicInteger();
    volatile CountDownLatch loadsGoOn = new CountDownLatch(0);

    Stored(SeatLedger ledger) {
      this.ledger = ledger;
    }

    private SeatLedger there() {
      if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new NoClassDefFoundError("planted");
      }
      if (isAway) {
        throw new LedgerUnavailable("away", null);
      }
      return ledger;
    }

    @Override
    public List<Optional<List<Outcome>>> commitFree(List<Work> works) {
      return there().commitFree(works);
    }

    @Override
    public List<Outcome> commit(Work work) {
      return there().commit(work);
    }

    @Override
    public void load(EventState state) {
      loading.incrementAndGet();
      try {
        loadsGoOn.await();
        if (state.sale().event().id().equals(closed)) {
          opens.await();
        }
        if (state.sale().event().id().equals(unreadable)) {
          throw new LedgerUnavailable("it can't be read for now", null);
        }
        there().load(state);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        loading.decrementAndGet();
      }
    }

    @Override
    public List<LedgerEntry> entries(EventId event, long after, int atMost) {
      return there().entries(event, after, atMost);
    }

    @Override
    public Heads heads(Collection<EventId> events) {
      headsRead.incrementAndGet();
      return there().heads(events.stream().filter(event -> !event.equals(closed)).toList());
    }

    @Override
    public boolean isAnswered(EventId event, RequestKey key) {
      return there().isAnswered(event, key);
    }

    @Override
    public List<EventId> eventsDue(int atMost) {
      return there().eventsDue(atMost);
    }

    @Override
    public Duration overdue() {
      return there().overdue();
    }
  }

  /// A feed on which the test tells.
  private static final class Heard implements ChangeFeed {
    @Nullable Listener listener;

    @Override
    public void tell(EventId event, long epoch, long version) {}

    @Override
    public void listen(Listener one) {
      this.listener = one;
    }
  }

  private SeatViews serve(Views.Keeping keeping) {
    Views made = new Views(stored, feed, new Bulkhead(4, Duration.ofSeconds(5)), keeping);
    this.views = made;
    return new SeatViewService(
        id -> id.equals(event()) ? Optional.of(sale) : Optional.empty(), _ -> made);
  }

  private EventId event() {
    return sale.event().id();
  }

  private Views views() {
    return Objects.requireNonNull(views);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private long version() {
    return views().of(sale).state().version();
  }

  @Test
  void whatANodeServesIsWhatIsStored() {
    other.hold("S-1");
    SeatViews served = serve(NO_POLLS);
    assertThat(served.availability(event()).orElseThrow().held()).containsExactly(0);
    assertThat(served.stamp(event()).orElseThrow().version()).isEqualTo(1);
    assertThat(served.stamp(Samples.sale(1).event().id())).isEmpty();
  }

  @Test
  void aNodeThatIsBehindComesForwardByPolling() {
    SeatViews served = serve(QUICK_POLLS);
    assertThat(served.stamp(event()).orElseThrow().version()).isZero();
    AtomicInteger told = new AtomicInteger();
    try (SeatViews.Watch _ = served.watch(event(), told::incrementAndGet).orElseThrow()) {
      other.hold("S-1");
      await(() -> version() == 1 && told.get() > 0);
    }
    other.hold("S-2");
    await(() -> version() == 2);
    assertThat(told).as("the watch was closed").hasValue(1);
  }

  @Test
  void anEventThatCanNotBeReadForNowDoesNotKeepTheOthersBehind() {
    serve(QUICK_POLLS);
    List<Sale> sales = List.of(sale, anotherInUse());
    views().using(sale, view -> view);
    List<Node> nodes = sales.stream().map(one -> new Node(store, one)).toList();
    // Each in its turn, for nobody knows which of them is read first.
    for (int round = 1; round <= sales.size(); round++) {
      int version = round;
      View unreadable = views().of(sales.get(round - 1));
      View readable = views().of(sales.get(sales.size() - round));
      stored.unreadable = unreadable.id();

      nodes.forEach(node -> node.hold("S-" + version));

      await(() -> readable.state().version() == version);
      assertThat(unreadable.state().version()).isEqualTo(version - 1);
      stored.unreadable = null;
      await(() -> unreadable.state().version() == version);
    }
  }

  @Test
  void anEventThatIsNotOpenIsWaitedForByThoseAloneWhoAskForIt()
      throws InterruptedException, ExecutionException {
    serve(QUICK_POLLS);
    Node another = new Node(store, anotherInUse());
    View view = views().of(another.state().sale());
    views().using(sale, closed -> closed);
    stored.closed = event();

    // The second comes after the round in which the first was seen has gone on.
    for (int version = 1; version <= 2; version++) {
      another.hold("S-" + version);
      int expected = version;
      await(() -> view.state().version() == expected);
    }

    views().of(sale).state().forget();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<View> waits = readers.submit(() -> views().using(sale, opened -> opened));
      await(() -> stored.loading.get() == 1);
      stored.opens.countDown();
      assertThat(waits.get().state().isKnown()).isTrue();
    }
  }

  private Sale anotherInUse() {
    Sale another = Samples.sale(6);
    store.add(another);
    views().using(another, view -> view);
    return another;
  }

  @Test
  void aNodeThatHearsOfAChangeComesForwardWithoutPolling() {
    SeatViews served = serve(NO_POLLS);
    assertThat(served.stamp(event())).isPresent();
    other.hold("S-1");
    ChangeFeed.Listener listener = Objects.requireNonNull(feed.listener);
    listener.changed(Samples.sale(1).event().id(), 1, 1);
    listener.changed(event(), 1, 1);
    await(() -> version() == 1);
  }

  @Test
  void whoIsFarBehindIsReadAnewAndTheChangesAreStillTold() {
    SeatViews served = serve(NO_POLLS);
    assertThat(served.stamp(event())).isPresent();
    int rounds = EventState.ENTRIES_KEPT / 2 + 1;
    for (int i = 0; i < rounds; i++) {
      other.commit(new Command.Release(other.hold("S-1").hold().terms().id()));
    }
    Objects.requireNonNull(feed.listener).changed(event(), 1, 2L * rounds);
    await(() -> version() == 2L * rounds);
    assertThat(changes(served, 0).entries())
        .extracting(LedgerEntry::version)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 10).mapToObj(Long::valueOf).toList());
  }

  private Changes.Page changes(SeatViews served, long since) {
    if (served.changes(event(), since, null, 10).orElseThrow() instanceof Changes.Page page) {
      return page;
    }
    throw new AssertionError("no page");
  }

  @Test
  void aStoreThatWasSetBackIsNoticed() {
    SeatViews served = serve(QUICK_POLLS);
    other.hold("S-1");
    other.hold("S-2");
    assertThat(served.availability(event()).orElseThrow().held()).containsExactly(0, 1);
    InMemoryStore backup = new InMemoryStore();
    backup.add(sale);
    new Node(backup, sale).hold("S-3");
    AtomicInteger told = new AtomicInteger();
    try (SeatViews.Watch _ = served.watch(event(), told::incrementAndGet).orElseThrow()) {
      stored.ledger = backup.newLedger();
      await(() -> version() == 1 && told.get() > 0);
    }
    assertThat(served.availability(event()).orElseThrow().held()).containsExactly(2);
    assertThat(served.changes(event(), 2, null, 10)).containsInstanceOf(Changes.Resync.class);
  }

  @Test
  void whatIsNotKeptAnyMoreHasToBeReadAnew() {
    SeatViews served = serve(NO_POLLS);
    other.hold("S-1");
    assertThat(served.stamp(event()).orElseThrow().version()).isEqualTo(1);
    InMemoryStore purged = new InMemoryStore();
    purged.add(sale);
    stored.ledger = purged.newLedger();
    assertThat(served.changes(event(), 0, null, 10)).containsInstanceOf(Changes.Resync.class);
  }

  @Test
  void viewsThatNobodyUsesAreDroppedUnlessTheyAreWatched() {
    SeatViews served = serve(new Views.Keeping(Duration.ofMillis(5), Duration.ZERO, 1_000));
    SeatViews.Watch watch = served.watch(event(), () -> {}).orElseThrow();
    int polls = stored.headsRead.get();
    await(() -> stored.headsRead.get() > polls + 3);
    assertThat(views().size()).isEqualTo(1);
    watch.close();
    await(() -> views().size() == 0);
  }

  @Test
  void aViewIsKeptWhileACommandUsesIt() {
    serve(new Views.Keeping(Duration.ofMillis(5), Duration.ZERO, 0));
    View used =
        views()
            .using(
                sale,
                view -> {
                  int polls = stored.headsRead.get();
                  await(() -> stored.headsRead.get() > polls + 3);
                  assertThat(views().of(sale)).isSameAs(view);
                  return view;
                });
    await(() -> views().size() == 0);
    assertThat(views().of(sale)).isNotSameAs(used);
  }

  @Test
  void beyondTheSeatsThatAreKeptTheLongestUnusedAreDropped() {
    serve(new Views.Keeping(Duration.ofMillis(5), Duration.ofHours(1), 10));
    views().of(sale);
    Sale later = Samples.sale(6);
    View kept = views().of(later);
    await(() -> views().size() == 1);
    assertThat(views().of(later)).isSameAs(kept);
  }

  @Test
  void aWatchIsNeverOnAViewThatWasDropped() {
    SeatViews served = serve(new Views.Keeping(Duration.ofMillis(1), Duration.ofHours(1), 0));
    for (int i = 1; i <= 200; i++) {
      AtomicInteger told = new AtomicInteger();
      try (SeatViews.Watch _ = served.watch(event(), told::incrementAndGet).orElseThrow()) {
        other.commit(new Command.Release(other.hold("S-1").hold().terms().id()));
        await(() -> told.get() > 0);
      }
    }
  }

  @Test
  void aHoldIsHopelessOnlyWhileWhatIsKnownIsFresh() throws InterruptedException {
    SeatViews served = serve(NO_POLLS);
    other.hold("S-1");
    assertThat(views().hopeless(sale, other.placing("S-1"))).as("nothing is known yet").isEmpty();
    assertThat(served.stamp(event())).isPresent();
    long known = System.nanoTime();
    Optional<Refusal> refusal = views().hopeless(sale, other.placing("S-1"));
    if (System.nanoTime() - known < Duration.ofSeconds(1).toNanos()) {
      assertThat(refusal).containsInstanceOf(Refusal.SeatsUnavailable.class);
    }
    assertThat(views().hopeless(sale, other.placing("S-2"))).as("it is free").isEmpty();
    Thread.sleep(Duration.ofMillis(1_001));
    assertThat(views().hopeless(sale, other.placing("S-1"))).as("it is a second old").isEmpty();
  }

  @Test
  void theViewsComeForwardAlsoAfterAnError() {
    SeatViews served = serve(QUICK_POLLS);
    assertThat(served.stamp(event())).isPresent();
    stored.errors.set(2);
    await(() -> views().worker().breaks().total() == 2);

    AtomicInteger told = new AtomicInteger();
    served.watch(event(), told::incrementAndGet);
    other.hold("S-1");

    await(() -> told.get() > 0);
    assertThat(views().worker().isWell()).isTrue();
  }

  @Test
  void noHoldIsHopelessBeforeTheStoresClockWasRead() {
    // Whoever took this machine's clock for the store's would find the hold live.
    store.setClock(Instant.now());
    SeatViews served = serve(NO_POLLS);
    View view = views().of(sale);
    long begun = System.nanoTime();
    Work work = new Work(view.state(), List.of(new Submission(other.placing("S-1"), null)));
    held(stored.commit(work).getFirst());
    views().committed(view, begun, new SeatLedger.Heads.Head(0, 0));

    assertThat(views().hopeless(sale, other.placing("S-1"))).isEmpty();
    assertThat(stored.headsRead).hasValue(0);

    // This reads it, and again whenever the machine was slow.
    await(
        () ->
            served.stamp(event()).isPresent()
                && views().hopeless(sale, other.placing("S-1")).isPresent());
  }

  @Test
  void aHoldThatMayExpireAtAnyMomentMakesNoneHopeless() {
    SeatViews served = serve(QUICK_POLLS);
    other.hold("S-1");
    assertThat(served.stamp(event())).isPresent();
    await(() -> views().hopeless(sale, other.placing("S-1")).isPresent());
    store.setClock(Samples.START.plus(Samples.HOLD).minusMillis(900));
    await(() -> views().hopeless(sale, other.placing("S-1")).isEmpty());
    int polls = stored.headsRead.get();
    await(() -> stored.headsRead.get() > polls + 1);
    assertThat(views().hopeless(sale, other.placing("S-1"))).isEmpty();
  }

  @Test
  void whileTheStoreIsAwayWhatIsKnownIsShownForAWhileAndThenNothing() throws InterruptedException {
    SeatViews served = serve(NO_POLLS);
    assertThat(served.stamp(event())).isPresent();
    stored.isAway = true;
    Thread.sleep(Duration.ofMillis(2_001));
    assertThatThrownBy(() -> served.stamp(event())).isInstanceOf(Unavailable.class);
    stored.isAway = false;
    assertThat(served.stamp(event())).isPresent();
  }

  @Test
  void whileManyEventsAreRestoredInTurnAnEventInUseIsServed()
      throws InterruptedException, ExecutionException {
    SeatViews served = serve(NO_POLLS);
    assertThat(served.stamp(event())).isPresent();
    stored.loadsGoOn = new CountDownLatch(1);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<View>> restored = restoreColdEvents(readers, Views.RESTORED_AT_ONCE + 3);
      try {
        Thread.sleep(Duration.ofMillis(2_001));

        assertThat(served.stamp(event())).as("has to ask the store for its head").isPresent();
        assertThat(stored.loading).hasValue(Views.RESTORED_AT_ONCE);
      } finally {
        stored.loadsGoOn.countDown();
      }
      for (Future<View> one : restored) {
        assertThat(one.get().state().isKnown()).isTrue();
      }
    }
  }

  @Test
  @Timeout(15)
  void anEventDoesNotWaitForeverToBeRestored() {
    serve(NO_POLLS);
    stored.loadsGoOn = new CountDownLatch(1);
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      restoreColdEvents(readers, Views.RESTORED_AT_ONCE);
      try {
        await(() -> stored.loading.get() == Views.RESTORED_AT_ONCE);

        assertThatThrownBy(() -> views().using(sale, view -> view)).isInstanceOf(Unavailable.class);
      } finally {
        stored.loadsGoOn.countDown();
      }
      assertThat(views().using(sale, view -> view).state().isKnown()).isTrue();
    }
  }

  private List<Future<View>> restoreColdEvents(ExecutorService readers, int count) {
    List<Future<View>> restored = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Sale cold = Samples.sale(1);
      store.add(cold);
      restored.add(readers.submit(() -> views().using(cold, view -> view)));
    }
    return restored;
  }

  @Test
  void oneWriterAndManyReadersAgreeAtEachVersion() throws InterruptedException, ExecutionException {
    SeatViews served = serve(QUICK_POLLS);
    CountDownLatch done = new CountDownLatch(1);
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> read = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Callable<Long> reader =
            () -> {
              long seen = 0;
              while (done.getCount() > 0) {
                var now = served.availability(event()).orElseThrow();
                // Each second change gives the seat back.
                assertThat(now.held()).hasSize((int) (now.stamp().version() % 2));
                assertThat(now.stamp().version()).isGreaterThanOrEqualTo(seen);
                seen = now.stamp().version();
              }
              return seen;
            };
        read.add(readers.submit(reader));
      }
      for (int i = 0; i < 500; i++) {
        other.commit(new Command.Release(other.hold("S-1").hold().terms().id()));
      }
      await(() -> version() == 1_000);
      done.countDown();
      for (Future<Long> one : read) {
        assertThat(one.get()).isLessThanOrEqualTo(1_000);
      }
    }
  }
}
