package dev.holdfast.redis.shared;

import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.CategoryPrice;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.HoldLimits;
import dev.holdfast.domain.event.HoldPolicy;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.TicketType;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.seatmap.SeatMapId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Events, read through the cache in front of another store.
@RegisterForReflection(
    targets = {
      CategoryPrice.class,
      CategoryPrice.ByTicketType.class,
      CategoryPrice.Flat.class,
      ClientId.class,
      Event.class,
      EventId.class,
      EventPage.class,
      EventPage.Position.class,
      HoldLimits.class,
      HoldLimits.Limit.class,
      HoldPolicy.class,
      LedgerKind.class,
      SeatMapId.class,
      Settings.class,
      TicketType.class
    })
public final class CachedEventStore implements EventStore {
  private static final String LIST = "events";
  private static final Form<Event> EVENT = Form.of(Event.class);
  private static final Form<EventPage> PAGE = Form.of(EventPage.class);

  private final EventStore store;
  private final ReadThrough cache;

  public CachedEventStore(EventStore store, ReadThrough cache) {
    this.store = store;
    this.cache = cache;
  }

  @Override
  public Optional<KeptCreation> add(Event event, @Nullable RequestKey key) {
    return cache.changing(LIST, () -> store.add(event, key));
  }

  @Override
  public Optional<KeptCreation> answered(RequestKey key) {
    return store.answered(key);
  }

  @Override
  public Optional<Event> findByPrefix(long prefix) {
    return cache.one(
        "event",
        "%016x".formatted(prefix),
        EVENT,
        event -> !event.testMode(),
        () -> store.findByPrefix(prefix));
  }

  @Override
  public Optional<Settings> settings(EventId id) {
    return store.settings(id);
  }

  @Override
  public boolean delete(EventId id) {
    return store.delete(id);
  }

  @Override
  public void changed(EventId id) {
    cache.renew(LIST);
  }

  @Override
  public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
    String query = "%s %s %d".formatted(filter, after, limit);
    return cache.page(LIST, query, PAGE, () -> store.list(filter, after, limit));
  }
}
