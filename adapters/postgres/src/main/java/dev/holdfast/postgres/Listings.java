package dev.holdfast.postgres;

import dev.holdfast.application.port.out.EventDeleted;
import dev.holdfast.application.port.out.HoldRecords.HoldsWanted;
import dev.holdfast.application.port.out.HoldRecords.ReservationsWanted;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Lists holds and reservations of an event on one connection, in the order of their primary keys.
///
/// No index knows a hold's status or client. So of an event that has many, a page looks at so many
/// at most, and has those that are wanted.
final class Listings {
  /// How many a page looks at, at most.
  static final int LOOKED_AT = 2_000;

  private final Queries queries;
  private final Lookups lookups;
  private final int lookedAt;

  Listings(Connection connection) {
    this(connection, LOOKED_AT);
  }

  Listings(Connection connection, int lookedAt) {
    this.queries = new Queries(connection);
    this.lookups = new Lookups(queries);
    this.lookedAt = lookedAt;
  }

  Page<HoldView> holds(Sale sale, HoldsWanted wanted) throws SQLException {
    EventId event = sale.event().id();
    // Read before the holds, as for one hold.
    Instant now =
        queries
            .query(
                "SELECT greatest(clock_timestamp(), last_at) AS clock FROM event_head"
                    + " WHERE event_id = ?",
                row -> sale.now(Columns.instant(row, "clock")),
                event.value())
            .stream()
            .findFirst()
            .orElseThrow(() -> new EventDeleted(event));
    boolean isAny = wanted.client() == null && wanted.status() == null;
    int most = isAny ? wanted.limit() + 1 : lookedAt;
    // Holds that are live have claims, of which there are no more than seats.
    List<HoldId> ids =
        queries.query(
            wanted.status() == Hold.Status.HELD
                ? """
                SELECT DISTINCT owner_id AS hold_id FROM seat_claim
                WHERE event_id = ? AND kind = 'held' AND owner_id > ? ORDER BY hold_id LIMIT ?"""
                : """
                SELECT hold_id FROM hold WHERE event_id = ? AND hold_id > ?
                ORDER BY hold_id LIMIT ?""",
            row -> new HoldId(Columns.uuid(row, "hold_id")),
            event.value(),
            after(event, wanted.after()),
            most);
    List<HoldView> found =
        lookups.holds(event, ids).stream()
            .map(row -> new HoldView(sale, row.toDomain(), row.details(), now))
            .filter(view -> isWanted(view, wanted))
            .sorted(Comparator.comparing(view -> view.hold().terms().id().value()))
            .toList();
    return page(
        found,
        view -> view.hold().terms().id().value(),
        wanted.limit(),
        ids.size() < most ? null : ids.getLast().value());
  }

  private static boolean isWanted(HoldView view, HoldsWanted wanted) {
    return (wanted.client() == null
            || wanted.client().equals(view.hold().terms().holder().client()))
        && (wanted.status() == null || wanted.status() == view.hold().status(view.now()));
  }

  /// What a list of reservations is filtered by.
  private record Row(
      ReservationId id,
      @Nullable String reference,
      @Nullable ClientId client,
      @Nullable String customer) {
    static Row read(ResultSet row) throws SQLException {
      UUID client = Columns.uuidOrNull(row, "client_id");
      return new Row(
          new ReservationId(Columns.uuid(row, "reservation_id")),
          row.getString("reference"),
          client == null ? null : new ClientId(client),
          row.getString("customer"));
    }

    boolean isWanted(ReservationsWanted wanted) {
      return (wanted.client() == null || wanted.client().equals(client))
          && (wanted.reference() == null || wanted.reference().equals(reference))
          && (wanted.customer() == null || wanted.customer().equals(customer));
    }
  }

  Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) throws SQLException {
    EventId event = sale.event().id();
    boolean isAny =
        wanted.client() == null && wanted.reference() == null && wanted.customer() == null;
    int most = isAny ? wanted.limit() + 1 : lookedAt;
    String rows =
        """
        SELECT r.reservation_id, r.reference, h.client_id, h.customer
        FROM (SELECT event_id, reservation_id, hold_id, reference FROM reservation
              WHERE event_id = ? AND reservation_id > ?%s
              ORDER BY reservation_id LIMIT ?) AS r
        LEFT JOIN hold AS h ON h.event_id = r.event_id AND h.hold_id = r.hold_id
        ORDER BY r.reservation_id""";
    UUID after = after(event, wanted.after());
    List<Row> looked =
        wanted.code() == null
            ? queries.query(rows.formatted(""), Row::read, event.value(), after, most)
            : queries.query(
                rows.formatted(" AND code = ?"),
                Row::read,
                event.value(),
                after,
                wanted.code(),
                most);
    Page<ReservationId> page =
        page(
            looked.stream().filter(row -> row.isWanted(wanted)).map(Row::id).toList(),
            ReservationId::value,
            wanted.limit(),
            looked.size() < most ? null : looked.getLast().id().value());
    return new Page<>(lookups.reservations(event, page.items()), page.next());
  }

  /// Ids of an event are compared by their last 64 bits, of which no id has only zeros.
  private static UUID after(EventId event, @Nullable UUID last) {
    return Objects.requireNonNullElseGet(last, () -> new UUID(event.prefix(), 0));
  }

  /// @param found those that are wanted of all that were looked at
  /// @param last the last one looked at; null if there are no more
  private static <T> Page<T> page(
      List<T> found, Function<T, UUID> id, int limit, @Nullable UUID last) {
    if (found.size() > limit) {
      List<T> items = found.subList(0, limit);
      return new Page<>(items, id.apply(items.getLast()));
    }
    return new Page<>(found, last);
  }
}
