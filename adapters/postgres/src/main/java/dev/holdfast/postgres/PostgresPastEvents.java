package dev.holdfast.postgres;

import dev.holdfast.application.port.out.PastEvents;
import dev.holdfast.domain.event.EventId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The past events in PostgreSQL.
public final class PostgresPastEvents implements PastEvents {
  private static final UUID BEFORE_ALL = new UUID(0, 0);
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

  private final DataSource dataSource;
  private final Duration budget;

  /// Takes connections as it needs them. They must not take part in any transaction of somebody
  /// else's.
  ///
  /// @param budget how long the server may take to answer
  public PostgresPastEvents(DataSource dataSource, Duration budget) {
    this.dataSource = dataSource;
    this.budget = budget;
  }

  private record Seen(EventId event, long epoch, boolean isOver) {}

  @Override
  public Page page(Duration overFor, @Nullable EventId after, int atMost) {
    try (Session session = Session.open(dataSource, budget)) {
      List<Seen> seen =
          new Queries(session.connection())
              .query(
                  """
                  SELECT event_id, epoch,
                         %s < now() - greatest(?, 86400) * interval '1 second' AS is_over
                  FROM event_head JOIN event USING (event_id)
                  WHERE ledger <> 'postgres' AND event_id > ? ORDER BY event_id LIMIT ?
                  """
                      .formatted(LedgerReads.OVER_AT),
                  row ->
                      new Seen(
                          new EventId(Columns.uuid(row, "event_id")),
                          row.getLong("epoch"),
                          row.getBoolean("is_over")),
                  overFor.toSeconds(),
                  after == null ? BEFORE_ALL : after.value(),
                  atMost);
      Map<EventId, Long> over = new HashMap<>();
      seen.stream().filter(Seen::isOver).forEach(one -> over.put(one.event, one.epoch));
      return new Page(over, seen.size() < atMost ? null : seen.getLast().event);
    } catch (SQLException e) {
      throw SqlFailures.toDomain(e);
    }
  }

  @Override
  public int forgetAttempts(Collection<EventId> events, int atMost) {
    try (Session session = Session.open(dataSource, budget)) {
      Set<EventId> locked =
          new LedgerReads(session).lockFree(events, LOCK_TIMEOUT).heads().keySet();
      int forgotten =
          new Queries(session.connection())
              .query(
                  """
                  WITH forgotten AS (
                    DELETE FROM hold_outcome WHERE (event_id, hold_id, attempt) IN (
                      SELECT event_id, hold_id, attempt FROM hold_outcome
                      WHERE event_id = ANY (?) LIMIT ?)
                    RETURNING event_id),
                  raised AS (
                    UPDATE event_head SET epoch = epoch + 1
                    WHERE event_id IN (SELECT event_id FROM forgotten))
                  SELECT count(*) AS forgotten FROM forgotten
                  """,
                  row -> row.getInt("forgotten"),
                  SqlType.EVENT_ID.array(session.connection(), locked),
                  atMost)
              .getFirst();
      Optional<SQLException> failure = session.commit();
      if (failure.isPresent()) {
        throw failure.get();
      }
      return forgotten;
    } catch (SQLException e) {
      throw SqlFailures.toDomain(e);
    }
  }
}
