package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.testkit.CommitProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// What goes wrong during a stress test, and how often each has struck somebody.
final class Faults {
  private static final Duration REDIS_STANDS_STILL = Duration.ofMillis(1_500);
  private static final Duration LOCK = Duration.ofMillis(1_200);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /// What sessions of the test itself are called, which nobody terminates.
  static final String STRANGER = "stranger";

  static final String KILL = "a node was killed while somebody waited for it";
  static final String LOCKED = "somebody waited for an event that a stranger had locked";
  static final String TERMINATED = "a connection was terminated in a transaction";
  static final String REDIS_STOPPED = "Redis stood still, and went on";
  static final String REDIS_KILLED = "Redis was killed, and came back";
  static final String OUTLASTED = "somebody waited for a hold's row until the hold's time was up";

  private final DataSource dataSource;
  private final CommitProxy proxy;
  private final Map<String, Integer> strikes = new ConcurrentSkipListMap<>();
  private final Map<String, String> outlasted = new ConcurrentHashMap<>();

  /// @param proxy what leads one node to the database
  /// @param others the faults that are to strike, besides those of a COMMIT
  Faults(DataSource dataSource, CommitProxy proxy, String... others) {
    this.dataSource = dataSource;
    this.proxy = proxy;
    for (CommitProxy.Fault fault : CommitProxy.Fault.values()) {
      strikes.put(fault.name(), 0);
    }
    List.of(others).forEach(name -> strikes.put(name, 0));
  }

  /// How often each fault struck; 0 for one that did not.
  Map<String, Integer> strikes() {
    return Map.copyOf(strikes);
  }

  /// The holds of {@link #outlastHolds}, each with its expiry, as PostgreSQL prints them.
  Map<String, String> outlasted() {
    return Map.copyOf(outlasted);
  }

  void struck(String name) {
    strikes.merge(name, 1, Integer::sum);
  }

  /// Lets each fault of a COMMIT happen once.
  void breakCommits() throws InterruptedException {
    for (CommitProxy.Fault fault : CommitProxy.Fault.values()) {
      var done = new CountDownLatch(1);
      proxy.breakNextCommit(
          fault,
          () -> {
            struck(fault.name());
            done.countDown();
          });
      if (!done.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(300);
    }
  }

  /// Lets Redis stand still for a while.
  void stopRedis(EmbeddedRedis redis) throws InterruptedException {
    redis.standStill();
    try {
      TimeUnit.MILLISECONDS.sleep(REDIS_STANDS_STILL.toMillis());
    } finally {
      redis.goOn();
    }
    struck(REDIS_STOPPED);
  }

  /// Kills Redis and starts it again on what it has written.
  void killRedis(EmbeddedRedis redis) {
    redis.kill();
    redis.restart();
    struck(REDIS_KILLED);
  }

  /// Ends the sessions of some who are in the middle of something.
  void terminateConnections(int count) throws SQLException, InterruptedException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                """
                SELECT pg_terminate_backend(pid) FROM (
                  SELECT pid FROM pg_stat_activity
                  WHERE datname = current_database() AND backend_xid IS NOT NULL
                    AND application_name <> 'stranger'
                  ORDER BY random() LIMIT 1) AS one
                """)) {
      int left = count;
      for (int tries = 0; left > 0 && tries < 2_000; tries++) {
        try (ResultSet row = statement.executeQuery()) {
          if (row.next() && row.getBoolean(1)) {
            struck(TERMINATED);
            left--;
            TimeUnit.MILLISECONDS.sleep(200);
          }
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  /// Keeps an event locked for a while, as a session does that somebody has forgotten.
  void lockSomeEvent(List<String> events, SplittableRandom random)
      throws SQLException, InterruptedException {
    String event = events.get(random.nextInt(events.size()));
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
          connection.prepareStatement(
              "SELECT pg_backend_pid() FROM event_head WHERE event_id = ?::uuid FOR UPDATE")) {
        lock.setString(1, event);
        int self;
        try (ResultSet row = lock.executeQuery()) {
          row.next();
          self = row.getInt(1);
        }
        long begun = System.nanoTime();
        boolean isAwaited = false;
        while (System.nanoTime() - begun < (isAwaited ? LOCK : TIMEOUT).toNanos()) {
          isAwaited |= isAwaited(self);
          TimeUnit.MILLISECONDS.sleep(20);
        }
        if (isAwaited) {
          struck(LOCKED);
        }
      }
      connection.rollback();
    }
  }

  /// Keeps the rows of some holds locked until their time is up. What is written to one of them
  /// after that was decided in time at best, and a sale has to be refused.
  void outlastHolds(int count) throws SQLException, InterruptedException {
    int left = count;
    long until = System.nanoTime() + TIMEOUT.toNanos();
    while (left > 0 && System.nanoTime() < until) {
      if (outlastSomeHold()) {
        struck(OUTLASTED);
        left--;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean outlastSomeHold() throws SQLException, InterruptedException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement lock =
            connection.prepareStatement(
                """
                SELECT hold_id, expires_at, pg_backend_pid() FROM hold
                WHERE status = 'open'
                  AND expires_at - clock_timestamp() BETWEEN interval '50 ms' AND interval '400 ms'
                ORDER BY expires_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED
                """)) {
      connection.setAutoCommit(false);
      boolean isAwaited = false;
      try (ResultSet row = lock.executeQuery()) {
        if (row.next()) {
          String expiresAt = row.getString(2);
          while (!isPast(connection, expiresAt)) {
            isAwaited |= isAwaited(row.getInt(3));
            TimeUnit.MILLISECONDS.sleep(10);
          }
          outlasted.put(row.getString(1), expiresAt);
        }
      }
      connection.rollback();
      return isAwaited;
    }
  }

  private static boolean isPast(Connection connection, String instant) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT clock_timestamp() >= ?::timestamptz")) {
      statement.setString(1, instant);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private boolean isAwaited(int session) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT 1 FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))")) {
      statement.setInt(1, session);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }
}
