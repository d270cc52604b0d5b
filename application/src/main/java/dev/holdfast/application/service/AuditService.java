package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Audit;
import dev.holdfast.application.port.out.LedgerAudit;
import dev.holdfast.application.port.out.LedgerAudit.Finding;
import dev.holdfast.application.port.out.LedgerAudit.Kind;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.EventState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Serves {@link Audit}.
///
/// The first time, the ledger of an event is folded from its beginning. The state that it came to
/// is remembered, and the next time only the entries since then are folded.
public final class AuditService implements Audit {
  private static final Logger LOG = System.getLogger(AuditService.class.getName());
  private static final int EVENTS_AT_ONCE = 100;
  private static final int ENTRIES_AT_ONCE = 1_000;

  /// How long it goes on at a time for each percent, but for a step that takes longer: it is called
  /// once a second.
  private static final Duration MOMENT = Duration.ofMillis(10);

  private static final int ALL_THE_TIME = 100;

  /// How much of the time since its last rest counts for the next one. Nearly each moment takes a
  /// little longer than it may, so the next call comes a little too early. Without this, every
  /// second call would do nothing.
  private static final Duration SAVED_AT_MOST = Duration.ofSeconds(1);

  /// A step that waited long for the store must not end the audit for hours.
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  /// How many seats and places the states may have together that are remembered: some 20 MB.
  private static final long SEATS_REMEMBERED = 200_000;

  private final LedgerAudit store;
  private final Function<EventId, Optional<Sale>> sales;
  private final int percent;
  private final LongSupplier clock;
  private final Map<Kind, LongAdder> found = new EnumMap<>(Kind.class);
  private final LongAdder audited = new LongAdder();
  private final AtomicLong roundEnded = new AtomicLong();
  private volatile boolean hasRound;

  // Of the one who goes on at a time.
  private final Map<EventId, EventState> remembered = new LinkedHashMap<>();
  private final ArrayDeque<EventId> next = new ArrayDeque<>();
  private @Nullable EventId last;
  private @Nullable EventState atHand;
  private boolean isFolded;
  private long restsUntil;

  /// Audits this store.
  ///
  /// @param sales finds an event with its seat map
  /// @param percent how much of the time it may go on, 1 to 100; it rests for the others
  public AuditService(LedgerAudit store, Function<EventId, Optional<Sale>> sales, int percent) {
    this(store, sales, percent, System::nanoTime);
  }

  /// @param clock in nanoseconds since any time
  AuditService(
      LedgerAudit store, Function<EventId, Optional<Sale>> sales, int percent, LongSupplier clock) {
    this.store = store;
    this.sales = sales;
    this.percent = percent;
    this.clock = clock;
    this.restsUntil = clock.getAsLong();
    for (Kind kind : Kind.values()) {
      found.put(kind, new LongAdder());
    }
  }

  /// How much was found of a kind. What stays is found again in each round.
  public long found(Kind kind) {
    return Objects.requireNonNull(found.get(kind)).sum();
  }

  /// How many events were looked at.
  public long audited() {
    return audited.sum();
  }

  /// How long ago all events had their turn; empty if they never had.
  public Optional<Duration> roundAge() {
    return hasRound
        ? Optional.of(Duration.ofNanos(clock.getAsLong() - roundEnded.get()))
        : Optional.empty();
  }

  @Override
  public synchronized void goOn() {
    long begun = clock.getAsLong();
    long saved = begun - restsUntil;
    if (saved < 0) {
      return;
    }
    try {
      boolean isOver = false;
      while (!isOver && clock.getAsLong() - begun < percent * MOMENT.toNanos()) {
        isOver = step();
      }
    } catch (RuntimeException e) {
      // What keeps one event from being read must not keep the others from it.
      atHand = null;
      throw e;
    } finally {
      long now = clock.getAsLong();
      long rest = (now - begun) * (ALL_THE_TIME - percent) / percent;
      rest -= Math.min(saved, SAVED_AT_MOST.toNanos());
      restsUntil = now + Math.min(rest, LONGEST_REST.toNanos());
    }
  }

  /// @return whether all events have had their turn
  private boolean step() {
    EventState state = atHand;
    if (state == null) {
      return begin();
    }
    if (!isFolded) {
      fold(state);
    } else {
      atHand = null;
      List<Finding> findings = store.compare(state);
      report(state.sale(), findings);
      if (findings.isEmpty()) {
        remember(state);
      }
    }
    return false;
  }

  private boolean begin() {
    if (next.isEmpty()) {
      next.addAll(store.eventsAfter(last, EVENTS_AT_ONCE));
    }
    last = next.poll();
    if (last == null) {
      roundEnded.set(clock.getAsLong());
      hasRound = true;
      return true;
    }
    Optional<Sale> sale = sales.apply(last);
    if (sale.isPresent()) {
      EventState known = remembered.remove(last);
      atHand = known == null ? new EventState(sale.get()) : known;
      isFolded = false;
    }
    return false;
  }

  private void fold(EventState state) {
    try {
      isFolded = store.fold(state, ENTRIES_AT_ONCE);
    } catch (IllegalStateException e) {
      atHand = null;
      report(
          state.sale(),
          List.of(new Finding(Kind.LEDGER_MISMATCH, null, String.valueOf(e.getMessage()))));
    }
  }

  private void report(Sale sale, List<Finding> findings) {
    audited.increment();
    for (Finding finding : findings) {
      Objects.requireNonNull(found.get(finding.kind())).increment();
      LOG.log(
          Level.WARNING,
          "the audit found {0} at event {1}, {2}: {3}",
          finding.kind(),
          sale.event().id(),
          finding.seat() == null ? "no certain seat" : "seat " + finding.seat(),
          finding.detail());
    }
  }

  /// The longest unused are dropped first where it is too much.
  private void remember(EventState state) {
    if (!state.isKnown()) {
      return;
    }
    remembered.put(state.sale().event().id(), state);
    long seats =
        remembered.values().stream().mapToLong(one -> one.sale().seatMap().capacity()).sum();
    Iterator<EventState> longest = remembered.values().iterator();
    while (seats > SEATS_REMEMBERED) {
      seats -= longest.next().sale().seatMap().capacity();
      longest.remove();
    }
  }
}
