package dev.holdfast.postgres;

import dev.holdfast.application.port.out.LedgerAudit;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Availability;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.postgres.LedgerReads.Head;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Audits what is stored in PostgreSQL. What belongs together is read in one read-only transaction
/// that sees one moment, so that sales that go on look neither lost nor doubled.
public final class PostgresLedgerAudit implements LedgerAudit {
  private static final int ENTRIES_AT_ONCE = 1_000;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  /// Each finds rows by the beginning of a key, and each has the event as its only parameter. It
  /// gives the number of a seat, and what is wrong.
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              Kind.ORPHANED_CLAIM,
              """
              SELECT claim.seat_no, format('held by %s, which is %s', owner_id,
                CASE WHEN status = 'open' THEN 'without this seat' ELSE coalesce(status, 'absent') END)
              FROM seat_claim AS claim
              LEFT JOIN hold ON hold.event_id = claim.event_id AND hold_id = owner_id
              WHERE claim.event_id = ? AND kind = 'held'
                AND (status IS DISTINCT FROM 'open' OR seat_no <> ALL (seat_nos))
              """),
          new Rule(
              Kind.ORPHANED_CLAIM,
              """
              SELECT claim.seat_no, format('reserved by %s, without a live ticket', owner_id)
              FROM seat_claim AS claim
              LEFT JOIN ticket ON ticket.event_id = claim.event_id AND reservation_id = owner_id
                AND ticket.seat_no = claim.seat_no
              WHERE claim.event_id = ? AND kind = 'reserved'
                AND (reservation_id IS NULL OR cancelled_at IS NOT NULL)
              """),
          new Rule(
              Kind.ORPHANED_CLAIM,
              """
              SELECT seat_no, format('a claim without an owner, of kind %s', kind)
              FROM seat_claim
              WHERE event_id = ? AND owner_id IS NULL AND (kind <> 'blocked' OR reason IS NULL)
              """),
          new Rule(
              Kind.DOUBLE_CLAIM,
              """
              SELECT ticket.seat_no,
                format('sold by %s, but %s by %s', reservation_id, kind, coalesce(owner_id::text, 'the organiser'))
              FROM ticket JOIN seat_claim AS claim USING (event_id, seat_no)
              WHERE event_id = ? AND cancelled_at IS NULL
                AND (kind <> 'reserved' OR owner_id IS DISTINCT FROM reservation_id)
              """),
          new Rule(
              Kind.UNCLAIMED_SEAT,
              """
              SELECT ticket.seat_no, format('sold by %s, without a claim', reservation_id)
              FROM ticket
              LEFT JOIN seat_claim AS claim ON claim.event_id = ticket.event_id
                AND claim.seat_no = ticket.seat_no
              WHERE ticket.event_id = ? AND cancelled_at IS NULL AND kind IS NULL
              """),
          new Rule(
              Kind.DOUBLE_CLAIM,
              """
              SELECT seat_no, format('in hold %s, but %s by %s', hold_id, claim.kind,
                coalesce(claim.owner_id::text, 'the organiser'))
              FROM (SELECT DISTINCT event_id, owner_id AS hold_id FROM seat_claim
                    WHERE event_id = ? AND kind = 'held') AS holder
              JOIN hold USING (event_id, hold_id) CROSS JOIN unnest(seat_nos) AS seat (seat_no)
              JOIN seat_claim AS claim USING (event_id, seat_no)
              WHERE status = 'open'
                AND (claim.kind <> 'held' OR claim.owner_id IS DISTINCT FROM hold_id)
              """),
          new Rule(
              Kind.UNCLAIMED_SEAT,
              """
              SELECT seat.seat_no, format('in hold %s, without a claim', hold_id)
              FROM (SELECT DISTINCT event_id, owner_id AS hold_id FROM seat_claim
                    WHERE event_id = ? AND kind = 'held') AS holder
              JOIN hold USING (event_id, hold_id) CROSS JOIN unnest(seat_nos) AS seat (seat_no)
              LEFT JOIN seat_claim AS claim ON claim.event_id = holder.event_id
                AND claim.seat_no = seat.seat_no
              WHERE status = 'open' AND claim.kind IS NULL
              """));

  private final DataSource dataSource;
  private final Duration answerTimeout;

  /// A query that finds nothing where all is well.
  private record Rule(Kind kind, String sql) {
    private static final int MOST = 5;

    String bounded() {
      return sql + " LIMIT " + MOST;
    }
  }

  private record Row(int number, String detail) {}

  /// Audits this database, on connections that take part in nobody else's transaction.
  ///
  /// @param answerTimeout how long the server may take to answer one statement
  public PostgresLedgerAudit(DataSource dataSource, Duration answerTimeout) {
    this.dataSource = dataSource;
    this.answerTimeout = answerTimeout;
  }

  private interface Reading<T> {
    T from(Session session) throws SQLException;
  }

  private <T> T read(Reading<T> reading) {
    try (Session session = Session.open(dataSource, answerTimeout)) {
      return reading.from(session);
    } catch (SQLException e) {
      throw SqlFailures.isPassing(e)
          ? new LedgerUnavailable("not audited", e)
          : SqlFailures.toDomain(e);
    }
  }

  @Override
  public List<EventId> eventsAfter(@Nullable EventId last, int atMost) {
    return read(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    SELECT event_id FROM event_head WHERE event_id > ? ORDER BY event_id LIMIT ?
                    """,
                    row -> new EventId(Columns.uuid(row, "event_id")),
                    last == null ? BEFORE_ALL : last.value(),
                    atMost));
  }

  @Override
  public boolean fold(EventState state, int atMost) {
    return state.sale().event().ledger() != LedgerKind.POSTGRES
        || read(session -> fold(new LedgerReads(session), state, atMost));
  }

  /// @return whether there are no more
  private static boolean fold(LedgerReads reads, EventState state, int atMost) throws SQLException {
    EventId event = state.sale().event().id();
    long after = state.isKnown() ? state.version() : 0;
    List<LedgerEntry> entries = reads.entries(event, after, atMost);
    if (entries.isEmpty() && state.isKnown()) {
      return true;
    }
    Head head = reads.heads(List.of(event)).get(event);
    if (head == null) {
      state.forget();
      return true;
    }
    if (!state.isKnown() && isWhole(entries, head)) {
      state.begin(head.epoch());
    }
    if (!state.isKnown()
        || state.epoch() != head.epoch()
        || !entries.stream().allMatch(LedgerEntry::isKnown)) {
      state.forget();
      return true;
    }
    state.apply(entries);
    return entries.size() < atMost;
  }

  /// Whether the history that begins with these entries is all of one epoch.
  private static boolean isWhole(List<LedgerEntry> first, Head head) {
    return first.isEmpty()
        ? head.version() == 0
        : first.getFirst().version() == 1 && first.getFirst().epoch() == head.epoch();
  }

  @Override
  public List<Finding> compare(EventState folded) {
    return read(session -> compare(session, folded));
  }

  private static List<Finding> compare(Session session, EventState folded) throws SQLException {
    Sale sale = folded.sale();
    EventId event = sale.event().id();
    var reads = new LedgerReads(session);
    Optional<Head> head = reads.snapshot(event);
    if (head.isEmpty()) {
      return List.of();
    }
    var queries = new Queries(session.connection());
    List<Finding> findings = new ArrayList<>();
    findings.addAll(beyondTheRoom(queries, sale));
    for (Rule rule : RULES) {
      queries
          .query(rule.bounded(), row -> new Row(row.getInt(1), row.getString(2)), event.value())
          .forEach(row -> findings.add(finding(rule.kind(), sale.seatMap(), row)));
    }
    if (sale.event().ledger() == LedgerKind.POSTGRES && findings.isEmpty()) {
      compareWithLedger(reads, folded, head.get()).ifPresent(findings::add);
    }
    return findings;
  }

  private static Finding finding(Kind kind, SeatMap map, Row row) {
    return new Finding(
        kind,
        row.number() >= 0 && row.number() < map.capacity()
            ? map.idAt(row.number())
            : "number " + row.number(),
        row.detail());
  }

  private static List<Finding> beyondTheRoom(Queries queries, Sale sale) throws SQLException {
    int capacity = sale.seatMap().capacity();
    return queries
        .query(
            """
            SELECT seat_no, kind FROM seat_claim
            WHERE event_id = ? AND NOT (seat_no >= 0 AND seat_no < ?) LIMIT 5
            """,
            row -> new Row(row.getInt(1), row.getString(2)),
            sale.event().id().value(),
            capacity)
        .stream()
        .map(
            row ->
                finding(
                    Kind.COUNT_MISMATCH,
                    sale.seatMap(),
                    new Row(
                        row.number(),
                        "%s, of a room of %d seats and places".formatted(row.detail(), capacity))))
        .toList();
  }

  private static Optional<Finding> compareWithLedger(
      LedgerReads reads, EventState folded, Head head) throws SQLException {
    var stored = new EventState(folded.sale());
    try {
      reads.bringToHead(stored, head);
      Optional<Finding> miscount = miscount(stored, reads.clock());
      if (miscount.isPresent()) {
        return miscount;
      }
      boolean isAtHead = folded.epoch() != head.epoch();
      while (folded.isKnown() && !isAtHead) {
        isAtHead = fold(reads, folded, ENTRIES_AT_ONCE);
      }
      if (folded.epoch() != head.epoch()) {
        folded.forget();
      }
    } catch (IllegalStateException e) {
      return Optional.of(mismatch(String.valueOf(e.getMessage())));
    }
    if (!folded.isKnown()) {
      reads.bringToHead(folded, head);
      return Optional.empty();
    }
    return folded.agreesWith(stored) ? Optional.empty() : Optional.of(difference(folded, stored));
  }

  private static Finding mismatch(String detail) {
    return new Finding(Kind.LEDGER_MISMATCH, null, detail);
  }

  private static Finding difference(EventState folded, EventState stored) {
    SeatMap map = folded.sale().seatMap();
    return IntStream.range(0, map.capacity())
        .filter(number -> !folded.claim(number).equals(stored.claim(number)))
        .mapToObj(
            number ->
                new Finding(
                    Kind.LEDGER_MISMATCH,
                    map.idAt(number),
                    "stored: %s (expected: %s, as the entries have it)"
                        .formatted(stored.claim(number), folded.claim(number))))
        .findFirst()
        .orElseGet(
            () ->
                mismatch(
                    "the holds, the settings or the head (expected: as the entries have them, at"
                        + " version %d)".formatted(folded.version())));
  }

  /// What anybody would be told at this moment. What is available is the rest, which damage makes
  /// negative.
  private static Optional<Finding> miscount(EventState stored, Instant now) {
    Availability told = stored.availability(now);
    return told.areas().stream()
        .filter(
            area ->
                area.available() < 0
                    || area.held() < 0
                    || area.reserved() < 0
                    || area.blocked() < 0)
        .map(area -> new Finding(Kind.COUNT_MISMATCH, area.area().id(), area.toString()))
        .findFirst();
  }
}
