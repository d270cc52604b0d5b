package dev.holdfast.postgres;

import dev.holdfast.application.port.out.ChangeFeed;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.event.EventId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// The change feed by LISTEN and NOTIFY.
///
/// Notifying within the ledger's commit would make all commits of the database wait for each other:
/// PostgreSQL lets only one transaction with a notification commit at a time. So one thread does it
/// afterwards, of all events at once and without waiting for the disk. Another one listens, on a
/// connection that it keeps.
public final class PostgresChangeFeed implements ChangeFeed, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(PostgresChangeFeed.class);
  private static final String CHANNEL = "holdfast_changes";
  private static final Duration BETWEEN_SENDINGS = Duration.ofMillis(15);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final DataSource dataSource;
  private final Duration silence;
  private final String node = "%016x".formatted(ThreadLocalRandom.current().nextLong());
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private Map<EventId, Head> untold = new HashMap<>();

  /// A feed that takes a connection for each sending, and keeps one once it listens. They must not
  /// take part in any transaction of somebody else's.
  public PostgresChangeFeed(DataSource dataSource) {
    this(dataSource, SILENCE);
  }

  /// @param silence how long nothing is heard before the listening connection is tried
  PostgresChangeFeed(DataSource dataSource, Duration silence) {
    this.dataSource = dataSource;
    this.silence = silence;
    start("change-feed-sender", this::send);
  }

  @Override
  public void tell(EventId event, long epoch, long version) {
    lock.lock();
    try {
      untold.merge(event, new Head(epoch, version), Head::later);
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void listen(Listener listener) {
    start("change-feed-listener", succeeded -> hear(listener, succeeded));
  }

  /// Ends both threads, and gives their connections back.
  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        // Interrupted at the database, it would leave a broken connection.
        thread.join(BETWEEN_LOOKS.multipliedBy(2));
        thread.interrupt();
        thread.join(LONGEST_PAUSE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Step {
    /// @param succeeded to be told that the database answers
    void run(Runnable succeeded) throws SQLException, InterruptedException;
  }

  /// Runs a step again and again until the feed is closed. After a failure it waits a random while,
  /// longer each time, so that the nodes don't all come back to a restarted server at once.
  ///
  /// The thread is virtual: to interrupt it ends even its wait for the server's next word.
  private void start(String name, Step step) {
    threads.add(Thread.ofVirtual().name(name).start(() -> repeat(name, step)));
  }

  private void repeat(String name, Step step) {
    var failures = new AtomicInteger();
    while (!closed) {
      try {
        step.run(() -> failures.set(0));
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          int failed = failures.getAndIncrement();
          LOG.logf(failed == 0 ? Level.WARN : Level.DEBUG, "%s: tries again after %s", name, e);
          LOG.debug(name, e);
          pause(failed);
        }
      } catch (InterruptedException _) {
        // Nobody but close() interrupts.
        return;
      }
    }
  }

  private static void pause(int failed) {
    long longest =
        Math.min(SHORTEST_PAUSE.toMillis() << Math.min(failed, 10), LONGEST_PAUSE.toMillis());
    try {
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Runnable succeeded) throws SQLException, InterruptedException {
    Map<EventId, Head> heads = takeUntold();
    try (Session session = Session.begin(dataSource, AnswerTimeout.USUAL)) {
      send(session.connection(), heads);
      Optional<SQLException> failure = session.commit();
      if (failure.isPresent()) {
        throw failure.get();
      }
    } catch (SQLException | RuntimeException e) {
      heads.forEach((event, head) -> tell(event, head.epoch(), head.version()));
      throw e;
    }
    succeeded.run();
    TimeUnit.MILLISECONDS.sleep(BETWEEN_SENDINGS.toMillis());
  }

  private Map<EventId, Head> takeUntold() throws InterruptedException {
    lock.lock();
    try {
      while (untold.isEmpty()) {
        something.await();
      }
      Map<EventId, Head> taken = untold;
      untold = new HashMap<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void send(Connection connection, Map<EventId, Head> heads) throws SQLException {
    List<String> payloads = new ArrayList<>();
    heads.forEach(
        (event, head) ->
            payloads.add(new Notice(node, event, head.epoch(), head.version()).payload()));
    String sql =
        """
        SET LOCAL synchronous_commit = off;
        SELECT pg_notify('%s', payload) FROM unnest(?) AS payload"""
            .formatted(CHANNEL);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", payloads.toArray()));
      statement.execute();
    }
  }

  /// Listens until the connection is lost.
  private void hear(Listener listener, Runnable succeeded) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      int usualTimeout = connection.getNetworkTimeout();
      try {
        execute(connection, "LISTEN " + CHANNEL);
        succeeded.run();
        listener.missed();
        long heardAt = System.nanoTime();
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!closed) {
          PGNotification[] heard = notifications.getNotifications((int) BETWEEN_LOOKS.toMillis());
          if (heard != null && heard.length > 0) {
            pass(heard, listener);
            heardAt = System.nanoTime();
          } else if (System.nanoTime() - heardAt > silence.toNanos()) {
            execute(connection, "SELECT 1 /* LISTEN " + CHANNEL + " */");
            heardAt = System.nanoTime();
          }
        }
      } finally {
        unlisten(connection, usualTimeout);
      }
    }
  }

  /// Makes the connection fit for others. If it is broken, this lets the pool know, which does not
  /// see what goes wrong while waiting for notifications.
  private static void unlisten(Connection connection, int usualTimeout) {
    try {
      execute(connection, "UNLISTEN *");
      connection.setNetworkTimeout(Runnable::run, usualTimeout);
    } catch (SQLException e) {
      LOG.debug("the connection that listened is broken", e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    AnswerTimeout.set(connection, AnswerTimeout.USUAL);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void pass(PGNotification[] heard, Listener listener) {
    for (PGNotification notification : heard) {
      Notice notice;
      try {
        notice = Notice.parse(notification.getParameter());
      } catch (IllegalArgumentException e) {
        LOG.warnf("somebody else uses the channel %s: %s", CHANNEL, e.getMessage());
        continue;
      }
      if (!notice.node().equals(node)) {
        listener.changed(notice.event(), notice.epoch(), notice.version());
      }
    }
  }
}
