package dev.holdfast.postgres;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import dev.holdfast.domain.ledger.RequestKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// Looks up, on one connection, what commands name and no state of an event has: answers, ended
/// holds, reservations.
final class Lookups {
  private final Queries queries;

  Lookups(Queries queries) {
    this.queries = queries;
  }

  /// Something of an event.
  private record Of<T>(EventId event, T it) {}

  /// Looks up what is named.
  Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named) throws SQLException {
    Set<Of<RequestKey>> keys = new LinkedHashSet<>();
    Set<Of<HoldId>> holdIds = new LinkedHashSet<>();
    Set<Of<ReservationId>> reservationIds = new LinkedHashSet<>();
    Map<EventId, Found> found = new HashMap<>();
    named.forEach(
        (event, of) -> {
          found.put(event, new Found());
          of.keys().forEach(key -> keys.add(new Of<>(event, key)));
          of.holds().forEach(id -> holdIds.add(new Of<>(event, id)));
          of.reservations().forEach(id -> reservationIds.add(new Of<>(event, id)));
        });
    for (Of<KeptAnswer> answer : answers(keys)) {
      of(answer, found).answers.add(answer.it);
      if (answer.it.holdId() != null) {
        holdIds.add(new Of<>(answer.event, answer.it.holdId()));
      }
      if (answer.it.reservationId() != null) {
        reservationIds.add(new Of<>(answer.event, answer.it.reservationId()));
      }
    }
    for (HoldRow row : holds(holdIds)) {
      Of<Hold> hold = new Of<>(new EventId(row.eventId), row.toDomain());
      of(hold, found).details.put(hold.it.terms().id(), row.details());
      switch (hold.it) {
        case Hold.Open _ -> {}
        case Hold.Confirmed(_, ReservationId id) -> {
          of(hold, found).endedHolds.add(hold.it);
          reservationIds.add(new Of<>(hold.event, id));
        }
        case Hold.Released _, Hold.Expired _ -> of(hold, found).endedHolds.add(hold.it);
      }
    }
    for (Of<Reservation> reservation : reservations(reservationIds)) {
      of(reservation, found).reservations.add(reservation.it);
    }
    Map<EventId, LookupResult> results = new HashMap<>();
    found.forEach((event, of) -> results.put(event, of.toDomain()));
    return results;
  }

  /// What was found of one event.
  private static final class Found {
    final List<Hold> endedHolds = new ArrayList<>();
    final Map<HoldId, HoldDetails> details = new HashMap<>();
    final List<Reservation> reservations = new ArrayList<>();
    final List<KeptAnswer> answers = new ArrayList<>();

    LookupResult toDomain() {
      return new LookupResult(endedHolds, details, reservations, answers);
    }
  }

  private static Found of(Of<?> thing, Map<EventId, Found> found) {
    return Objects.requireNonNull(found.get(thing.event));
  }

  /// Whether an answer is kept for a key.
  boolean isAnswered(EventId event, RequestKey key) throws SQLException {
    return !answers(Set.of(new Of<>(event, key))).isEmpty();
  }

  private static final Bulk<Of<RequestKey>> ANSWERS =
      new Bulk.Row<Of<RequestKey>>()
          .with("event_id", SqlType.EVENT_ID, Of::event)
          .with("client", SqlType.TEXT, asked -> asked.it.client())
          .with("key", SqlType.TEXT, asked -> asked.it.key())
          .in(
              """
              SELECT event_id, client, key, fingerprint, kind, hold_id, reservation_id
              FROM idempotency JOIN (%s) AS asked USING (event_id, client, key)""");

  private List<Of<KeptAnswer>> answers(Collection<Of<RequestKey>> keys) throws SQLException {
    return queries.query(
        ANSWERS,
        keys,
        row -> {
          UUID hold = Columns.uuidOrNull(row, "hold_id");
          UUID reservation = Columns.uuidOrNull(row, "reservation_id");
          return new Of<>(
              new EventId(Columns.uuid(row, "event_id")),
              new KeptAnswer(
                  new RequestKey(
                      Columns.text(row, "client"),
                      Columns.text(row, "key"),
                      Columns.text(row, "fingerprint")),
                  KeptAnswer.Kind.valueOf(Columns.text(row, "kind").toUpperCase(Locale.ROOT)),
                  hold == null ? null : new HoldId(hold),
                  reservation == null ? null : new ReservationId(reservation)));
        });
  }

  private static final Bulk<Of<HoldId>> HOLDS =
      new Bulk.Row<Of<HoldId>>()
          .with("event_id", SqlType.EVENT_ID, Of::event)
          .with("hold_id", SqlType.HOLD_ID, Of::it)
          .in(
              "SELECT "
                  + HoldRow.COLUMNS
                  + " FROM hold JOIN (%s) AS asked USING (event_id, hold_id)");

  /// Some holds of an event, in whatever state they are.
  List<HoldRow> holds(EventId event, Collection<HoldId> ids) throws SQLException {
    return holds(ids.stream().map(id -> new Of<>(event, id)).toList());
  }

  private List<HoldRow> holds(Collection<Of<HoldId>> ids) throws SQLException {
    return queries.query(HOLDS, ids, HoldRow::read);
  }

  private static final Bulk.Row<Of<ReservationId>> RESERVATION =
      new Bulk.Row<Of<ReservationId>>()
          .with("event_id", SqlType.EVENT_ID, Of::event)
          .with("reservation_id", SqlType.RESERVATION_ID, Of::it);

  private static final Bulk<Of<ReservationId>> RESERVATIONS =
      RESERVATION.in(
          "SELECT "
              + ReservationRow.COLUMNS
              + " FROM reservation JOIN (%s) AS asked USING (event_id, reservation_id)");

  private static final Bulk<Of<ReservationId>> TICKETS =
      RESERVATION.in(
          "SELECT "
              + TicketRow.COLUMNS
              + " FROM ticket JOIN (%s) AS asked USING (event_id, reservation_id)");

  private List<Of<Reservation>> reservations(Collection<Of<ReservationId>> ids)
      throws SQLException {
    Map<UUID, List<TicketRow>> tickets = new LinkedHashMap<>();
    queries
        .query(TICKETS, ids, TicketRow::read)
        .forEach(
            ticket ->
                tickets.computeIfAbsent(ticket.reservationId, _ -> new ArrayList<>()).add(ticket));
    return queries.query(
        RESERVATIONS,
        ids,
        row -> {
          ReservationRow reservation = ReservationRow.read(row);
          return new Of<>(
              new EventId(reservation.eventId),
              reservation.toDomain(Objects.requireNonNull(tickets.get(reservation.reservationId))));
        });
  }
}
