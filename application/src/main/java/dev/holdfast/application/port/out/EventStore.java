package dev.holdfast.application.port.out;

import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The events that there are.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface EventStore {
  /// Stores an event with an empty ledger and keeps the answer for the key, in one transaction. If
  /// the key has an answer already, nothing is stored.
  ///
  /// @param key null if the request has no idempotency key
  /// @return what the key was answered before; empty if the event was stored
  Optional<KeptCreation> add(Event event, @Nullable RequestKey key);

  /// What a key was answered before; empty if it is new.
  Optional<KeptCreation> answered(RequestKey key);

  /// The event that the ids of its holds and reservations begin with.
  ///
  /// @param prefix see {@link EventId#prefix}
  Optional<Event> findByPrefix(long prefix);

  /// The settings of an event, as they are stored now.
  Optional<Settings> settings(EventId id);

  /// Hears that the ledger may have changed an event's settings.
  default void changed(EventId id) {}

  /// Deletes a test event and all that is stored of it with it, under its lock.
  ///
  /// @return whether there was such an event in test mode
  boolean delete(EventId id);

  /// A page of events by their start and id.
  ///
  /// @param after the last event of the page before; null for the first page
  /// @param limit at least 1
  EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit);
}
