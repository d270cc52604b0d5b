package dev.holdfast.application.view;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.SeatViews;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.Holding;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Serves {@link SeatViews} from the views.
public final class SeatViewService implements SeatViews {
  private final Function<EventId, Optional<Sale>> sales;
  private final Function<Sale, Views> views;

  /// Serves these views.
  ///
  /// @param sales finds an event with its seat map
  /// @param views the views that the event's is among
  public SeatViewService(Function<EventId, Optional<Sale>> sales, Function<Sale, Views> views) {
    this.sales = sales;
    this.views = views;
  }

  @Override
  public Optional<Availability.Stamp> stamp(EventId event) {
    return fresh(event).map(fresh -> fresh.state().stamp(fresh.among().now()));
  }

  @Override
  public Optional<Availability> availability(EventId event) {
    return fresh(event).map(fresh -> fresh.state().availability(fresh.among().now()));
  }

  @Override
  public Optional<Blocks> blocks(EventId event, Caller caller) {
    return fresh(event)
        .filter(fresh -> caller.owns(fresh.state().sale().event()))
        .map(fresh -> new Blocks(fresh.state().sale(), fresh.state().blocks(fresh.among().now())));
  }

  @Override
  public Optional<Map<ClientId, Holding>> figures(EventId event, Caller caller) {
    return fresh(event)
        .filter(fresh -> caller.owns(fresh.state().sale().event()))
        .map(fresh -> fresh.state().holdings(fresh.among().now()));
  }

  @Override
  public Optional<Changes> changes(EventId event, long since, @Nullable Long epoch, int atMost) {
    return fresh(event).map(fresh -> changes(fresh, since, epoch, atMost));
  }

  private Changes changes(Fresh fresh, long since, @Nullable Long epoch, int atMost) {
    EventState state = fresh.state();
    long at;
    long head;
    Optional<List<LedgerEntry>> known;
    synchronized (state) {
      at = state.epoch();
      head = state.version();
      known = state.entriesAfter(since);
    }
    if (since > head || (epoch != null && epoch != at)) {
      return new Changes.Resync(at, head);
    }
    List<LedgerEntry> entries =
        known.orElseGet(
            () ->
                fresh
                    .among()
                    .entries(
                        state.sale().event().id(), since, (int) Math.min(atMost, head - since)));
    if (since < head && (entries.isEmpty() || entries.getFirst().version() != since + 1)) {
      // What followed is not stored any more.
      return new Changes.Resync(at, head);
    }
    List<LedgerEntry> page = entries.subList(0, Math.min(atMost, entries.size()));
    if (page.stream().anyMatch(entry -> entry.epoch() != at)) {
      // A history that ended does not lead to where the event is now.
      return new Changes.Resync(at, head);
    }
    long to = page.isEmpty() ? since : page.getLast().version();
    return new Changes.Page(state.sale(), at, since, to, page);
  }

  @Override
  public Optional<Watch> watch(EventId event, Runnable watcher) {
    return sales.apply(event).map(sale -> views.apply(sale).watch(sale, watcher));
  }

  /// What is known of an event, and the views that it is among.
  private record Fresh(Views among, EventState state) {}

  private Optional<Fresh> fresh(EventId event) {
    return sales
        .apply(event)
        .map(
            sale -> {
              Views among = views.apply(sale);
              return new Fresh(among, among.fresh(sale).state());
            });
  }
}
