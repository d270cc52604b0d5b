package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The feeds in PostgreSQL. Whoever appends to a feed has the lock of its row in `feed_head` until
/// the commit, so that positions become visible in their order.
public final class PostgresFeedStore implements FeedStore {
  /// Whose the feed is of events that administrators without a client have made.
  static final UUID NOBODY = new UUID(0, 0);

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);
  private static final int DELETED_AT_ONCE = 10_000;

  private static final Bulk<Map.Entry<EventId, Head>> FEEDS =
      heads(
          """
          INSERT INTO feed_head (client_id, epoch, position)
          SELECT DISTINCT coalesce(client_id, '00000000-0000-0000-0000-000000000000'),
            floor(extract(epoch FROM clock_timestamp())), 0
          FROM (%s) AS told JOIN event USING (event_id)
          WHERE NOT EXISTS (
            SELECT FROM feed_head AS f
            WHERE f.client_id = coalesce(event.client_id, '00000000-0000-0000-0000-000000000000'))
          ON CONFLICT DO NOTHING
          """);

  private static final Bulk<Map.Entry<EventId, Head>> LOCKED =
      heads(
          """
          SELECT client_id FROM feed_head WHERE client_id = ANY (ARRAY(
            SELECT coalesce(client_id, '00000000-0000-0000-0000-000000000000')
            FROM (%s) AS told JOIN event USING (event_id)))
          ORDER BY client_id FOR NO KEY UPDATE
          """);

  private static final Bulk<Map.Entry<EventId, Head>> KNOWN =
      heads("SELECT event_id FROM (%s) AS told JOIN event USING (event_id)");

  private static final Bulk<Map.Entry<EventId, Head>> LOCKED_IF_FREE =
      heads(
          """
          SELECT event_id FROM (%s) AS told JOIN event USING (event_id) JOIN feed_head AS f
            ON f.client_id = coalesce(event.client_id, '00000000-0000-0000-0000-000000000000')
          ORDER BY f.client_id FOR NO KEY UPDATE OF f SKIP LOCKED
          """);

  private static final Bulk<Map.Entry<EventId, Head>> APPENDED =
      heads(
          """
          WITH
            new AS MATERIALIZED (
              SELECT coalesce(client_id, '00000000-0000-0000-0000-000000000000') AS client_id,
                event_id, told.epoch, told.version, coalesce(c.version, 0) AS before,
                coalesce(told.epoch > c.epoch, false) AS is_broken
              FROM (%s) AS told JOIN event USING (event_id) LEFT JOIN feed_cursor AS c USING (event_id)
              WHERE CASE WHEN c.epoch IS NULL THEN told.version > 0
                ELSE (told.epoch, told.version) > (c.epoch, c.version) END),
            placed AS (
              SELECT new.*, f.position
                + row_number() OVER (PARTITION BY client_id ORDER BY event_id) AS position
              FROM new JOIN feed_head AS f USING (client_id)),
            entered AS (
              INSERT INTO feed_entry (
                client_id, position, event_id, epoch, from_version, to_version, is_broken, at)
              SELECT client_id, position, event_id, epoch, before, version, is_broken,
                clock_timestamp()
              FROM placed RETURNING client_id, position),
            moved AS (
              INSERT INTO feed_cursor (event_id, epoch, version)
              SELECT event_id, epoch, version FROM new
              ON CONFLICT (event_id)
              DO UPDATE SET epoch = excluded.epoch, version = excluded.version),
            ended AS (
              UPDATE feed_head SET position = last.position
              FROM (SELECT client_id, max(position) AS position FROM entered GROUP BY client_id)
                AS last
              WHERE feed_head.client_id = last.client_id)
          SELECT count(*) AS appended FROM entered
          """);

  private final Sessions sessions;

  /// The feeds of this database, on connections that take part in nobody else's transaction.
  ///
  /// @param readers connections are taken within
  public PostgresFeedStore(DataSource dataSource, Bulkhead readers) {
    this.sessions = new Sessions(dataSource, readers);
  }

  /// What names the feed of a client.
  static UUID feedOf(@Nullable ClientId owner) {
    return owner == null ? NOBODY : owner.value();
  }

  private static Bulk<Map.Entry<EventId, Head>> heads(String sql) {
    return new Bulk.Row<Map.Entry<EventId, Head>>()
        .with("event_id", SqlType.EVENT_ID, Map.Entry::getKey)
        .with("epoch", SqlType.BIGINT, of -> of.getValue().epoch())
        .with("version", SqlType.BIGINT, of -> of.getValue().version())
        .in(sql);
  }

  @Override
  public boolean append(Map<EventId, Head> heads) {
    return sessions.within(
        session -> {
          Statements statements = begin(session, heads);
          // A statement that waits for a lock sees other rows as they were before. So the next one
          // does what follows.
          statements.query(LOCKED, heads.entrySet(), row -> row.getObject("client_id"));
          List<Boolean> grew =
              statements.query(APPENDED, heads.entrySet(), row -> row.getLong("appended") > 0);
          statements.send();
          Sessions.commit(session, new Statements(session.connection()));
          return grew.getFirst();
        });
  }

  @Override
  public Set<EventId> appendFree(Map<EventId, Head> heads) {
    return sessions.within(
        session -> {
          Statements statements = begin(session, heads);
          List<EventId> known = statements.query(KNOWN, heads.entrySet(), PostgresFeedStore::event);
          List<EventId> locked =
              statements.query(LOCKED_IF_FREE, heads.entrySet(), PostgresFeedStore::event);
          statements.send();
          Map<EventId, Head> free = new HashMap<>(heads);
          free.keySet().retainAll(Set.copyOf(locked));
          var last = new Statements(session.connection());
          last.query(APPENDED, free.entrySet(), row -> row.getLong("appended"));
          Sessions.commit(session, last);
          Set<EventId> left = new HashSet<>(known);
          left.removeAll(free.keySet());
          return left;
        });
  }

  /// Begins a transaction in which each of the events has a feed.
  private static Statements begin(Session session, Map<EventId, Head> heads) throws SQLException {
    Statements statements = Sessions.begin(session);
    statements.add("SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis());
    statements.add(FEEDS, heads.entrySet());
    return statements;
  }

  private static EventId event(ResultSet row) throws SQLException {
    return new EventId(Columns.uuid(row, "event_id"));
  }

  /// One event of each feed comes before the second of any, so that a feed that is locked does not
  /// fill what is returned each time.
  @Override
  public Map<EventId, Head> behind(int atMost) {
    return sessions.within(
        session -> {
          Map<EventId, Head> behind = new HashMap<>();
          new Queries(session.connection())
              .query(
                  """
                  SELECT event_id, h.epoch, h.version
                  FROM event_head AS h LEFT JOIN feed_cursor AS c USING (event_id)
                    JOIN event USING (event_id)
                  WHERE ledger = 'postgres' AND CASE WHEN c.epoch IS NULL THEN h.version > 0
                    ELSE (h.epoch, h.version) > (c.epoch, c.version) END
                  ORDER BY row_number() OVER (PARTITION BY client_id) LIMIT ?
                  """,
                  row ->
                      behind.put(
                          event(row), new Head(row.getLong("epoch"), row.getLong("version"))),
                  atMost);
          return behind;
        });
  }

  /// Of an event that is over, an entry is asked for and not the head: to free the event raises the
  /// head's epoch, too, and whoever asks the other store for what it has freed opens it again.
  @Override
  public Collection<EventId> elsewhere() {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    SELECT event_id FROM event_head AS h JOIN event USING (event_id)
                      LEFT JOIN feed_cursor AS c USING (event_id)
                    WHERE ledger <> 'postgres' AND (%s > now() - interval '1 day'
                      OR h.last_at > now() - interval '1 day' AND EXISTS (
                        SELECT FROM ledger AS l
                        WHERE l.event_id = h.event_id AND l.version = h.version
                          AND (c.epoch IS NULL
                            OR (l.epoch, l.version) > (c.epoch, c.version))))
                    """
                        .formatted(LedgerReads.OVER_AT),
                    PostgresFeedStore::event));
  }

  @Override
  public Part read(@Nullable ClientId owner, long from, int atMost) {
    UUID client = feedOf(owner);
    return sessions.within(
        session -> {
          var statements = new Statements(session.connection());
          // Who appends meanwhile is seen in whole or not at all.
          List<Long> epochs =
              statements.query(
                  "SELECT epoch FROM feed_head WHERE client_id = ?",
                  row -> row.getLong("epoch"),
                  client);
          List<Row> rows =
              statements.query(
                  """
                  SELECT * FROM feed_entry WHERE client_id = ? AND position >= ?
                  ORDER BY position LIMIT ?
                  """,
                  PostgresFeedStore::row,
                  client,
                  from,
                  atMost);
          List<Row> first =
              statements.query(
                  "SELECT * FROM feed_entry WHERE client_id = ? ORDER BY position LIMIT 1",
                  PostgresFeedStore::row,
                  client);
          List<Row> last =
              statements.query(
                  "SELECT * FROM feed_entry WHERE client_id = ? ORDER BY position DESC LIMIT 1",
                  PostgresFeedStore::row,
                  client);
          statements.send();
          return new Part(
              epochs.isEmpty() ? 0 : epochs.getFirst(),
              first.isEmpty() ? 1 : first.getFirst().position(),
              last.isEmpty() ? null : last.getFirst(),
              rows);
        });
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("position"),
        new EventId(Columns.uuid(row, "event_id")),
        row.getLong("epoch"),
        row.getLong("from_version"),
        row.getLong("to_version"),
        row.getBoolean("is_broken"),
        Columns.instant(row, "at"));
  }

  @Override
  public int deleteOld(Duration olderThan) {
    return sessions.within(
        session ->
            new Queries(session.connection())
                .query(
                    """
                    WITH deleted AS (
                      DELETE FROM feed_entry USING (
                        SELECT f.client_id, o.position FROM feed_head AS f CROSS JOIN LATERAL (
                          SELECT position, at FROM feed_entry AS e
                          WHERE e.client_id = f.client_id AND e.position < f.position
                          ORDER BY e.position LIMIT ?) AS o
                        WHERE o.at < clock_timestamp() - ? * interval '1 second') AS old
                      WHERE feed_entry.client_id = old.client_id
                        AND feed_entry.position = old.position
                      RETURNING 1)
                    SELECT count(*) AS deleted FROM deleted
                    """,
                    row -> row.getInt("deleted"),
                    DELETED_AT_ONCE,
                    olderThan.toSeconds())
                .getFirst());
  }
}
