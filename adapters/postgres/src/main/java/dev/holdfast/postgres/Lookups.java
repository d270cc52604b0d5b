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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks up, on one connection, what commands name and no state of an event has: answers, ended
/// holds, reservations.
final class Lookups {
  private final Queries queries;

  Lookups(Queries queries) {
    this.queries = queries;
  }

  /// Something of an event.
  private record Of<T>(EventId event, T it) {}

  /// What was asked, and what is found of it once that was sent.
  record Asked(
      Set<Of<HoldId>> holdIds,
      Set<Of<ReservationId>> reservationIds,
      List<Of<KeptAnswer>> answers,
      List<HoldRow> holds,
      Sold sold) {}

  /// Reservations and their tickets.
  private record Sold(List<TicketRow> tickets, List<ReservationRow> reservations) {}

  /// Looks up what is named.
  Map<EventId, LookupResult> lookUp(Map<EventId, Lookup> named) throws SQLException {
    var statements = new Statements(queries.connection());
    Asked asked = ask(statements, named);
    statements.send();
    return found(asked, named.keySet());
  }

  /// Lets statements look up what is named.
  Asked ask(Statements statements, Map<EventId, Lookup> named) throws SQLException {
    Set<Of<RequestKey>> keys = new LinkedHashSet<>();
    Set<Of<HoldId>> holdIds = new LinkedHashSet<>();
    Set<Of<ReservationId>> reservationIds = new LinkedHashSet<>();
    named.forEach(
        (event, of) -> {
          of.keys().forEach(key -> keys.add(new Of<>(event, key)));
          of.holds().forEach(id -> holdIds.add(new Of<>(event, id)));
          of.reservations().forEach(id -> reservationIds.add(new Of<>(event, id)));
        });
    return new Asked(
        holdIds,
        reservationIds,
        statements.query(ANSWERS, keys, Lookups::answer),
        statements.query(HOLDS, holdIds, HoldRow::read),
        ask(statements, reservationIds));
  }

  private static Sold ask(Statements statements, Set<Of<ReservationId>> ids) throws SQLException {
    return new Sold(
        statements.query(TICKETS, ids, TicketRow::read),
        statements.query(RESERVATIONS, ids, ReservationRow::read));
  }

  /// What was found about these events. What answers and ended holds name besides is looked up now.
  Map<EventId, LookupResult> found(Asked asked, Set<EventId> events) throws SQLException {
    Map<EventId, Found> found = new HashMap<>();
    events.forEach(event -> found.put(event, new Found()));
    Set<Of<HoldId>> moreHolds = new LinkedHashSet<>();
    Set<Of<ReservationId>> moreReservations = new LinkedHashSet<>();
    for (Of<KeptAnswer> answer : asked.answers) {
      of(answer, found).ifPresent(of -> of.answers.add(answer.it));
      if (answer.it.holdId() != null) {
        moreHolds.add(new Of<>(answer.event, answer.it.holdId()));
      }
      if (answer.it.reservationId() != null) {
        moreReservations.add(new Of<>(answer.event, answer.it.reservationId()));
      }
    }
    moreHolds.removeAll(asked.holdIds);
    List<HoldRow> holds = new ArrayList<>(asked.holds);
    holds.addAll(holds(moreHolds));
    for (HoldRow row : holds) {
      Of<Hold> hold = new Of<>(new EventId(row.eventId), row.toDomain());
      of(hold, found).ifPresent(of -> of.add(hold.it, row.details()));
      if (hold.it instanceof Hold.Confirmed(_, ReservationId id)) {
        moreReservations.add(new Of<>(hold.event, id));
      }
    }
    moreReservations.removeAll(asked.reservationIds);
    var statements = new Statements(queries.connection());
    Sold moreSold = ask(statements, moreReservations);
    statements.send();
    for (Of<Reservation> reservation : reservations(asked.sold, moreSold)) {
      of(reservation, found).ifPresent(of -> of.reservations.add(reservation.it));
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

    void add(Hold hold, HoldDetails of) {
      details.put(hold.terms().id(), of);
      switch (hold) {
        case Hold.Open _ -> {}
        case Hold.Confirmed _, Hold.Released _, Hold.Expired _ -> endedHolds.add(hold);
      }
    }

    LookupResult toDomain() {
      return new LookupResult(endedHolds, details, reservations, answers);
    }
  }

  private static Optional<Found> of(Of<?> thing, Map<EventId, Found> found) {
    return Optional.ofNullable(found.get(thing.event));
  }

  /// Whether an answer is kept for a key.
  boolean isAnswered(EventId event, RequestKey key) throws SQLException {
    return !queries.query(ANSWERS, Set.of(new Of<>(event, key)), Lookups::answer).isEmpty();
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

  private static Of<KeptAnswer> answer(ResultSet row) throws SQLException {
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

  /// Some reservations of an event, in their order.
  List<Reservation> reservations(EventId event, Collection<ReservationId> ids) throws SQLException {
    var statements = new Statements(queries.connection());
    Sold sold =
        ask(statements, ids.stream().map(id -> new Of<>(event, id)).collect(Collectors.toSet()));
    statements.send();
    return reservations(sold).stream()
        .map(Of::it)
        .sorted(Comparator.comparing(one -> one.id().value()))
        .toList();
  }

  private static List<Of<Reservation>> reservations(Sold... sold) {
    Map<UUID, List<TicketRow>> tickets = new HashMap<>();
    for (Sold some : sold) {
      for (TicketRow ticket : some.tickets) {
        tickets.computeIfAbsent(ticket.reservationId, _ -> new ArrayList<>()).add(ticket);
      }
    }
    return Stream.of(sold)
        .flatMap(some -> some.reservations.stream())
        .map(
            row ->
                new Of<>(
                    new EventId(row.eventId),
                    row.toDomain(Objects.requireNonNull(tickets.get(row.reservationId)))))
        .toList();
  }
}
