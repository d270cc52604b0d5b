package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.in.Events;
import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.event.SettingsPatch;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Serves {@link Events}.
public final class EventService implements Events {
  private final EventStore store;
  private final Catalogue catalogue;
  private final Engines engines;
  private final Predicate<ClientId> isClient;
  private final LedgerKind kind;

  /// Keeps events in this store.
  ///
  /// @param isClient whether there is such a client
  /// @param kind where the holds of new events will be
  public EventService(
      EventStore store,
      Catalogue catalogue,
      Engines engines,
      Predicate<ClientId> isClient,
      LedgerKind kind) {
    this.store = store;
    this.catalogue = catalogue;
    this.engines = engines;
    this.isClient = isClient;
    this.kind = kind;
  }

  @Override
  public Creation<Event> create(NewEvent event, Caller caller, @Nullable RequestKey key) {
    return Creations.once(
        key,
        store::answered,
        id -> find(new EventId(id)),
        () -> {
          List<FieldError> errors =
              new ArrayList<>(event.errors(catalogue.seatMap(event.seatMapId())));
          errors.addAll(unknown(event.settings().sellers()));
          return errors.isEmpty()
              ? new Creation.Created<>(
                  event.toEvent(new EventId(UUID.randomUUID()), kind, caller.id()), false)
              : new Creation.Invalid<>(errors);
        },
        store::add);
  }

  @Override
  public Optional<Event> find(EventId id) {
    return catalogue.sale(id).flatMap(this::current).map(Sale::event);
  }

  @Override
  public Optional<Sale> sale(UUID id) {
    return catalogue.saleByPrefix(id.getMostSignificantBits()).flatMap(this::current);
  }

  /// An event with the settings that it has now. To show them, no seats are read, unless those are
  /// all that can be: an event may be in another store than its row. Empty if it is deleted
  /// meanwhile.
  private Optional<Sale> current(Sale sale) {
    EventId id = sale.event().id();
    return engines
        .known(id)
        .or(
            () -> {
              try {
                return store.settings(id).map(sale::with);
              } catch (LedgerUnavailable _) {
                return Optional.of(engines.of(sale).views().current(sale));
              }
            });
  }

  @Override
  public Outcome change(
      EventId id, Command.OfEvent change, Caller caller, @Nullable RequestKey key) {
    Optional<Sale> sale = catalogue.sale(id).filter(one -> caller.owns(one.event()));
    if (sale.isEmpty()) {
      return new Outcome.Refused(new Refusal.NotFound());
    }
    List<FieldError> errors =
        change instanceof Command.Configure(SettingsPatch patch, _)
            ? unknown(patch.sellers())
            : List.of();
    if (!errors.isEmpty()) {
      return new Outcome.Refused(new Refusal.InvalidSettings(errors));
    }
    try {
      return engines.submit(sale.get(), new Submission(change, key));
    } finally {
      store.changed(id);
    }
  }

  /// What is forgotten first may be read again before the event is deleted.
  @Override
  public Optional<Refusal> delete(EventId id, Caller caller) {
    Optional<Sale> sale = catalogue.sale(id).filter(one -> caller.owns(one.event()));
    if (sale.isEmpty()) {
      return Optional.of(new Refusal.NotFound());
    }
    if (!sale.get().event().testMode()) {
      return Optional.of(new Refusal.NoTestEvent());
    }
    Engine engine = engines.of(sale.get());
    engine.ledger().forget(id);
    try {
      boolean isDeleted = store.delete(id);
      engine.ledger().forget(id);
      return isDeleted ? Optional.empty() : Optional.of(new Refusal.NotFound());
    } finally {
      store.changed(id);
      engine.views().drop(id);
    }
  }

  /// Those who are to sell have to be clients. None is ever deleted.
  private List<FieldError> unknown(@Nullable List<ClientId> sellers) {
    List<FieldError> errors = new ArrayList<>();
    // More than an event may have are refused as a whole, and nobody looks for them.
    if (sellers != null && sellers.size() <= Settings.MOST_SELLERS) {
      for (int i = 0; i < sellers.size(); i++) {
        ClientId seller = sellers.get(i);
        if (!isClient.test(seller)) {
          errors.add(
              FieldError.expected(
                  FieldPath.of("sellers").at(i), seller, "the id of an existing client"));
        }
      }
    }
    return errors;
  }

  @Override
  public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
    return store.list(filter, after, limit);
  }
}
