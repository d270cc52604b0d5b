package dev.holdfast.postgres;

import dev.holdfast.application.port.out.EventStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.event.Event;
import dev.holdfast.domain.event.EventFilter;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.EventPage;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.ledger.RequestKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The events in PostgreSQL.
@ApplicationScoped
public class PostgresEventStore implements EventStore {
  private final EntityManager entities;
  private final Transactions transactions;

  PostgresEventStore(EntityManager entities, Transactions transactions) {
    this.entities = entities;
    this.transactions = transactions;
  }

  @Override
  public Optional<KeptCreation> add(Event event, @Nullable RequestKey key) {
    return transactions.within(
        () -> {
          Optional<KeptCreation> earlier = KeptCreations.keep(entities, key, event.id().value());
          if (earlier.isEmpty()) {
            EventRow.from(event).persistAndFlush();
            addHead(entities, event);
          }
          return earlier;
        });
  }

  /// The head of an empty ledger, which is not an entity: an update of all of an entity's columns
  /// would set an old version back.
  static void addHead(EntityManager entities, Event event) {
    entities
        .createNativeQuery(
            """
            INSERT INTO event_head (event_id, epoch, version, last_at, ledger)
            VALUES (:event, floor(extract(epoch FROM clock_timestamp())), 0, 'epoch', :ledger)
            """)
        .setParameter("event", event.id().value())
        .setParameter("ledger", event.ledger().name().toLowerCase(Locale.ROOT))
        .executeUpdate();
  }

  @Override
  public Optional<KeptCreation> answered(RequestKey key) {
    return transactions.within(() -> KeptCreations.find(entities, key));
  }

  @Override
  public Optional<Event> findByPrefix(long prefix) {
    return transactions
        .within(
            () ->
                EventRow.<EventRow>find(
                        "id BETWEEN ?1 AND ?2", new UUID(prefix, 0), new UUID(prefix, -1))
                    .firstResultOptional())
        .map(EventRow::toDomain);
  }

  @Override
  public Optional<Settings> settings(EventId id) {
    return transactions
        .within(() -> EventRow.<EventRow>findByIdOptional(id.value()))
        .map(EventRow::settings);
  }

  @Override
  public boolean delete(EventId id) {
    return transactions.within(
        () ->
            (boolean)
                entities
                    .createNativeQuery("SELECT delete_test_event(?1)", Boolean.class)
                    .setParameter(1, id.value())
                    .getSingleResult());
  }

  @Override
  public EventPage list(EventFilter filter, EventPage.@Nullable Position after, int limit) {
    List<String> conditions = new ArrayList<>(List.of("1 = 1"));
    Map<String, Object> parameters = new HashMap<>();
    if (filter.from() != null) {
      conditions.add("startsAt >= :from");
      parameters.put("from", filter.from());
    }
    if (filter.to() != null) {
      conditions.add("startsAt < :to");
      parameters.put("to", filter.to());
    }
    if (filter.externalId() != null) {
      conditions.add("externalId = :externalId");
      parameters.put("externalId", filter.externalId());
    }
    if (filter.owner() != null) {
      conditions.add("clientId = :owner");
      parameters.put("owner", filter.owner().value());
    }
    if (after != null) {
      conditions.add("(startsAt, id) > (:afterStart, :afterId)");
      parameters.put("afterStart", after.startsAt());
      parameters.put("afterId", after.id().value());
    }
    List<EventRow> rows =
        transactions.within(
            () ->
                EventRow.<EventRow>find(
                        String.join(" AND ", conditions) + " ORDER BY startsAt, id", parameters)
                    .range(0, limit)
                    .list());
    List<EventRow> page = rows.subList(0, Math.min(limit, rows.size()));
    return new EventPage(
        page.stream().map(EventRow::toDomain).toList(),
        rows.size() > limit ? page.getLast().position() : null);
  }
}
