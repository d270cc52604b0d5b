package dev.holdfast.rest;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.Holding;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.testkit.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Views of one event, whose changes the test makes.
final class ToldViews implements SeatViews {
  final Sale sale = Samples.sale(4);
  final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  final AtomicInteger pagesRead = new AtomicInteger();
  final AtomicInteger availabilitiesRead = new AtomicInteger();

  // Guarded by this.
  private final List<LedgerEntry> ledger = new ArrayList<>();
  private long epoch = 1;

  EventId event() {
    return sale.event().id();
  }

  /// Another change happens; of seat 0, which nothing here looks at.
  void change() {
    synchronized (this) {
      long version = ledger.size() + 1L;
      var claim = new Claim.Reserved(ReservationId.of(event(), version), Holder.NOBODY);
      var cancelled = Change.cancelled(claim, List.of(0));
      ledger.add(new LedgerEntry(1, version, Samples.START.plusMillis(version), cancelled));
    }
    watchers.forEach(Runnable::run);
  }

  /// Another history begins.
  void restore() {
    synchronized (this) {
      epoch++;
      ledger.clear();
    }
    watchers.forEach(Runnable::run);
  }

  synchronized long version() {
    return ledger.size();
  }

  @Override
  public synchronized Optional<Availability.Stamp> stamp(EventId event) {
    return event.equals(event())
        ? Optional.of(new Availability.Stamp(epoch, version(), 0))
        : Optional.empty();
  }

  @Override
  public Optional<Availability> availability(EventId event) {
    availabilitiesRead.incrementAndGet();
    return stamp(event)
        .map(stamp -> new Availability(sale, stamp, List.of(), List.of(), List.of(), List.of()));
  }

  @Override
  public Optional<Blocks> blocks(EventId event, Caller caller) {
    return stamp(event).map(_ -> new Blocks(sale, Map.of()));
  }

  @Override
  public Optional<Map<ClientId, Holding>> figures(EventId event, Caller caller) {
    return stamp(event).map(_ -> Map.of());
  }

  @Override
  public synchronized Optional<Changes> changes(
      EventId event, long since, @Nullable Long known, int atMost) {
    pagesRead.incrementAndGet();
    if (since > version() || (known != null && known != epoch)) {
      return Optional.of(new Changes.Resync(epoch, version()));
    }
    List<LedgerEntry> page = ledger.stream().skip(since).limit(atMost).toList();
    return Optional.of(new Changes.Page(sale, epoch, since, since + page.size(), page));
  }

  @Override
  public Optional<Watch> watch(EventId event, Runnable watcher) {
    watchers.add(watcher);
    return Optional.of(() -> watchers.remove(watcher));
  }
}
