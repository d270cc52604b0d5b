package dev.holdfast.bootstrap;

import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.bootstrap.Call.Kind;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.EventState;
import dev.holdfast.postgres.PostgresSeatLedger;
import dev.holdfast.testkit.AreaAudit;
import dev.holdfast.testkit.Picture;
import dev.holdfast.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
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
  ///
  /// @param ofSales whether it is true of sales alone, too, where the holds are elsewhere
  private record Rule(String name, boolean ofSales, String sql) {
    private Rule {
      sql =
          sql.replace("{live}", LIVE)
              .replace("{name}", NAME)
              .replace("{seats}", String.valueOf(StressRoom.SEATS))
              .replace("{places}", String.valueOf(StressRoom.PLACES))
              .replace("{queue}", String.valueOf(QUEUE))
              .replace("{capacity}", String.valueOf(StressRoom.CAPACITY));
    }
  }

  /// The number inside of the first place of the queue.
  private static final int QUEUE = StressRoom.SEATS + StressRoom.PLACES;

  /// What the outside calls the seat or place of a row with `seat_no` and `place_no`.
  private static final String NAME =
      "CASE WHEN seat_no < %d THEN 'S-' || seat_no + 1 WHEN seat_no < %d THEN '%s#' || place_no"
              .formatted(StressRoom.SEATS, QUEUE, StressRoom.PIT)
          + " ELSE '%s#' || place_no END".formatted(StressRoom.QUEUE);

  private static final String LIVE =
      """
      (SELECT event_id, seat_no, place_no, 'held' AS kind, hold_id AS owner_id
       FROM hold, unnest(seat_nos, place_nos) AS seats (seat_no, place_no) WHERE status = 'open'
       UNION ALL
       SELECT event_id, seat_no, place_no, 'reserved', reservation_id
       FROM ticket WHERE cancelled_at IS NULL) AS live
      """;

  /// What is true at any moment, and says most while there are holds.
  private static final List<Rule> RULES_AT_ANY_TIME =
      List.of(
          new Rule(
              "I1: a seat is in one live hold or one live ticket",
              true,
              "SELECT event_id, seat_no FROM {live} GROUP BY 1, 2 HAVING count(*) > 1"),
          new Rule(
              "I1: a place's number is in one live hold or one live ticket",
              true,
              "SELECT event_id, {name} FROM {live} GROUP BY 1, 2 HAVING count(*) > 1"),
          new Rule(
              "I1: no area has more live places than it has places",
              true,
              """
              SELECT event_id, (seat_no - {seats}) / {places} AS area FROM {live}
              WHERE seat_no >= {seats} GROUP BY 1, 2
              HAVING count(*) > {places} OR max(seat_no) >= {capacity}
              """),
          new Rule(
              "I1, I4: every claim but a block has its live hold or ticket",
              true,
              """
              SELECT event_id, seat_no, kind, owner_id FROM seat_claim WHERE kind <> 'blocked'
              EXCEPT ALL SELECT event_id, seat_no, kind, owner_id FROM {live}
              """),
          new Rule(
              "I1, I4: every live hold or ticket has its claim",
              true,
              """
              SELECT event_id, seat_no, kind, owner_id FROM {live}
              EXCEPT ALL SELECT event_id, seat_no, kind, owner_id FROM seat_claim
              """));

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "I3: no hold was confirmed at or after its expiry",
              true,
              """
              SELECT hold_id FROM reservation JOIN hold USING (event_id, hold_id)
              WHERE confirmed_at >= expires_at OR ended_at <> confirmed_at
              """),
          new Rule(
              "I4: no hold is open past its time",
              true,
              "SELECT hold_id FROM hold WHERE status = 'open' AND expires_at <= clock_timestamp()"),
          new Rule(
              "I2, I6: reservations and confirmed holds are the same",
              true,
              """
              SELECT hold_id FROM (SELECT * FROM hold WHERE status = 'confirmed') AS sold
              FULL JOIN reservation USING (event_id, hold_id, reservation_id)
              WHERE status IS NULL OR code IS NULL
              """),
          new Rule(
              "I2, I6: a reservation has the tickets of its hold",
              true,
              """
              SELECT hold_id FROM hold, LATERAL (
                SELECT array_agg(seat_no ORDER BY ordinal) AS sold,
                  array_agg(coalesce(place_no, 0) ORDER BY ordinal) AS places FROM ticket
                WHERE ticket.event_id = hold.event_id
                  AND ticket.reservation_id = hold.reservation_id) AS tickets
              WHERE status = 'confirmed' AND (seat_nos IS DISTINCT FROM sold
                OR coalesce(place_nos, array_fill(0, ARRAY[cardinality(seat_nos)]))
                  IS DISTINCT FROM places)
              """),
          new Rule(
              "I5: what is kept for a key is there",
              true,
              """
              SELECT key FROM idempotency
              LEFT JOIN hold USING (event_id, hold_id)
              LEFT JOIN reservation ON reservation.event_id = idempotency.event_id
                AND reservation.reservation_id = idempotency.reservation_id
              WHERE hold.status IS NULL AND reservation.code IS NULL AND kind <> 'configured'
              """),
          new Rule(
              "I5: a request placed one hold",
              true,
              """
              SELECT metadata->>'request' FROM hold WHERE metadata->>'request' IS NOT NULL
              GROUP BY event_id, metadata->>'request' HAVING count(*) > 1
              """),
          new Rule(
              "I5: a request made one reservation",
              true,
              "SELECT reference FROM reservation WHERE reference IS NOT NULL"
                  + " GROUP BY event_id, reference HAVING count(*) > 1"),
          new Rule(
              "I6: the ledger has no gaps, and its head is its last entry",
              false,
              """
              SELECT event_id, version, count(*) FROM event_head
              LEFT JOIN (SELECT event_id, version AS entry, at FROM ledger) AS entries
                USING (event_id)
              GROUP BY event_id, version, last_at
              HAVING count(entry) <> version
                  OR version > 0 AND (min(entry) <> 1 OR max(entry) <> version
                      OR max(at) <> last_at)
              """),
          new Rule(
              "I6: epochs never go back",
              false,
              """
              SELECT event_id, version FROM (
                SELECT *, lag(epoch) OVER (PARTITION BY event_id ORDER BY version) AS before
                FROM (SELECT event_id, version, epoch FROM ledger
                      UNION ALL SELECT event_id, version + 1, epoch FROM event_head) AS all_epochs)
                AS epochs WHERE epoch < before
              """),
          new Rule(
              "I6: instants never go back",
              true,
              """
              SELECT event_id, version FROM (
                SELECT *, lag(at) OVER (PARTITION BY event_id ORDER BY version) AS before
                FROM ledger) AS entries WHERE at < before
              """),
          new Rule(
              "I6: every hold was placed once and ended at most once",
              false,
              """
              SELECT hold_id FROM hold LEFT JOIN ledger USING (event_id, hold_id)
              GROUP BY event_id, hold_id, hold.status
              HAVING count(*) FILTER (WHERE kind = 'placed') <> 1
                  OR count(*) FILTER (WHERE kind = hold.status)
                      <> CASE hold.status WHEN 'open' THEN 0 ELSE 1 END
                  OR count(*) FILTER (WHERE kind IN ('confirmed', 'released', 'expired'))
                      <> CASE hold.status WHEN 'open' THEN 0 ELSE 1 END
              """));

  /// Unless a backup was restored, or somebody asked for it.
  private static final Rule ONE_EPOCH =
      new Rule(
          "I6: no new epoch has begun",
          false,
          "SELECT event_id, ledger.version FROM ledger JOIN event_head USING (event_id)"
              + " WHERE ledger.epoch <> event_head.epoch");

  private final DataSource dataSource;
  private final List<String> violations = new ArrayList<>();

  StoredCheck(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /// What is wrong at this moment; empty if nothing is.
  List<String> violationsNow() throws SQLException {
    return broken(RULES_AT_ANY_TIME);
  }

  private List<String> broken(List<Rule> rules) throws SQLException {
    List<String> broken = new ArrayList<>();
    for (Rule rule : rules) {
      for (String row : rows(rule.sql)) {
        broken.add(rule.name + ", not so: " + row);
      }
    }
    return broken;
  }

  /// What is wrong in the end, where no new epoch has begun; empty if nothing is.
  ///
  /// @param outlasted the holds whose rows a stranger had until their time was up, with their
  ///     expiry
  List<String> violations(List<String> events, List<Call> calls, Map<String, String> outlasted)
      throws SQLException {
    violations.addAll(broken(List.of(ONE_EPOCH)));
    soldInTime(outlasted);
    return violations(events, calls);
  }

  /// What is wrong in the end, whatever epochs have begun; empty if nothing is.
  List<String> violations(List<String> events, List<Call> calls) throws SQLException {
    violations.addAll(broken(RULES_AT_ANY_TIME));
    violations.addAll(broken(RULES));
    rowsAreAsTheyShouldBe();
    for (String event : events) {
      foldsToWhatIsStored(StressRoom.sale(new EventId(UUID.fromString(event))));
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

  /// What is wrong with the sales in the end, where the holds are elsewhere; empty if nothing is.
  List<String> violationsOfSales(List<Call> calls) throws SQLException {
    violations.addAll(broken(RULES_AT_ANY_TIME));
    violations.addAll(broken(RULES.stream().filter(Rule::ofSales).toList()));
    rowsAreAsTheyShouldBe();
    Map<String, String> sales = pairs("SELECT reference, reservation_id FROM reservation");
    calls.stream()
        .collect(Collectors.groupingBy(call -> call.request().id()))
        .values()
        .forEach(of -> wholeOrNotAtAll(of, Kind.CONFIRM, sales));
    reservationsAreAsAnswered(calls);
    return violations;
  }

  private void rowsAreAsTheyShouldBe() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        statement.execute(TestDatabase.rowChecks());
      } catch (SQLException e) {
        violations.add("a row that should not be: " + e.getMessage());
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private void soldInTime(Map<String, String> outlasted) throws SQLException {
    pairs("SELECT hold_id, expires_at FROM hold WHERE status = 'confirmed'")
        .forEach(
            (hold, expiresAt) -> {
              // Another expiry was decided before a stranger had the row.
              if (expiresAt.equals(outlasted.get(hold))) {
                violations.add("I3: written after its expiry at %s: %s".formatted(expiresAt, hold));
              }
            });
  }

  private void foldsToWhatIsStored(Sale sale) {
    var ledger = new PostgresSeatLedger(dataSource, Duration.ofSeconds(10));
    try {
      // Nobody changed its settings, which the room does not tell.
      var state = new EventState(sale);
      ledger.load(state);
      Picture stored = Picture.of(state);
      Picture folded = Picture.folded(ledger, state.sale());
      if (!stored.equals(folded)) {
        violations.add("I6: stored %s, folded %s".formatted(stored, folded));
      }
      AreaAudit.check(ledger, sale, Instant.now(), "areas");
    } catch (AssertionError e) {
      violations.add("I7: " + e.getMessage());
    } catch (IllegalStateException e) {
      // What is stored, or its ledger, contradicts itself. The other violations say how.
      violations.add("I6: " + e.getMessage());
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
    Map<String, String> kept = pairs("SELECT key, kind FROM idempotency");
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
      boolean isKeptAsRefused = "refused".equals(kept.get(key));
      if (kept.containsKey(key) && !isKeptAsRefused && of.stream().allMatch(Call::isFailed)) {
        violations.add("I5: refused, but carried out: " + of);
      }
      if (isKeptAsRefused && of.stream().anyMatch(Call::isOk)) {
        violations.add("I5: carried out, but kept as refused: " + of);
      }
    }
  }

  private void reservationsAreAsAnswered(List<Call> calls) throws SQLException {
    Map<String, String> stored =
        pairs(
            """
            SELECT reservation_id, code || ' ' || string_agg(
              seat_id || coalesce('#' || place_no, ''), ','
              ORDER BY seat_id || coalesce('#' || place_no, '') COLLATE "C")
            FROM reservation JOIN ticket USING (event_id, reservation_id) GROUP BY event_id, 1, code
            """);
    for (Call call : calls) {
      if (call.request().kind() == Kind.CONFIRM && call.answer() instanceof Answer.Ok ok) {
        String answered = ok.text("code") + " " + sorted(ok);
        if (!answered.equals(stored.get(ok.text("id")))) {
          violations.add(
              "I2: acknowledged %s, but stored is %s: %s"
                  .formatted(answered, stored.get(ok.text("id")), call));
        }
      }
    }
  }

  private static String sorted(Answer.Ok ok) {
    return ok.seats().stream().sorted().collect(Collectors.joining(","));
  }

  /// Of holds of which all changes are known.
  private void seatsAreAsAnswered(List<Call> calls) throws SQLException {
    Map<String, String> stored =
        pairs(
            """
            SELECT hold_id, (SELECT string_agg({name}, ',' ORDER BY {name} COLLATE "C")
                             FROM unnest(seat_nos, place_nos) AS seats (seat_no, place_no))
                || ' ' || to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
            FROM hold
            """
                .replace("{name}", NAME));
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
            String answered = sorted(last) + " " + last.text("expiresAt").replace("Z", "");
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

  int timedBlocks() throws SQLException {
    return Integer.parseInt(
        rows("SELECT count(*) FROM seat_claim WHERE release_at IS NOT NULL").getFirst());
  }

  /// What an event's availability is to say: version, held and reserved seats, and how many places
  /// of each area are.
  Map<String, String> availabilities() throws SQLException {
    return pairs(
        """
        SELECT event_id, concat_ws(' ', version,
            string_agg('S-' || seat_no + 1, ',' ORDER BY seat_no)
              FILTER (WHERE kind = 'held' AND seat_no < {seats}),
            '/', string_agg('S-' || seat_no + 1, ',' ORDER BY seat_no)
              FILTER (WHERE kind = 'reserved' AND seat_no < {seats}),
            '/', count(*) FILTER (WHERE kind = 'held' AND seat_no BETWEEN {seats} AND {queue} - 1),
            count(*) FILTER (WHERE kind = 'reserved' AND seat_no BETWEEN {seats} AND {queue} - 1),
            count(*) FILTER (WHERE kind = 'held' AND seat_no >= {queue}),
            count(*) FILTER (WHERE kind = 'reserved' AND seat_no >= {queue}))
        FROM event_head LEFT JOIN seat_claim USING (event_id) GROUP BY event_id, version
        """
            .replace("{seats}", String.valueOf(StressRoom.SEATS))
            .replace("{queue}", String.valueOf(QUEUE)));
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
