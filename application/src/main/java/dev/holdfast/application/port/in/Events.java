package dev.holdfast.application.port.in;

import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.NewEvent;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Refusal;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is for sale.
public interface Events {
  /// Adds an event, which then belongs to the caller.
  ///
  /// @param key null if the request has no idempotency key
  Creation<Event> create(NewEvent event, Caller caller, @Nullable RequestKey key);

  /// One event.
  Optional<Event> find(EventId id);

  /// An event with its seat map.
  ///
  /// @param id of the event, or of one of its holds or reservations
  Optional<Sale> sale(UUID id);

  /// Changes settings, or which seats are blocked. Prices and times of holds that there are stay as
  /// they are. To a caller who does not own the event, there is no such event.
  ///
  /// @param key null if the request has no idempotency key
  Outcome change(EventId id, Command.OfEvent change, Caller caller, @Nullable RequestKey key);

  /// Deletes a test event and all that is stored of it.
  ///
  /// @return why not; empty if it is deleted. To a caller who does not own the event, there is none
  Optional<Refusal> delete(EventId id, Caller caller);

  /// A page of events by their start, the earliest first.
  ///
  /// @param after the last event of the page before; null for the first page
  /// @param limit 1 to 200
  EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit);
}
