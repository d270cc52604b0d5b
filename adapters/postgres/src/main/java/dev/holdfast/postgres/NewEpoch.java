package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Retries;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.postgres.LedgerReads.Head;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// The command that begins a new epoch of events' ledgers: after a backup was restored, so that
/// nobody goes on from the history that was lost, with a pause until that is cleared up, and after
/// the server's clock went forward and back, so that the events' time goes on. Nodes may run
/// meanwhile: each event is changed under its lock, in a transaction of its own.
public final class NewEpoch {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final String ALL = "--all";
  private static final String PAUSE = "--pause";

  private final DataSource dataSource;
  private final Duration timeout;
  private final boolean pauses;
  private final PrintStream out;

  /// @param timeout how long a lock of an event is waited for
  /// @param pauses whether the events' sales are paused, too, and their due holds expired
  /// @param out is told what becomes of each event
  NewEpoch(DataSource dataSource, Duration timeout, boolean pauses, PrintStream out) {
    this.dataSource = dataSource;
    this.timeout = timeout;
    this.pauses = pauses;
    this.out = out;
  }

  /// Begins a new epoch of the events whose ids are given, or of all with `--all`, in the database
  /// that `QUARKUS_DATASOURCE_JDBC_URL` names. With `--pause`, it pauses their sales, too, and
  /// expires the holds whose time is up. Exits with 1 if not all of this was done, and with 2 if it
  /// was not called like this.
  public static void main(String[] args) {
    System.exit(ExitStatus.of(() -> run(new ArrayList<>(List.of(args)))));
  }

  /// @param named may be changed
  private static boolean run(List<String> named) throws SQLException {
    boolean pauses = named.remove(PAUSE);
    var command =
        new NewEpoch(NamedDatabase.in(System.getenv()), Duration.ofSeconds(10), pauses, System.out);
    boolean isAll = named.equals(List.of(ALL));
    boolean done =
        command.begin(isAll ? command.events() : named.stream().map(NewEpoch::event).toList());
    if (isAll) {
      command.beginFeeds();
    }
    return done;
  }

  private static EventId event(String id) {
    try {
      return new EventId(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: not an event id (expected: such as %s)".formatted(id, new UUID(0, 0)), e);
    }
  }

  /// All events.
  List<EventId> events() throws SQLException {
    try (Session session = Session.open(dataSource, ANSWER_TIMEOUT)) {
      return new Queries(session.connection())
          .query(
              "SELECT event_id FROM event_head ORDER BY event_id",
              row -> new EventId(Columns.uuid(row, "event_id")));
    }
  }

  /// Begins a new epoch of each of these events. One that can't be changed does not keep the rest.
  ///
  /// @return whether all have one, and are paused if they are to be
  boolean begin(List<EventId> events) {
    int done = 0;
    for (EventId event : events) {
      try {
        Optional<String> change = begin(event);
        change.ifPresentOrElse(
            how -> out.println("event " + event + ": " + how),
            () -> out.println("event " + event + ": not found"));
        done += change.isPresent() && (!pauses || pause(event)) ? 1 : 0;
      } catch (SQLException | RuntimeException e) {
        out.println("event " + event + ": no new epoch: " + e.getMessage());
      }
    }
    out.printf(
        "%d of %d events have a new epoch%s%n",
        done, events.size(), pauses ? " and are paused" : "");
    return done == events.size();
  }

  /// Begins a new history of each feed. Whoever has read further than a backup goes is told so.
  void beginFeeds() throws SQLException {
    try (Session session = Session.open(dataSource, ANSWER_TIMEOUT)) {
      List<Long> feeds =
          new Queries(session.connection())
              .query(
                  """
                  UPDATE feed_head
                  SET epoch = greatest(epoch + 1, floor(extract(epoch FROM clock_timestamp())))
                  RETURNING epoch
                  """,
                  row -> row.getLong("epoch"));
      out.printf("%d feeds begin a new history%n", feeds.size());
    }
  }

  private boolean pause(EventId event) {
    try {
      int expired = new SalesPause(dataSource, timeout).pause(event);
      out.printf("event %s: paused, %d of its holds expired%n", event, expired);
      return true;
    } catch (SQLException | RuntimeException e) {
      out.println("event " + event + ": not paused: " + e.getMessage());
      return false;
    }
  }

  private Optional<String> begin(EventId event) throws SQLException {
    var retries = new Retries(timeout);
    while (true) {
      try {
        return beginOnce(event);
      } catch (SQLException e) {
        if (!SqlFailures.isPassing(e) || !retries.pause()) {
          throw e;
        }
      }
    }
  }

  /// @return how the head was changed; empty if there is no such event
  private Optional<String> beginOnce(EventId event) throws SQLException {
    try (Session session = Session.open(dataSource, ANSWER_TIMEOUT)) {
      var reads = new LedgerReads(session);
      Head before = reads.lockWaiting(event, LOCK_TIMEOUT).heads().get(event);
      if (before == null) {
        return Optional.empty();
      }
      Head after = reads.beginEpoch(event, before.epoch());
      Optional<SQLException> failure = session.commit();
      if (failure.isPresent()) {
        throw failure.get();
      }
      Duration back = Duration.between(after.lastAt(), before.lastAt());
      String time = back.isZero() ? "" : ", its time set back by " + back;
      return Optional.of(
          "epoch %d (it was %d), version %d%s"
              .formatted(after.epoch(), before.epoch(), after.version(), time));
    }
  }
}
