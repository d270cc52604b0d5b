package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.EventDeleted;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.hibernate.Session;

/// The holds and reservations in PostgreSQL, as the ledger has stored them.
@ApplicationScoped
public class PostgresHoldRecords implements HoldRecords {
  private final EntityManager entities;
  private final Transactions transactions;
  private final Sessions sessions;

  PostgresHoldRecords(
      EntityManager entities, Transactions transactions, DataSource dataSource, Bulkhead readers) {
    this.entities = entities;
    this.transactions = transactions;
    this.sessions = new Sessions(dataSource, readers);
  }

  @Override
  public Optional<HoldView> hold(Sale sale, HoldId id) {
    return transactions.within(() -> hold(entities, sale, id));
  }

  static Optional<HoldView> hold(EntityManager entities, Sale sale, HoldId id) {
    // The clock is read first. Read after the hold, it could be past an expiry that was extended or
    // confirmed away in between, and make a live or sold hold look expired. As in decisions, it is
    // not before the event's last change.
    List<?> clock =
        entities
            .createNativeQuery(
                "SELECT greatest(clock_timestamp(), last_at) FROM event_head WHERE event_id = ?1",
                Instant.class)
            .setParameter(1, sale.event().id().value())
            .getResultList();
    if (clock.isEmpty()) {
      throw new EventDeleted(sale.event().id());
    }
    Instant now = sale.now((Instant) clock.getFirst());
    return entities
        .createQuery("FROM HoldRow WHERE eventId = ?1 AND holdId = ?2", HoldRow.class)
        .setParameter(1, sale.event().id().value())
        .setParameter(2, id.value())
        .getResultList()
        .stream()
        .findFirst()
        .map(row -> new HoldView(sale, row.toDomain(), row.details(), now));
  }

  @Override
  public Page<HoldView> holds(Sale sale, HoldsWanted wanted) {
    return transactions.within(() -> holds(entities, sale, wanted));
  }

  static Page<HoldView> holds(EntityManager entities, Sale sale, HoldsWanted wanted) {
    return listing(entities, listings -> listings.holds(sale, wanted));
  }

  @Override
  public Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) {
    return transactions.within(() -> reservations(entities, sale, wanted));
  }

  static Page<Reservation> reservations(
      EntityManager entities, Sale sale, ReservationsWanted wanted) {
    return listing(entities, listings -> listings.reservations(sale, wanted));
  }

  private interface Listing<T> {
    Page<T> of(Listings listings) throws SQLException;
  }

  private static <T> Page<T> listing(EntityManager entities, Listing<T> listing) {
    return entities
        .unwrap(Session.class)
        .doReturningWork(connection -> listing.of(new Listings(connection)));
  }

  @Override
  public Optional<Reservation> reservation(Sale sale, ReservationId id) {
    return transactions.within(() -> reservation(entities, sale, id));
  }

  static Optional<Reservation> reservation(EntityManager entities, Sale sale, ReservationId id) {
    return of(sale, id, entities, ReservationRow.class).stream()
        .findFirst()
        .map(row -> row.toDomain(of(sale, id, entities, TicketRow.class)));
  }

  private interface LookUp<T> {
    T in(Lookups lookups) throws SQLException;
  }

  /// Looks up many at once. Whoever follows a feed does so many times a second, and entities and
  /// their transactions take several times as long.
  private <T> T lookUp(LookUp<T> what) {
    return sessions.within(session -> what.in(new Lookups(new Queries(session.connection()))));
  }

  @Override
  public Map<HoldId, HoldDetails> details(Sale sale, Collection<HoldId> ids) {
    return ids.isEmpty()
        ? Map.of()
        : lookUp(
            lookups ->
                lookups.holds(sale.event().id(), ids).stream()
                    .collect(Collectors.toMap(row -> new HoldId(row.holdId), HoldRow::details)));
  }

  @Override
  public Map<ReservationId, Reservation> reservations(Sale sale, Collection<ReservationId> ids) {
    return ids.isEmpty()
        ? Map.of()
        : lookUp(
            lookups ->
                lookups.reservations(sale.event().id(), ids).stream()
                    .collect(Collectors.toMap(Reservation::id, reservation -> reservation)));
  }

  private static <T> List<T> of(
      Sale sale, ReservationId id, EntityManager entities, Class<T> rows) {
    return entities
        .createQuery(
            "FROM " + rows.getSimpleName() + " WHERE eventId = ?1 AND reservationId = ?2", rows)
        .setParameter(1, sale.event().id().value())
        .setParameter(2, id.value())
        .getResultList();
  }
}
