package dev.holdfast.postgres;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.KeptAnswer;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Recollection;
import dev.holdfast.domain.ledger.RequestKey;
import dev.holdfast.domain.ledger.Submission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What the ledger reads of one event on one connection. Consistent within a repeatable-read
/// transaction, and within one that has the head's lock, since nothing changes without it.
final class LedgerReads {
  /// Applying more entries than this takes longer than reloading the claims.
  private static final int MOST_ENTRIES_TO_APPLY = 1_000;

  private final Connection connection;
  private final EventId event;

  LedgerReads(Connection connection, EventId event) {
    this.connection = connection;
    this.event = event;
  }

  /// The head of an event's ledger.
  record Head(long epoch, long version, Instant lastAt) {
    static Head read(ResultSet row) throws SQLException {
      return new Head(
          row.getLong("epoch"), row.getLong("version"), Columns.instant(row, "last_at"));
    }
  }

  /// Events with a hold whose time is up, the longest due first.
  static List<EventId> eventsWithDueHolds(Connection connection, int atMost) throws SQLException {
    return query(
        connection,
        """
        SELECT event_id FROM event_head WHERE next_due_at <= clock_timestamp()
        ORDER BY next_due_at LIMIT ?
        """,
        row -> new EventId(Columns.uuid(row, "event_id")),
        atMost);
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> query(String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    return query(connection, sql, reader, parameters);
  }

  private static <T> List<T> query(
      Connection connection, String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return rows;
    }
  }

  /// Begins the transaction that changes the event's seats, by locking its head.
  ///
  /// The statement that locks does nothing else. Having waited, it would see the row's new version,
  /// but other rows as they were before, and a clock in it would have been read before.
  ///
  /// @param lockTimeout how long this and each later statement waits for a lock
  Optional<Head> lockHead(Duration lockTimeout) throws SQLException {
    String sql =
        """
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        SET LOCAL lock_timeout = %d;
        SELECT epoch, version, last_at FROM event_head WHERE event_id = ? FOR NO KEY UPDATE"""
            .formatted(lockTimeout.toMillis());
    return head(sql);
  }

  /// Begins a transaction that reads the event as it is at one moment.
  Optional<Head> snapshot() throws SQLException {
    return head(
        """
        SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
        SELECT epoch, version, last_at FROM event_head WHERE event_id = ?""");
  }

  private Optional<Head> head(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, event.value());
      boolean isRows = statement.execute();
      while (!isRows) {
        isRows = statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? Optional.of(Head.read(row)) : Optional.empty();
      }
    }
  }

  /// The server's clock at this moment, and who asks.
  ///
  /// @param transaction names the transaction, which it gives a number if it has none
  /// @param backend the server's process
  record Moment(Instant clock, String transaction, int backend) {}

  Moment moment() throws SQLException {
    return query(
            """
            SELECT clock_timestamp() AS clock, pg_current_xact_id()::text AS transaction,
                   pg_backend_pid() AS backend
            """,
            row ->
                new Moment(
                    Columns.instant(row, "clock"),
                    Columns.text(row, "transaction"),
                    row.getInt("backend")))
        .getFirst();
  }

  /// The server's clock at this moment; never `now()`, which is the transaction's start.
  Instant clock() throws SQLException {
    return query("SELECT clock_timestamp() AS clock", row -> Columns.instant(row, "clock"))
        .getFirst();
  }

  /// The entries that follow a version, in order.
  List<LedgerEntry> entries(long after, int atMost) throws SQLException {
    return query(
        """
        SELECT version, at, kind, hold_id, reservation_id, seat_nos, ticket_types, prices,
               expires_at, max_expires_at
        FROM ledger WHERE event_id = ? AND version > ? ORDER BY version LIMIT ?
        """,
        row -> LedgerRow.read(row).toDomain(),
        event.value(),
        after,
        atMost);
  }

  /// Brings a state to the head: by the entries it missed, or by a reload where they don't lead
  /// there.
  void bringToHead(EventState state, Head head) throws SQLException {
    boolean sameHistory = state.isKnown() && state.epoch() == head.epoch;
    long missing = head.version - state.version();
    if (sameHistory && missing == 0 && state.lastAt().equals(head.lastAt)) {
      return;
    }
    if (sameHistory && missing > 0 && missing <= MOST_ENTRIES_TO_APPLY) {
      List<LedgerEntry> entries = entries(state.version(), (int) missing);
      if (entries.size() == missing) {
        entries.forEach(state::apply);
        return;
      }
    }
    restore(state, head);
  }

  /// Reloads a state. The open holds are found through the claims and their primary key, so that it
  /// makes no difference how many holds there were.
  void restore(EventState state, Head head) throws SQLException {
    Set<HoldId> holders = new LinkedHashSet<>();
    Map<Integer, ReservationId> reserved = new HashMap<>();
    query(
        "SELECT seat_no, kind, owner_id FROM seat_claim WHERE event_id = ?",
        row -> {
          UUID owner = Columns.uuid(row, "owner_id");
          String kind = Columns.text(row, "kind");
          return switch (kind) {
            case "held" -> holders.add(new HoldId(owner));
            case "reserved" -> reserved.put(row.getInt("seat_no"), new ReservationId(owner));
            default -> throw new IllegalStateException("seat_claim.kind: " + kind);
          };
        },
        event.value());
    List<HoldTerms> open = new ArrayList<>();
    for (HoldRow row : holds(holders)) {
      if (row.toDomain() instanceof Hold.Open(HoldTerms terms)) {
        open.add(terms);
      }
    }
    if (open.size() != holders.size()) {
      throw new IllegalStateException(
          "open holds: %d (expected: %d, which have claims of event %s)"
              .formatted(open.size(), holders.size(), event));
    }
    state.restore(head.epoch, head.version, head.lastAt, open, reserved);
  }

  /// Looks up what the commands name and the state does not keep.
  Recollection recall(List<Submission> submissions) throws SQLException {
    List<RequestKey> keys = new ArrayList<>();
    Set<HoldId> holdIds = new LinkedHashSet<>();
    Set<ReservationId> reservationIds = new LinkedHashSet<>();
    for (Submission submission : submissions) {
      if (submission.key() != null) {
        keys.add(submission.key());
      }
      switch (submission.command()) {
        case Command.Place _, Command.Expire _ -> {}
        case Command.Change change -> holdIds.add(change.holdId());
        case Command.Extend(HoldId id) -> holdIds.add(id);
        case Command.Confirm confirm -> holdIds.add(confirm.holdId());
        case Command.Release(HoldId id) -> holdIds.add(id);
        case Command.Cancel cancel -> reservationIds.add(cancel.reservationId());
      }
    }
    List<KeptAnswer> answers = answers(keys);
    for (KeptAnswer answer : answers) {
      if (answer.holdId() != null) {
        holdIds.add(answer.holdId());
      }
      if (answer.reservationId() != null) {
        reservationIds.add(answer.reservationId());
      }
    }
    List<Hold> ended = new ArrayList<>();
    Map<HoldId, HoldDetails> details = new HashMap<>();
    for (HoldRow row : holds(holdIds)) {
      Hold hold = row.toDomain();
      details.put(hold.terms().id(), row.details());
      switch (hold) {
        case Hold.Open _ -> {}
        case Hold.Confirmed(_, ReservationId id) -> {
          ended.add(hold);
          reservationIds.add(id);
        }
        case Hold.Released _, Hold.Expired _ -> ended.add(hold);
      }
    }
    return new Recollection(ended, details, reservations(reservationIds), answers);
  }

  private List<KeptAnswer> answers(List<RequestKey> keys) throws SQLException {
    if (keys.isEmpty()) {
      return List.of();
    }
    var columns = new Statements(connection);
    return query(
        """
        SELECT client, key, fingerprint, kind, hold_id, reservation_id
        FROM idempotency JOIN unnest(?::text[], ?::text[]) AS asked (client, key)
             USING (client, key)
        WHERE event_id = ?
        """,
        row -> {
          UUID hold = Columns.uuidOrNull(row, "hold_id");
          UUID reservation = Columns.uuidOrNull(row, "reservation_id");
          return new KeptAnswer(
              new RequestKey(
                  Columns.text(row, "client"),
                  Columns.text(row, "key"),
                  Columns.text(row, "fingerprint")),
              KeptAnswer.Kind.valueOf(Columns.text(row, "kind").toUpperCase(Locale.ROOT)),
              hold == null ? null : new HoldId(hold),
              reservation == null ? null : new ReservationId(reservation));
        },
        columns.column("text", keys, RequestKey::client),
        columns.column("text", keys, RequestKey::key),
        event.value());
  }

  private List<HoldRow> holds(Collection<HoldId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    return query(
        "SELECT " + HoldRow.COLUMNS + " FROM hold WHERE event_id = ? AND hold_id = ANY (?)",
        HoldRow::read,
        event.value(),
        new Statements(connection).column("uuid", ids, HoldId::value));
  }

  private List<Reservation> reservations(Collection<ReservationId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return List.of();
    }
    var array = new Statements(connection).column("uuid", ids, ReservationId::value);
    Map<UUID, List<TicketRow>> tickets = new LinkedHashMap<>();
    query(
            "SELECT "
                + TicketRow.COLUMNS
                + " FROM ticket WHERE event_id = ? AND reservation_id = ANY (?)",
            TicketRow::read,
            event.value(),
            array)
        .forEach(
            ticket ->
                tickets.computeIfAbsent(ticket.reservationId, _ -> new ArrayList<>()).add(ticket));
    return query(
        "SELECT "
            + ReservationRow.COLUMNS
            + " FROM reservation WHERE event_id = ? AND reservation_id = ANY (?)",
        row -> {
          ReservationRow reservation = ReservationRow.read(row);
          return reservation.toDomain(
              Objects.requireNonNull(tickets.get(reservation.reservationId)));
        },
        event.value(),
        array);
  }
}
