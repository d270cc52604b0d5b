package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Serves {@link Events}.
public final class EventService implements Events {
  private final EventStore store;
  private final Catalogue catalogue;
  private final Engines engines;
  private final LedgerKind kind;

  /// Keeps events in this store.
  ///
  /// @param kind where the holds of new events will be
  public EventService(EventStore store, Catalogue catalogue, Engines engines, LedgerKind kind) {
    this.store = store;
    this.catalogue = catalogue;
    this.engines = engines;
    this.kind = kind;
  }

  @Override
  public Creation<Event> create(NewEvent event, @Nullable RequestKey key) {
    return Creations.once(
        key,
        store::answered,
        id -> find(new EventId(id)).orElseThrow(),
        () -> {
          List<FieldError> errors = event.errors(catalogue.seatMap(event.seatMapId()));
          return errors.isEmpty()
              ? new Creation.Created<>(event.toEvent(new EventId(UUID.randomUUID()), kind), false)
              : new Creation.Invalid<>(errors);
        },
        store::add);
  }

  @Override
  public Optional<Event> find(EventId id) {
    return catalogue.sale(id).map(this::current).map(Sale::event);
  }

  @Override
  public Optional<Sale> sale(UUID id) {
    return catalogue.saleByPrefix(id.getMostSignificantBits()).map(this::current);
  }

  /// An event with the settings that it has now. To show them, no seats are read, unless those are
  /// all that can be: an event may be in another store than its row.
  private Sale current(Sale sale) {
    EventId id = sale.event().id();
    return engines
        .known(id)
        .orElseGet(
            () -> {
              try {
                return sale.with(store.settings(id).orElseThrow());
              } catch (LedgerUnavailable _) {
                return engines.of(sale).views().current(sale);
              }
            });
  }

  @Override
  public Outcome change(EventId id, Command.OfEvent change, @Nullable RequestKey key) {
    Optional<Sale> sale = catalogue.sale(id);
    if (sale.isEmpty()) {
      return new Outcome.Refused(new Refusal.NotFound());
    }
    try {
      return engines.submit(sale.get(), new Submission(change, key));
    } finally {
      store.changed(id);
    }
  }

  @Override
  public EventPage list(
      @Nullable Instant from, @Nullable Instant to, EventPage.@Nullable Position after, int limit) {
    return store.list(from, to, after, limit);
  }
}
