package dev.holdfast.benchmarks.textbook;

import static dev.holdfast.benchmarks.textbook.SqlTransactions.update;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration.TransactionIsolation;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A lock in Redis for each event, and under it a look into the database and then a write, each in
/// a transaction of its own. Redis gives the lock to the next one when its time is over, whatever
/// its owner does meanwhile.
///
/// With a fence, the lock comes with a number that is higher each time, and the database lets
/// nobody look or write after a higher number was there. If Redis forgets its numbers, the fence
/// lets nobody through until they are as high as before.
///
/// Source: Martin Kleppmann, "How to do distributed locking", 2016,
/// <https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html>
final class RedisMutex implements SeatHolder {
  static final Duration TTL = Duration.ofSeconds(10);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int PAUSE_MILLIS = 4;
  private static final int TRIES = 5;
  private static final String LOCK =
      """
      if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
        return redis.call('INCR', KEYS[2])
      end
      return nil
      """;

  private final Redis server;
  private final SqlTransactions transactions;
  private final Tally tally;
  private final boolean fenced;
  private final Duration ttl;
  private final Runnable pause;

  /// @param pause what happens between the look and the write
  RedisMutex(Stage stage, boolean fenced, Duration ttl, Runnable pause) {
    this.server = stage.redis().one(stage.connections());
    this.transactions = new SqlTransactions(stage, TransactionIsolation.READ_COMMITTED);
    this.tally = stage.tally();
    this.fenced = fenced;
    this.ttl = ttl;
    this.pause = pause;
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    OptionalInt token = lock(holder, event);
    if (token.isEmpty()) {
      return Answer.GAVE_UP;
    }
    try {
      Answer free = look(event, seats, token.getAsInt());
      if (free != Answer.HELD) {
        return free;
      }
      pause.run();
      return write(holder, event, seats, token.getAsInt());
    } finally {
      var _ = RedisServers.await(server.send(RedisLocks.release(key(event), holder)));
    }
  }

  /// The number that came with the lock, or nothing if it was not to be had for long.
  private OptionalInt lock(long holder, int event) {
    Request lock =
        Request.cmd(
            Command.EVAL,
            LOCK,
            "2",
            key(event),
            "token:" + event,
            Long.toString(holder),
            Long.toString(ttl.toMillis()));
    long start = System.nanoTime();
    while (System.nanoTime() - start < TIMEOUT.toNanos()) {
      Response token = RedisServers.await(server.send(lock));
      if (token != null) {
        return OptionalInt.of(Integer.parseInt(token.toString()));
      }
      tally.retries.increment();
      RedisLocks.pause(PAUSE_MILLIS);
    }
    return OptionalInt.empty();
  }

  static String key(int event) {
    return "event:" + event;
  }

  private Answer look(int event, int[] seats, int token) {
    return transactions.hold(
        TRIES,
        0,
        connection -> {
          if (!passes(connection, event, token)) {
            return Optional.of(Answer.GAVE_UP);
          }
          boolean taken = CheckThenInsert.isAnyTaken(connection, event, seats);
          return Optional.of(taken ? Answer.TAKEN : Answer.HELD);
        });
  }

  private Answer write(long holder, int event, int[] seats, int token) {
    return transactions.hold(
        TRIES,
        0,
        connection -> {
          if (!passes(connection, event, token)) {
            return Optional.of(Answer.GAVE_UP);
          }
          CheckThenInsert.insert(connection, holder, event, seats);
          return Optional.of(Answer.HELD);
        });
  }

  /// Whether no higher number was at the fence. Until the transaction ends, no other number gets
  /// past it.
  private boolean passes(Connection connection, int event, int token) throws SQLException {
    return !fenced
        || update(
                connection,
                "UPDATE fence SET token = ? WHERE event = ? AND token <= ?",
                token,
                event,
                token)
            == 1;
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    CheckThenInsert.delete(transactions, holder, event, seats);
  }

  @Override
  public Set<Claim> claims() {
    return transactions.claims(Tables.CLAIMS);
  }

  @Override
  public void close() {
    transactions.close();
    server.close();
  }
}
