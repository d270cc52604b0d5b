package dev.holdfast.application.service;

import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.SeatMapStore;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import java.util.Optional;

/// Finds events and their seat maps, and keeps those used last. The settings of an event that was
/// kept are those of when it was found; an event's state has those of now.
public final class Catalogue {
  private static final int EVENTS_KEPT = 10_000;
  private static final int SEATS_KEPT = 1_000_000;

  private final EventStore events;
  private final SeatMapStore seatMaps;

  /// Test events are found anew each time: another node may have deleted one, or advanced its
  /// clock.
  private final RecentlyUsed<Long, Event> keptEvents =
      new RecentlyUsed<>(EVENTS_KEPT, _ -> 1, event -> !event.testMode());

  private final RecentlyUsed<SeatMapId, SeatMap> keptSeatMaps =
      new RecentlyUsed<>(SEATS_KEPT, map -> 1 + map.seats().size() + map.layout().areas().size());

  /// Finds them in these stores.
  public Catalogue(EventStore events, SeatMapStore seatMaps) {
    this.events = events;
    this.seatMaps = seatMaps;
  }

  /// One event.
  public Optional<Event> event(EventId id) {
    return keptEvents.get(id.prefix(), events::findByPrefix).filter(event -> event.id().equals(id));
  }

  /// One seat map.
  public Optional<SeatMap> seatMap(SeatMapId id) {
    return keptSeatMaps.get(id, seatMaps::find);
  }

  /// An event with its seat map.
  public Optional<Sale> sale(EventId id) {
    return event(id).map(this::withSeatMap);
  }

  /// The same for who goes through all events: it drops none of those that others use.
  public Optional<Sale> saleInPassing(EventId id) {
    return keptEvents
        .known(id.prefix())
        .or(() -> events.findByPrefix(id.prefix()))
        .filter(event -> event.id().equals(id))
        .map(
            event ->
                new Sale(
                    event,
                    keptSeatMaps
                        .known(event.seatMapId())
                        .or(() -> seatMaps.find(event.seatMapId()))
                        .orElseThrow()));
  }

  /// The event that the ids of its holds and reservations begin with, with its seat map.
  ///
  /// @param prefix see {@link EventId#prefix}
  public Optional<Sale> saleByPrefix(long prefix) {
    return keptEvents.get(prefix, events::findByPrefix).map(this::withSeatMap);
  }

  /// Keeps an event that is in no store. It is found like those that are, until it is forgotten.
  public void keep(Sale scratch) {
    keptSeatMaps.keep(scratch.seatMap().id(), scratch.seatMap());
    keptEvents.keep(scratch.event().id().prefix(), scratch.event());
  }

  /// Forgets an event and its seat map.
  public void forget(Sale scratch) {
    keptEvents.forget(scratch.event().id().prefix());
    keptSeatMaps.forget(scratch.seatMap().id());
  }

  private Sale withSeatMap(Event event) {
    return new Sale(event, seatMap(event.seatMapId()).orElseThrow());
  }
}
