package dev.holdfast.benchmarks.load;

import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.ledger.Change;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Writes rows as the service would have, into events that it has not looked at yet: a million
/// holds are made in seconds.
final class Fill {
  private static final int AT_ONCE = 10_000;
  private static final long PRICE = 4_200;
  private static final String NULL = "\\N";

  private final Connection database;
  private final EventId event;
  private final long epoch;
  private final SplittableRandom random = new SplittableRandom();
  private final StringBuilder holds = new StringBuilder();
  private final StringBuilder claims = new StringBuilder();
  private final StringBuilder entries = new StringBuilder();
  private long version;
  private Instant lastAt = Instant.EPOCH;

  private Fill(Connection database, String event) {
    this.database = database;
    this.event = new EventId(UUID.fromString(event));
    this.epoch =
        number(database, "SELECT epoch FROM event_head WHERE event_id = ANY(?::uuid[])", event);
  }

  /// Gives an event holds that were placed and released in the past, each of two seats of 1,000. It
  /// is the near past: what ended a day ago may be deleted.
  static void pastHolds(Connection database, String event, int holds) {
    var fill = new Fill(database, event);
    Instant begin = now(database).minus(Duration.ofHours(1));
    for (int n = 1; n <= holds; n++) {
      Instant at = begin.plus(2L * n, ChronoUnit.MICROS);
      int seat = 2 * (n % 500);
      HoldTerms terms =
          fill.terms(
              List.of(seat, seat + 1),
              at,
              at.plus(Duration.ofHours(12)),
              at.plus(Duration.ofDays(1)));
      fill.add(at, Change.placed(terms));
      Instant ended = at.plus(1, ChronoUnit.MICROS);
      fill.add(ended, Change.released(terms));
      fill.add(terms, "released", ended.toString());
      fill.writeIfMany(n);
    }
    fill.finish(null);
    tidy(database);
  }

  /// Gives each event open holds of one seat each, all of which expire at the same instant.
  static void openHolds(Connection database, List<String> events, int holds, Instant expiry) {
    for (String event : events) {
      var fill = new Fill(database, event);
      Instant at = now(database);
      for (int n = 1; n <= holds; n++) {
        HoldTerms terms = fill.terms(List.of(n - 1), at, expiry, expiry);
        fill.add(at, Change.placed(terms));
        fill.add(terms, "open", NULL);
        line(fill.claims, fill.event, n - 1, "held", terms.id());
        fill.writeIfMany(n);
      }
      fill.finish(expiry);
    }
    tidy(database);
  }

  private HoldTerms terms(List<Integer> numbers, Instant at, Instant expiry, Instant latest) {
    return new HoldTerms(
        HoldId.of(event, random.nextLong()),
        numbers.stream().map(number -> new PricedSeat(number, null, PRICE, 0)).toList(),
        at,
        expiry,
        latest,
        Holder.NOBODY);
  }

  private void add(Instant at, Change change) {
    version++;
    lastAt = at;
    byte[] entry = EntryCodec.encode(new LedgerEntry(epoch, version, at, change));
    String bytes = "\\\\x" + HexFormat.of().formatHex(entry);
    line(entries, event, version, epoch, at, change.kind(), change.holdId(), bytes);
  }

  private void add(HoldTerms terms, String status, String endedAt) {
    line(
        holds,
        event,
        terms.id(),
        status,
        array(terms, PricedSeat::number),
        array(terms, _ -> "NULL"),
        array(terms, PricedSeat::price),
        terms.placedAt(),
        terms.expiresAt(),
        terms.maxExpiresAt(),
        endedAt,
        "1");
  }

  private static String array(HoldTerms terms, Function<PricedSeat, Object> element) {
    return terms.seats().stream()
        .map(seat -> element.apply(seat).toString())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void line(StringBuilder rows, @Nullable Object... columns) {
    for (Object column : columns) {
      rows.append(column).append('\t');
    }
    rows.setCharAt(rows.length() - 1, '\n');
  }

  private void writeIfMany(int holdsAdded) {
    if (holdsAdded % AT_ONCE == 0) {
      write();
    }
  }

  private void write() {
    copy(
        "hold (event_id, hold_id, status, seat_nos, ticket_types, prices, placed_at, expires_at,"
            + " max_expires_at, ended_at, secret_key)",
        holds);
    copy("seat_claim (event_id, seat_no, kind, owner_id)", claims);
    copy("ledger (event_id, version, epoch, at, kind, hold_id, entry)", entries);
  }

  private void copy(String table, StringBuilder rows) {
    try {
      database
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN", new StringReader(rows.toString()));
      rows.setLength(0);
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("can't fill the tables: " + e.getMessage(), e);
    }
  }

  private void finish(@Nullable Instant nextDue) {
    write();
    try (PreparedStatement statement =
        database.prepareStatement(
            "UPDATE event_head SET version = ?, last_at = ?, next_due_at = ? WHERE event_id = ?")) {
      statement.setLong(1, version);
      statement.setObject(2, lastAt.atOffset(ZoneOffset.UTC));
      statement.setObject(3, nextDue == null ? null : nextDue.atOffset(ZoneOffset.UTC));
      statement.setObject(4, event.value());
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The sum of the events' versions.
  static long versions(Connection database, List<String> events) {
    return number(
        database,
        "SELECT sum(version)::bigint FROM event_head WHERE event_id = ANY(?::uuid[])",
        events.toArray(String[]::new));
  }

  private static long number(Connection database, String sql, String... events) {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      statement.setArray(1, database.createArrayOf("text", events));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// PostgreSQL's clock.
  static Instant now(Connection database) {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Does at once what autovacuum would do while something is measured.
  private static void tidy(Connection database) {
    try (Statement statement = database.createStatement()) {
      statement.execute("VACUUM (ANALYZE) hold, seat_claim, ledger, event_head");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
