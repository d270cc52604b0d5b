package dev.holdfast.bootstrap;

import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.bootstrap.Call.Kind;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.postgres.PostgresSeatLedger;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.Samples;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Finds what can't be true of the tables of events that nobody changes any more, alone and beside
/// what was answered.
final class StoredCheck {
  /// A query that finds nothing where an invariant holds.
  private record Rule(String name, String sql) {}

  private static final String LIVE =
      """
      (SELECT event_id, unnest(seat_nos) AS seat_no, 'held' AS kind, hold_id AS owner_id
       FROM hold WHERE status = 'open'
       UNION ALL
       SELECT event_id, seat_no, 'reserved', reservation_id FROM ticket WHERE cancelled_at IS NULL)
      """;

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "I1: a seat is in one live hold or one live ticket",
              "SELECT event_id, seat_no FROM " + LIVE + " GROUP BY 1, 2 HAVING count(*) > 1"),
          new Rule(
              "I1, I4: every claim has its live hold or ticket",
              "SELECT event_id, seat_no, kind, owner_id FROM seat_claim EXCEPT ALL SELECT * FROM "
                  + LIVE),
          new Rule(
              "I1, I4: every live hold or ticket has its claim",
              "SELECT * FROM "
                  + LIVE
                  + " EXCEPT ALL SELECT event_id, seat_no, kind, owner_id FROM seat_claim"),
          new Rule(
              "I3: no hold was confirmed at or after its expiry",
              """
              SELECT hold_id FROM reservation JOIN hold USING (event_id, hold_id)
              WHERE confirmed_at >= expires_at OR ended_at <> confirmed_at
              """),
          new Rule(
              "I4: no hold is open past its time",
              "SELECT hold_id FROM hold WHERE status = 'open' AND expires_at <= clock_timestamp()"),
          new Rule(
              "I2, I6: reservations and confirmed holds are the same",
              """
              SELECT hold_id FROM (SELECT * FROM hold WHERE status = 'confirmed') AS sold
              FULL JOIN reservation USING (event_id, hold_id, reservation_id)
              WHERE status IS NULL OR code IS NULL
              """),
          new Rule(
              "I2, I6: a reservation has the tickets of its hold",
              """
              SELECT hold_id FROM hold WHERE status = 'confirmed' AND seat_nos IS DISTINCT FROM (
                SELECT array_agg(seat_no ORDER BY ordinal) FROM ticket
                WHERE ticket.event_id = hold.event_id
                  AND ticket.reservation_id = hold.reservation_id)
              """),
          new Rule(
              "I5: what is kept for a key is there",
              """
              SELECT key FROM idempotency
              LEFT JOIN hold USING (event_id, hold_id)
              LEFT JOIN reservation ON reservation.event_id = idempotency.event_id
                AND reservation.reservation_id = idempotency.reservation_id
              WHERE hold.status IS NULL AND reservation.code IS NULL
              """),
          new Rule(
              "I5: a request placed one hold",
              """
              SELECT metadata->>'request' FROM hold GROUP BY event_id, metadata->>'request'
              HAVING count(*) > 1
              """),
          new Rule(
              "I5: a request made one reservation",
              "SELECT reference FROM reservation GROUP BY event_id, reference HAVING count(*) > 1"),
          new Rule(
              "I6: the ledger has no gaps, and its head is its last entry",
              """
              SELECT event_id, version, count(*) FROM event_head
              LEFT JOIN (SELECT event_id, version AS entry, at, epoch AS era FROM ledger) AS entries
                USING (event_id)
              GROUP BY event_id, version, last_at, epoch
              HAVING count(entry) <> version
                  OR version > 0 AND (min(entry) <> 1 OR max(entry) <> version
                      OR max(at) <> last_at OR min(era) <> epoch OR max(era) <> epoch)
              """),
          new Rule(
              "I6: instants never go back",
              """
              SELECT event_id, version FROM (
                SELECT *, lag(at) OVER (PARTITION BY event_id ORDER BY version) AS before
                FROM ledger) AS entries WHERE at < before
              """),
          new Rule(
              "I6: every hold was placed once and ended at most once",
              """
              SELECT hold_id FROM hold LEFT JOIN ledger USING (event_id, hold_id)
              GROUP BY event_id, hold_id, hold.status
              HAVING count(*) FILTER (WHERE kind = 'placed') <> 1
                  OR count(*) FILTER (WHERE kind = hold.status)
                      <> CASE hold.status WHEN 'open' THEN 0 ELSE 1 END
                  OR count(*) FILTER (WHERE kind IN ('confirmed', 'released', 'expired'))
                      <> CASE hold.status WHEN 'open' THEN 0 ELSE 1 END
              """));

  private final DataSource dataSource;
  private final List<String> violations = new ArrayList<>();

  StoredCheck(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// What is wrong; empty if nothing is.
  ///
  /// @param seats how many each event has
  List<String> violations(List<String> events, int seats, List<Call> calls) throws SQLException {
    for (Rule rule : RULES) {
      for (String row : rows(rule.sql)) {
        violations.add(rule.name + ", not so: " + row);
      }
    }
    for (String event : events) {
      foldsToWhatIsStored(Samples.sale(new EventId(UUID.fromString(event)), seats));
    }
    Map<String, String> holds = pairs("SELECT metadata->>'request', hold_id FROM hold");
    Map<String, String> sales = pairs("SELECT reference, reservation_id FROM reservation");
    Map<String, List<Call>> tries =
        calls.stream().collect(Collectors.groupingBy(call -> call.request().id()));
    tries.values().forEach(of -> wholeOrNotAtAll(of, Kind.PLACE, holds));
    tries.values().forEach(of -> wholeOrNotAtAll(of, Kind.CONFIRM, sales));
    keysAreKept(tries);
    reservationsAreAsAnswered(calls);
    seatsAreAsAnswered(calls);
    return violations;
  }

  private void foldsToWhatIsStored(Sale sale) {
    var ledger = new PostgresSeatLedger(dataSource, Duration.ofSeconds(10));
    Picture stored = Picture.stored(ledger, sale);
    Picture folded = Picture.folded(ledger, sale);
    if (!stored.equals(folded)) {
      violations.add("I6: stored %s, folded %s".formatted(stored, folded));
    }
  }

  /// What was acknowledged is stored under the id that was answered; what was refused is not; of
  /// the rest, either is fine.
  private void wholeOrNotAtAll(List<Call> of, Kind kind, Map<String, String> stored) {
    String request = of.getFirst().request().id();
    if (of.getFirst().request().kind() != kind) {
      return;
    }
    String id = stored.get(request);
    if (id != null && of.stream().allMatch(Call::isFailed)) {
      violations.add("I5: refused, but stored as %s: %s".formatted(id, of));
    }
    for (Call call : of) {
      // A confirmation of a hold that is sold already is answered with 200 and stores nothing.
      if (call.answer() instanceof Answer.Ok ok && ok.status() == 201) {
        if (!ok.text("id").equals(id)) {
          violations.add("I2: acknowledged, but stored is %s: %s".formatted(id, call));
        }
      }
    }
  }

  /// An effect and the answer to its key are stored together.
  private void keysAreKept(Map<String, List<Call>> tries) throws SQLException {
    Map<String, String> kept =
        pairs("SELECT key, coalesce(hold_id, reservation_id) FROM idempotency");
    Map<String, String> holds = pairs("SELECT metadata->>'request', hold_id FROM hold");
    for (List<Call> of : tries.values()) {
      Call first = of.getFirst();
      String key = first.request().key();
      if (key == null) {
        continue;
      }
      boolean isStored =
          first.request().kind() == Kind.PLACE
              ? holds.containsKey(first.request().id())
              : of.stream().anyMatch(Call::isOk);
      if (isStored && !kept.containsKey(key)) {
        violations.add("I5: stored without its key: " + of);
      }
      if (kept.containsKey(key) && of.stream().allMatch(Call::isFailed)) {
        violations.add("I5: refused, but kept: " + of);
      }
    }
  }

  private void reservationsAreAsAnswered(List<Call> calls) throws SQLException {
    Map<String, String> stored =
        pairs(
            """
            SELECT reservation_id, code || ' ' || string_agg(seat_id, ',' ORDER BY ordinal)
            FROM reservation JOIN ticket USING (event_id, reservation_id) GROUP BY event_id, 1, code
            """);
    for (Call call : calls) {
      if (call.request().kind() == Kind.CONFIRM && call.answer() instanceof Answer.Ok ok) {
        String answered = ok.text("code") + " " + String.join(",", ok.seats());
        if (!answered.equals(stored.get(ok.text("id")))) {
          violations.add(
              "I2: acknowledged %s, but stored is %s: %s"
                  .formatted(answered, stored.get(ok.text("id")), call));
        }
      }
    }
  }

  /// Of holds of which all changes are known.
  private void seatsAreAsAnswered(List<Call> calls) throws SQLException {
    Map<String, String> stored =
        pairs(
            """
            SELECT hold_id, (SELECT string_agg('S-' || seat_no + 1, ',' ORDER BY ordinal)
                             FROM unnest(seat_nos) WITH ORDINALITY AS seats (seat_no, ordinal))
                || ' ' || to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
            FROM hold
            """);
    Map<String, List<Call>> changes = new HashMap<>();
    for (Call call : calls) {
      Kind kind = call.request().kind();
      if (kind == Kind.PLACE && call.answer() instanceof Answer.Ok ok) {
        changes.computeIfAbsent(ok.text("id"), _ -> new ArrayList<>()).add(call);
      } else if ((kind == Kind.CHANGE || kind == Kind.EXTEND) && call.request().hold() != null) {
        changes.computeIfAbsent(call.request().hold(), _ -> new ArrayList<>()).add(call);
      }
    }
    changes.forEach(
        (hold, of) -> {
          if (of.stream().noneMatch(Call::isUnknown)) {
            Answer.Ok last =
                of.stream()
                    .sorted(Comparator.comparingLong(Call::ended))
                    .flatMap(
                        call ->
                            call.answer() instanceof Answer.Ok ok ? Stream.of(ok) : Stream.empty())
                    .reduce((_, later) -> later)
                    .orElseThrow();
            String answered =
                String.join(",", last.seats()) + " " + last.text("expiresAt").replace("Z", "");
            String is = String.valueOf(stored.get(hold));
            if (!is.startsWith(answered)) {
              violations.add("hold %s: %s was answered, %s is".formatted(hold, answered, is));
            }
          }
        });
  }

  int openHolds() throws SQLException {
    return Integer.parseInt(rows("SELECT count(*) FROM hold WHERE status = 'open'").getFirst());
  }

  /// What an event's availability is to say: version, held and reserved seats.
  Map<String, String> availabilities() throws SQLException {
    return pairs(
        """
        SELECT event_id, version
            || ' ' || coalesce((SELECT string_agg('S-' || seat_no + 1, ',' ORDER BY seat_no)
                FROM seat_claim WHERE seat_claim.event_id = event_head.event_id AND kind = 'held'), '')
            || ' ' || coalesce((SELECT string_agg('S-' || seat_no + 1, ',' ORDER BY seat_no)
                FROM seat_claim WHERE seat_claim.event_id = event_head.event_id AND kind = 'reserved'), '')
        FROM event_head
        """);
  }

  private List<String> rows(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(row.getString(i)));
        }
        rows.add(String.join(" | ", columns));
      }
      return rows;
    }
  }

  private Map<String, String> pairs(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      Map<String, String> pairs = new TreeMap<>();
      while (row.next()) {
        pairs.put(String.valueOf(row.getString(1)), String.valueOf(row.getString(2)));
      }
      return pairs;
    }
  }
}
