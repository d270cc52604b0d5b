package dev.holdfast.application.view;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.port.in.EventGone;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Heads;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Batch;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The views of the events that are in use on this node.
///
/// A view comes forward by this node's own commits, by other nodes' notices, and by polling the
/// heads, which repairs whatever notice got lost. Views that nobody uses are dropped; what they
/// knew is restored from the store when it is asked for again.
public final class Views implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Views.class.getName());

  /// What is refused by the view alone is refused by what was stored at most so long ago.
  private static final Duration FRESH_ENOUGH_TO_REFUSE = Duration.ofSeconds(1);

  /// The store's clock may have been set since it was read, by so much.
  private static final Duration CLOCK_STEP = Duration.ofSeconds(1);

  /// The store's clock is told by a reading so long ago at most.
  private static final Duration FRESH_ENOUGH_TO_TELL_THE_TIME = Duration.ofSeconds(10);

  /// What is shown was all that was stored at most so long ago.
  private static final Duration FRESH_ENOUGH_TO_SHOW = Duration.ofSeconds(2);

  /// How many events are restored at once. Each takes a connection and keeps a core busy, and half
  /// of the cores are left to the events in use.
  static final int RESTORED_AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /// How long an event waits to be restored.
  private static final Duration TURN_TIMEOUT = Duration.ofSeconds(5);

  private final Keeping keeping;
  private final SeatLedger ledger;
  private final ChangeFeed feed;
  private final Bulkhead readers;
  private final Map<EventId, View> views = new ConcurrentHashMap<>();
  private final Map<EventId, Heads.Head> noticed = new ConcurrentHashMap<>();
  private final Semaphore noticedSome = new Semaphore(0);
  private final Bulkhead restoring = new Bulkhead(RESTORED_AT_ONCE, TURN_TIMEOUT);
  private final Worker worker;
  private volatile @Nullable StoreClock clock;
  private volatile boolean missedSome;

  /// Only its own thread's.
  private long nextPoll;

  /// The store's clock, read between two moments here, as it goes on since.
  private record StoreClock(Instant read, long asked, long answered) {
    /// Whether the clock here has hardly gone another way since.
    boolean isFresh() {
      return System.nanoTime() - answered < FRESH_ENOUGH_TO_TELL_THE_TIME.toNanos();
    }

    Instant earliest() {
      return read.plusNanos(System.nanoTime() - answered);
    }

    Instant latest() {
      return read.plusNanos(System.nanoTime() - asked);
    }
  }

  /// How views are kept.
  ///
  /// @param poll how often the heads are polled
  /// @param idle how long a view is kept that nobody uses
  /// @param seats how many seats and places those that are kept may have together
  record Keeping(Duration poll, Duration idle, long seats) {
    static final Keeping USUAL =
        new Keeping(Duration.ofMillis(500), Duration.ofMinutes(1), 10_000_000);
  }

  /// Starts to follow this ledger.
  ///
  /// @param readers what is read from the ledger for callers is read within
  public Views(SeatLedger ledger, ChangeFeed feed, Bulkhead readers) {
    this(ledger, feed, readers, Keeping.USUAL);
  }

  Views(SeatLedger ledger, ChangeFeed feed, Bulkhead readers, Keeping keeping) {
    this.keeping = keeping;
    this.readers = readers;
    this.ledger = ledger;
    this.feed = feed;
    feed.listen(new Notices());
    this.nextPoll = System.nanoTime() + keeping.poll().toNanos();
    this.worker = Worker.start("views", this::follow);
  }

  private final class Notices implements ChangeFeed.Listener {
    @Override
    public void changed(EventId event, long epoch, long version) {
      if (views.containsKey(event)) {
        noticed.merge(event, new Heads.Head(epoch, version), Heads.Head::later);
        noticedSome.release();
      }
    }

    @Override
    public void missed() {
      missedSome = true;
      noticedSome.release();
    }
  }

  /// The view of an event, which may know nothing yet.
  public View of(Sale sale) {
    return of(sale, View::use);
  }

  private View of(Sale sale, Consumer<View> use) {
    return views.compute(
        sale.event().id(),
        (_, kept) -> {
          View view = kept == null ? new View(sale) : kept;
          use.accept(view);
          return view;
        });
  }

  /// Notes that this node has committed to an event.
  ///
  /// @param begun when the commit began, by {@link System#nanoTime}
  /// @param before where the event was before
  public void committed(View view, long begun, Heads.Head before) {
    view.confirm(begun);
    Heads.Head head = view.head();
    if (!head.equals(before)) {
      feed.tell(view.id(), head.epoch(), head.version());
      view.advanced();
    }
  }

  /// The store's clock, late by no more than the store takes to answer. To be asked after
  /// {@link #fresh}.
  Instant now() {
    return Objects.requireNonNull(clock).earliest();
  }

  /// Why a hold would be refused by all that is known, if that is fresh and certain; empty if the
  /// ledger has to decide.
  public Optional<Refusal> hopeless(Sale sale, Command.Place place) {
    View view = of(sale);
    StoreClock known = clock;
    if (known == null || !known.isFresh() || !view.isConfirmedWithin(FRESH_ENOUGH_TO_REFUSE)) {
      return Optional.empty();
    }
    return Batch.hopeless(view.state(), place, known.earliest(), known.latest().plus(CLOCK_STEP));
  }

  /// The entries of an event that are stored, as {@link SeatLedger#entries} gives them.
  List<LedgerEntry> entries(EventId event, long after, int atMost) {
    return readers.within(() -> ledger.entries(event, after, atMost));
  }

  /// Whether an answer is kept for a key, as {@link SeatLedger#isAnswered} says it.
  public boolean isAnswered(EventId event, RequestKey key) {
    return readers.within(() -> ledger.isAnswered(event, key));
  }

  /// Runs a command with the view of an event whose state is known, so that no other command waits
  /// while it is restored. The view is kept until the command has ended.
  ///
  /// @return what the command returns
  /// @throws Unavailable if the store had to be asked and could not
  public <T> T using(Sale sale, Function<View, T> command) {
    View view = of(sale, View::beginCommand);
    try {
      return command.apply(ready(view, known -> known.state().isKnown()));
    } finally {
      view.endCommand();
    }
  }

  /// The view of an event, fresh enough to be shown.
  ///
  /// @throws Unavailable if it is not, and the store could not be asked
  View fresh(Sale sale) {
    return ready(of(sale), this::isFit);
  }

  /// An event with its settings, if they are known well enough to be shown.
  public Optional<Sale> known(EventId event) {
    return Optional.ofNullable(views.get(event))
        .filter(this::isFit)
        .map(view -> view.state().sale());
  }

  /// An event with its settings, of which all else is read, too, unless it is known.
  ///
  /// @throws Unavailable as for {@link #fresh}
  public Sale current(Sale sale) {
    return known(sale.event().id()).orElseGet(() -> fresh(sale).state().sale());
  }

  private boolean isFit(View view) {
    StoreClock known = clock;
    return known != null && known.isFresh() && view.isConfirmedWithin(FRESH_ENOUGH_TO_SHOW);
  }

  private View ready(View view, Predicate<View> isReady) {
    if (!isReady.test(view)) {
      long asked = System.nanoTime();
      synchronized (view) {
        if (!isReady.test(view)) {
          freshen(view, asked);
          if (!isReady.test(view)) {
            throw new Unavailable("the event can't be read");
          }
        }
      }
    }
    return view;
  }

  /// Those who waited for one attempt share its failure, instead of failing one after another.
  private void freshen(View view, long asked) {
    if (view.hasFailedSince(asked)) {
      throw new Unavailable("the store did not respond just now");
    }
    try {
      if (view.state().isKnown()) {
        refreshForCaller(view);
      } else {
        restoring.within(() -> refreshForCaller(view));
      }
    } catch (Unavailable e) {
      view.failed();
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "event " + view.id() + " can't be read", e);
    }
  }

  private View refreshForCaller(View view) {
    return readers.within(
        () -> {
          refresh(view);
          return view;
        });
  }

  /// Watches a fresh view, which is kept for as long as it is watched.
  SeatViews.Watch watch(Sale sale, Runnable watcher) {
    fresh(sale);
    View watched = of(sale, view -> view.watch(watcher));
    return () -> watched.unwatch(watcher);
  }

  /// Drops the view of an event that is no more, and tells those who watch it.
  public void drop(EventId event) {
    View dropped = views.remove(event);
    if (dropped != null) {
      dropped.advanced();
    }
  }

  private void follow() throws InterruptedException {
    try {
      if (noticedSome.tryAcquire(nextPoll - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        noticedSome.drainPermits();
        followNotices();
      }
      if (missedSome || System.nanoTime() - nextPoll >= 0) {
        missedSome = false;
        nextPoll = System.nanoTime() + keeping.poll().toNanos();
        dropIdle();
        refreshAll(views.values().stream().filter(Views::isFollowed).toList());
      }
    } catch (Unavailable e) {
      LOG.log(Logger.Level.DEBUG, "the views can't be refreshed for now", e);
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "the views were not refreshed", e);
    }
  }

  /// The thread that follows the store.
  public Worker worker() {
    return worker;
  }

  private static boolean isFollowed(View view) {
    return view.state().isKnown() || view.isWatched();
  }

  private void followNotices() {
    for (EventId event : List.copyOf(noticed.keySet())) {
      Heads.Head head = noticed.remove(event);
      View view = views.get(event);
      if (head != null && view != null && view.state().isKnown() && !hasReached(view, head)) {
        apart(view, () -> comeForward(view));
      }
    }
  }

  private static boolean hasReached(View view, Heads.Head head) {
    EventState state = view.state();
    return state.isKnown() && state.epoch() == head.epoch() && state.version() >= head.version();
  }

  /// Brings views to where the store is. One that can't be does not keep the others.
  private void refreshAll(List<View> behind) {
    if (!behind.isEmpty()) {
      Reading reading = read(behind);
      for (View view : behind) {
        // A test event may have been deleted; others can be read later.
        if (reading.heads.containsKey(view.id()) || view.state().sale().event().testMode()) {
          apart(view, () -> refresh(view, reading));
        }
      }
    }
  }

  /// Brings a view to where the store is, and waits for what keeps it from being read.
  private void refresh(View view) {
    refresh(view, read(List.of(view)));
  }

  private void apart(View view, Runnable reading) {
    try {
      reading.run();
    } catch (EventGone _) {
      drop(view.id());
    } catch (Unavailable e) {
      LOG.log(Logger.Level.DEBUG, "event " + view.id() + " can't be read for now", e);
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "event " + view.id() + " can't be read", e);
    }
  }

  /// Where ledgers are.
  ///
  /// @param begun when this began to be read, by {@link System#nanoTime}
  /// @param before where the views were then
  private record Reading(
      long begun, Map<EventId, Heads.Head> before, Map<EventId, Heads.Head> heads) {}

  private Reading read(List<View> behind) {
    long begun = System.nanoTime();
    Map<EventId, Heads.Head> before = HashMap.newHashMap(behind.size());
    behind.forEach(view -> before.put(view.id(), view.head()));
    Heads heads = ledger.heads(before.keySet());
    clock = new StoreClock(heads.clock(), begun, System.nanoTime());
    return new Reading(begun, before, heads.events());
  }

  private void refresh(View view, Reading reading) {
    Heads.Head head = reading.heads.get(view.id());
    if (head == null) {
      comeForward(view);
    } else {
      refresh(view, Objects.requireNonNull(reading.before.get(view.id())), head);
    }
    view.confirm(reading.begun);
  }

  private void refresh(View view, Heads.Head before, Heads.Head head) {
    if (before.epoch() == head.epoch() && before.version() > head.version()) {
      // What was known is not there any more: the store was set back.
      view.state().forget();
    }
    if (!hasReached(view, head)) {
      comeForward(view);
    }
  }

  private void comeForward(View view) {
    ledger.load(view.state());
    view.advanced();
  }

  /// Drops what nobody uses, and of the rest the longest unused where it is too much.
  private void dropIdle() {
    record Unused(View view, Duration time) {}
    // Read once each, since a view may be used while they are sorted.
    List<Unused> byUse =
        views.values().stream()
            .map(view -> new Unused(view, view.idle()))
            .sorted(Comparator.comparing(Unused::time))
            .toList();
    long seats = 0;
    for (Unused unused : byUse) {
      View view = unused.view();
      seats += view.state().sale().seatMap().capacity();
      if (unused.time().compareTo(keeping.idle()) > 0 || seats > keeping.seats()) {
        views.computeIfPresent(view.id(), (_, idle) -> idle.isInUse() ? idle : null);
      }
    }
  }

  /// How many holds have not ended, of the events that this node knows and that are no tests.
  public long openHolds() {
    return views.values().stream()
        .map(View::state)
        .filter(state -> state.isKnown() && !state.sale().event().testMode())
        .mapToLong(EventState::openHoldCount)
        .sum();
  }

  /// How many are kept.
  int size() {
    return views.size();
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
