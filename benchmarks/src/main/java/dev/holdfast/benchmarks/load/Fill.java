package dev.holdfast.benchmarks.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/// Writes rows as the service would have, into events that it has not looked at yet: a million
/// holds are made in seconds.
final class Fill {
  /// An id begins with its event's, so that it leads there.
  private static final String HOLD_ID =
      "(left(%s::text, 18) || substr(gen_random_uuid()::text, 19))::uuid";

  private Fill() {}

  /// Gives an event holds that were placed and released in the past, each of two seats of 1,000. It
  /// is the near past: what ended a day ago may be deleted.
  static void pastHolds(Connection database, String event, int holds) {
    execute(
        database,
        """
        WITH past AS (
          SELECT e.event_id, n, %s AS hold_id,
                 ARRAY[2 * (n %% 500), 2 * (n %% 500) + 1]::integer[] AS seat_nos,
                 now() - interval '1 hour' + n * interval '2 microseconds' AS at
          FROM (SELECT ?::uuid AS event_id) AS e, generate_series(1, ?) AS n),
        held AS (
          INSERT INTO hold (event_id, hold_id, status, seat_nos, ticket_types, prices, placed_at,
                            expires_at, max_expires_at, ended_at, secret_key)
          SELECT event_id, hold_id, 'released', seat_nos, ARRAY[NULL, NULL]::text[],
                 ARRAY[4200, 4200]::bigint[], at, at + interval '12 hours', at + interval '1 day',
                 at + interval '1 microsecond', '1'
          FROM past),
        placed AS (
          INSERT INTO ledger (event_id, version, epoch, at, kind, hold_id, seat_nos, ticket_types,
                              prices, expires_at, max_expires_at)
          SELECT event_id, 2 * n - 1, (SELECT epoch FROM event_head h
                                       WHERE h.event_id = past.event_id),
                 at, 'placed', hold_id, seat_nos, ARRAY[NULL, NULL]::text[],
                 ARRAY[4200, 4200]::bigint[], at + interval '12 hours', at + interval '1 day'
          FROM past),
        released AS (
          INSERT INTO ledger (event_id, version, epoch, at, kind, hold_id, seat_nos)
          SELECT event_id, 2 * n, (SELECT epoch FROM event_head h
                                   WHERE h.event_id = past.event_id),
                 at + interval '1 microsecond', 'released', hold_id, seat_nos
          FROM past)
        UPDATE event_head SET version = 2 * (SELECT max(n) FROM past)
        WHERE event_id = (SELECT min(event_id::text)::uuid FROM past)"""
            .formatted(HOLD_ID.formatted("e.event_id")),
        UUID.fromString(event),
        holds);
    tidy(database);
  }

  /// Gives each event open holds of one seat each, all of which expire at the same instant.
  static void openHolds(Connection database, List<String> events, int holds, Instant expiry) {
    for (String event : events) {
      execute(
          database,
          """
          WITH open AS (
            SELECT h.event_id, h.epoch, n, %s AS hold_id, now() AS at, ?::timestamptz AS expiry
            FROM event_head AS h, generate_series(1, ?) AS n WHERE h.event_id = ?),
          held AS (
            INSERT INTO hold (event_id, hold_id, status, seat_nos, ticket_types, prices, placed_at,
                              expires_at, max_expires_at, secret_key)
            SELECT event_id, hold_id, 'open', ARRAY[n - 1]::integer[], ARRAY[NULL]::text[],
                   ARRAY[4200]::bigint[], at, expiry, expiry, '1'
            FROM open),
          claimed AS (
            INSERT INTO seat_claim (event_id, seat_no, kind, owner_id)
            SELECT event_id, n - 1, 'held', hold_id FROM open),
          placed AS (
            INSERT INTO ledger (event_id, version, epoch, at, kind, hold_id, seat_nos, ticket_types,
                                prices, expires_at, max_expires_at)
            SELECT event_id, n, epoch, at, 'placed', hold_id, ARRAY[n - 1]::integer[],
                   ARRAY[NULL]::text[], ARRAY[4200]::bigint[], expiry, expiry
            FROM open)
          UPDATE event_head
          SET version = open.n, last_at = open.at, next_due_at = open.expiry
          FROM open
          WHERE event_head.event_id = open.event_id
            AND open.n = (SELECT max(n) FROM open)"""
              .formatted(HOLD_ID.formatted("h.event_id")),
          expiry.atOffset(ZoneOffset.UTC),
          holds,
          UUID.fromString(event));
    }
    tidy(database);
  }

  /// The sum of the events' versions.
  static long versions(Connection database, List<String> events) {
    try (PreparedStatement statement =
        database.prepareStatement(
            "SELECT sum(version)::bigint FROM event_head WHERE event_id = ANY(?::uuid[])")) {
      statement.setArray(1, database.createArrayOf("text", events.toArray()));
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

  private static void execute(Connection database, String sql, Object... values) {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("the event was not found");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("can't fill the tables: " + e.getMessage(), e);
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
