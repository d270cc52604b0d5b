package dev.holdfast.postgres;

import dev.holdfast.application.port.out.FinalSales;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.Claim;
import dev.holdfast.domain.ledger.CoolDown;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.ledger.Lookup;
import dev.holdfast.domain.ledger.LookupResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What the ledger reads on one connection. Consistent within a repeatable-read transaction, and of
/// an event whose head's lock the transaction has, since nothing changes without it.
final class LedgerReads {
  /// Reads the server's clock at this moment; never `now()`, which is the transaction's start.
  static final String CLOCK = "SELECT clock_timestamp() AS clock";

  /// When an event is over, and its sale as well. One that has no end is over when it starts.
  static final String OVER_AT = "greatest(coalesce(ends_at, starts_at), sales_close_at)";

  private final Connection connection;
  private final TimeLimits limits;
  private final Queries queries;
  private final Lookups lookups;

  LedgerReads(Session session) {
    this.connection = session.connection();
    this.limits = session.limits();
    this.queries = new Queries(connection);
    this.lookups = new Lookups(queries);
  }

  /// What commands name, on the same connection.
  Lookups lookups() {
    return lookups;
  }

  /// The head of an event's ledger.
  record Head(long epoch, long version, Instant lastAt) {
    static Head read(ResultSet row) throws SQLException {
      return new Head(
          row.getLong("epoch"), row.getLong("version"), Columns.instant(row, "last_at"));
    }
  }

  /// Events with a hold whose time is up or a block that is over, the longest due first.
  List<EventId> eventsDue(int atMost) throws SQLException {
    return queries.query(
        """
        SELECT event_id FROM event_head WHERE next_due_at <= clock_timestamp()
        ORDER BY next_due_at LIMIT ?
        """,
        row -> new EventId(Columns.uuid(row, "event_id")),
        atMost);
  }

  /// How long the longest due of them has been due; zero if nothing is.
  Duration overdue() throws SQLException {
    return queries
        .query(
            """
            SELECT greatest(0, 1000 * extract(epoch FROM clock_timestamp() - min(next_due_at)))::bigint
              AS millis
            FROM event_head
            """,
            row -> Duration.ofMillis(row.getLong("millis")))
        .getFirst();
  }

  /// What a transaction that changes seats begins with.
  ///
  /// @param heads of the events whose locks it has
  /// @param found what is stored of what commands of these events name
  record Beginning(Map<EventId, Head> heads, Moment moment, Map<EventId, LookupResult> found) {}

  /// The server's clock at a moment under the locks, and who asks.
  ///
  /// @param transaction names the transaction, which it gives a number if it has none
  /// @param backend the server's process
  record Moment(Instant clock, String transaction, int backend) {
    static Moment read(ResultSet row) throws SQLException {
      return new Moment(
          Columns.instant(row, "clock"), Columns.text(row, "transaction"), row.getInt("backend"));
    }
  }

  /// Begins a transaction with the lock of one event, for which it waits.
  ///
  /// @param lockTimeout how long this and each later statement waits for a lock
  Beginning lockWaiting(EventId event, Duration lockTimeout) throws SQLException {
    return lockWaiting(event, lockTimeout, Map.of());
  }

  /// The same, and looks up under the lock what is named.
  Beginning lockWaiting(EventId event, Duration lockTimeout, Map<EventId, Lookup> named)
      throws SQLException {
    return begin(List.of(event), lockTimeout, "", named);
  }

  /// Begins a transaction with the locks of those events that nobody else has.
  ///
  /// @param lockTimeout how long each later statement waits for a lock
  Beginning lockFree(Collection<EventId> events, Duration lockTimeout) throws SQLException {
    return lockFree(events, lockTimeout, Map.of());
  }

  /// The same, and looks up under the locks what is named.
  Beginning lockFree(Collection<EventId> events, Duration lockTimeout, Map<EventId, Lookup> named)
      throws SQLException {
    return begin(events, lockTimeout, "SKIP LOCKED", named);
  }

  /// The statement that locks does nothing else. Having waited, it would see the row's new version,
  /// but other rows as they were before, and a clock in it would have been read before. So what
  /// follows are statements of their own, though sent in one go with it.
  private Beginning begin(
      Collection<EventId> events, Duration lockTimeout, String waiting, Map<EventId, Lookup> named)
      throws SQLException {
    var statements = new Statements(connection);
    statements.add("BEGIN ISOLATION LEVEL READ COMMITTED");
    statements.add("SET LOCAL lock_timeout = " + lockTimeout.toMillis());
    List<Map.Entry<EventId, Head>> locked =
        statements.query(
            """
            SELECT event_id, epoch, version, last_at FROM event_head WHERE event_id = ANY (?)
            ORDER BY event_id FOR NO KEY UPDATE %s"""
                .formatted(waiting),
            row -> Map.entry(new EventId(Columns.uuid(row, "event_id")), Head.read(row)),
            SqlType.EVENT_ID.array(connection, events));
    List<Moment> moment =
        statements.query(
            """
            SELECT clock_timestamp() AS clock, pg_current_xact_id()::text AS transaction,
                   pg_backend_pid() AS backend,
                   %s"""
                .formatted(limits.expressions()),
            Moment::read);
    Lookups.Asked asked = lookups.ask(statements, named);
    statements.send();
    Map<EventId, Head> heads =
        locked.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new Beginning(heads, moment.getFirst(), lookups.found(asked, heads.keySet()));
  }

  /// Begins a transaction that reads an event as it is at one moment.
  Optional<Head> snapshot(EventId event) throws SQLException {
    var statements = new Statements(connection);
    statements.add("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    List<Head> head =
        statements.query(
            "SELECT epoch, version, last_at, %s FROM event_head WHERE event_id = ?"
                .formatted(limits.expressions()),
            Head::read,
            event.value());
    statements.send();
    return head.stream().findFirst();
  }

  /// The heads of events as they are at this moment.
  Map<EventId, Head> heads(Collection<EventId> events) throws SQLException {
    Map<EventId, Head> heads = new HashMap<>();
    queries.query(
        "SELECT event_id, epoch, version, last_at FROM event_head WHERE event_id = ANY (?)",
        row -> heads.put(new EventId(Columns.uuid(row, "event_id")), Head.read(row)),
        SqlType.EVENT_ID.array(connection, events));
    return heads;
  }

  /// The server's clock at this moment.
  Instant clock() throws SQLException {
    return queries.query(CLOCK, row -> Columns.instant(row, "clock")).getFirst();
  }

  /// The entries that follow a version, in order.
  List<LedgerEntry> entries(EventId event, long after, int atMost) throws SQLException {
    return queries.query(
        """
        SELECT entry FROM ledger WHERE event_id = ? AND version > ? ORDER BY version LIMIT ?
        """,
        row -> EntryCodec.decode(Columns.bytes(row, "entry")),
        event.value(),
        after,
        atMost);
  }

  /// Brings a state to the head, whose lock the transaction has. What is known beyond it was never
  /// stored.
  void bringToHead(EventState state, Head head) throws SQLException {
    if (!follow(state, head)) {
      state.forget();
      restore(state, head);
    }
  }

  /// Brings a state to a head that others may have passed by now, unless it is further already.
  void bringForward(EventState state, Head head) throws SQLException {
    if (!follow(state, head)) {
      restore(state, head);
    }
  }

  /// Brings a state to a head by the entries that it missed, if they lead there.
  private boolean follow(EventState state, Head head) throws SQLException {
    EventId event = state.sale().event().id();
    boolean sameHistory = state.isKnown() && state.epoch() == head.epoch;
    // Read once: the node's view of the event may bring the state forward meanwhile.
    long version = state.version();
    long missing = head.version - version;
    if (sameHistory && missing == 0 && state.lastAt().equals(head.lastAt)) {
      return true;
    }
    if (!sameHistory || missing <= 0 || missing > EventState.ENTRIES_KEPT) {
      return false;
    }
    List<LedgerEntry> entries = entries(event, version, (int) missing);
    if (entries.size() != missing || !entries.stream().allMatch(LedgerEntry::isKnown)) {
      return false;
    }
    state.apply(entries);
    return true;
  }

  /// Reloads a state. The open holds are found through the claims and their primary key, so that it
  /// makes no difference how many holds there were.
  private void restore(EventState state, Head head) throws SQLException {
    EventId event = state.sale().event().id();
    Set<HoldId> holders = new LinkedHashSet<>();
    Map<Integer, Claim> others = new HashMap<>();
    claims(event)
        .forEach(
            (number, claim) -> {
              if (claim instanceof Claim.Held(HoldId holder)) {
                holders.add(holder);
              } else {
                others.put(number, claim);
              }
            });
    List<HoldTerms> open = new ArrayList<>();
    for (HoldRow row : lookups.holds(event, holders)) {
      if (row.toDomain() instanceof Hold.Open(HoldTerms terms)) {
        open.add(terms);
      }
    }
    if (open.size() != holders.size()) {
      throw new IllegalStateException(
          "open holds: %d (expected: %d, which have claims of event %s)"
              .formatted(open.size(), holders.size(), event));
    }
    state.restore(
        head.epoch,
        head.version,
        head.lastAt,
        settings(event),
        open,
        others,
        lastNumbers(event),
        coolDowns(event, head.lastAt));
  }

  /// Who has which seat, by its number.
  private Map<Integer, Claim> claims(EventId event) throws SQLException {
    Map<Integer, Claim> claims = new HashMap<>();
    // All seats of a reservation share one claim, as they do where entries are applied.
    Map<Claim, Claim> alike = new HashMap<>();
    queries.query(
        """
        SELECT seat_no, kind, owner_id, reason, channel, release_at, client_id, holder
        FROM seat_claim AS c LEFT JOIN reservation AS r
          ON kind = 'reserved' AND r.event_id = c.event_id AND reservation_id = owner_id
        WHERE c.event_id = ?
        """,
        row -> claims.put(row.getInt("seat_no"), alike.computeIfAbsent(claim(row), claim -> claim)),
        event.value());
    return claims;
  }

  private static Claim claim(ResultSet row) throws SQLException {
    return switch (Columns.text(row, "kind")) {
      case "held" -> new Claim.Held(new HoldId(Columns.uuid(row, "owner_id")));
      case "reserved" ->
          new Claim.Reserved(
              new ReservationId(Columns.uuid(row, "owner_id")),
              Columns.holder(
                  Columns.uuidOrNull(row, "client_id"), row.getObject("holder", Long.class)));
      case "blocked" ->
          new Claim.Blocked(
              Columns.text(row, "reason"),
              row.getString("channel"),
              Columns.instantOrNull(row, "release_at"));
      // What a later version has added must not keep this one from selling the other seats.
      default -> new Claim.Unknown();
    };
  }

  private Settings settings(EventId event) throws SQLException {
    return queries
        .query(
            "SELECT " + EventRow.SETTINGS + " FROM event WHERE event_id = ?",
            EventRow::readSettings,
            event.value())
        .getFirst();
  }

  /// Those that had not ended at an instant, or not long before.
  private List<CoolDown> coolDowns(EventId event, Instant clock) throws SQLException {
    return queries.query(
        "SELECT seat_no, holder, ends_at FROM cool_down WHERE event_id = ? AND ends_at > ?",
        row ->
            new CoolDown(
                row.getInt("seat_no"), row.getLong("holder"), Columns.instant(row, "ends_at")),
        event.value(),
        clock.atOffset(ZoneOffset.UTC));
  }

  private List<Integer> lastNumbers(EventId event) throws SQLException {
    return queries
        .query(
            "SELECT last_numbers FROM event_head WHERE event_id = ?",
            row -> {
              Integer[] numbers = Columns.integersOrNull(row, "last_numbers");
              return numbers == null ? List.<Integer>of() : List.of(numbers);
            },
            event.value())
        .getFirst();
  }

  /// Begins a new epoch of an event whose head's lock the transaction has. No epoch that was lost
  /// with a part of the history had this number, unless it began in this second. Its time begins at
  /// the server's clock, even if that was once ahead.
  ///
  /// @param after the last one that is known
  Head beginEpoch(EventId event, long after) throws SQLException {
    return queries
        .query(
            """
            UPDATE event_head
            SET epoch = greatest(epoch + 1, ? + 1, floor(extract(epoch FROM clock_timestamp()))),
                last_at = least(last_at, clock_timestamp())
            WHERE event_id = ? RETURNING epoch, version, last_at
            """,
            Head::read,
            after,
            event.value())
        .getFirst();
  }

  /// The same for an event of whose claims only the final ones are here.
  FinalSales.Opening open(EventId event, long after, Collection<HoldId> holds) throws SQLException {
    Map<Integer, Claim> claims = claims(event);
    Set<HoldId> sold =
        Set.copyOf(
            queries.query(
                "SELECT hold_id FROM reservation WHERE event_id = ? AND hold_id = ANY (?)",
                row -> new HoldId(Columns.uuid(row, "hold_id")),
                event.value(),
                SqlType.HOLD_ID.array(connection, holds)));
    Head head = beginEpoch(event, after);
    return new FinalSales.Opening(
        head.epoch, head.version, head.lastAt, settings(event), claims, lastNumbers(event), sold);
  }

  /// The events whose holds are in another store and that are not over, or not for long.
  Map<EventId, FinalSales.Standing> standings() throws SQLException {
    Map<EventId, FinalSales.Standing> standings = new HashMap<>();
    queries.query(
        """
        SELECT event_id, epoch,
               (SELECT count(*) FROM seat_claim AS c WHERE c.event_id = event.event_id) AS claims
        FROM event_head JOIN event USING (event_id)
        WHERE ledger <> 'postgres' AND %s > now() - interval '1 day'
        """
            .formatted(OVER_AT),
        row ->
            standings.put(
                new EventId(Columns.uuid(row, "event_id")),
                new FinalSales.Standing(row.getLong("epoch"), row.getLong("claims"))));
    return standings;
  }
}
