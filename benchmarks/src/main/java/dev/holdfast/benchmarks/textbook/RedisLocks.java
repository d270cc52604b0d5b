package dev.holdfast.benchmarks.textbook;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A lock for each seat, as Redis's own description has it (`SET` with `NX` and `PX`, given back by
/// a script that looks whose it is), on most of some servers: on one it is the plain lock, on five
/// it is Redlock. The lock is the hold, and lasts as long as a hold does (its TTL). It counts only
/// if some of its validity is left when the last server has answered: the TTL, less the time that
/// locking took, and less what the servers' clocks may differ by.
///
/// Sources: <https://redis.io/docs/latest/commands/set/> and
/// <https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/>
final class RedisLocks implements SeatHolder {
  static final Duration HOLD = Duration.ofMinutes(15);

  private static final int TRIES = 3;
  private static final int PAUSE_MILLIS = 4;
  private static final String RELEASE =
      "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

  private final List<Redis> servers;
  private final Duration ttl;
  private final Duration drift;
  private final Tally tally;

  RedisLocks(List<Redis> servers, Duration ttl, Tally tally) {
    this.servers = servers;
    this.ttl = ttl;
    this.drift = ttl.dividedBy(100).plusMillis(2);
    this.tally = tally;
  }

  /// How many of the servers gave a lock.
  private enum Granted {
    BY_MOST,
    BY_FEW,
    BY_NONE
  }

  @Override
  public Answer hold(long holder, int event, int[] seats) {
    int[] sorted = Arrays.stream(seats).sorted().toArray();
    for (int attempt = 1; ; attempt++) {
      long start = System.nanoTime();
      Granted granted = lock(holder, event, sorted);
      if (granted == Granted.BY_MOST) {
        return isValid(start) ? Answer.HELD : giveUp(holder, event, sorted);
      }
      // Where few gave it, others may have no more than few themselves, and give them back.
      if (granted == Granted.BY_NONE) {
        return Answer.TAKEN;
      }
      if (attempt == TRIES) {
        return Answer.GAVE_UP;
      }
      tally.retries.increment();
      pause(PAUSE_MILLIS);
    }
  }

  /// Whether the locks that were asked for since then are still there.
  private boolean isValid(long start) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    return ttl.minus(elapsed).minus(drift).isPositive();
  }

  private Answer giveUp(long holder, int event, int[] seats) {
    release(holder, event, seats);
    return Answer.GAVE_UP;
  }

  /// Locks all seats or none, and tells of the one that was hardest to get.
  private Granted lock(long holder, int event, int[] seats) {
    for (int i = 0; i < seats.length; i++) {
      Granted granted = lock(holder, key(event, seats[i]));
      if (granted != Granted.BY_MOST) {
        release(holder, event, Arrays.copyOf(seats, i + 1));
        return granted;
      }
    }
    return Granted.BY_MOST;
  }

  private Granted lock(long holder, String key) {
    String millis = Long.toString(ttl.toMillis());
    Request set = Request.cmd(Command.SET, key, Long.toString(holder), "NX", "PX", millis);
    List<Future<@Nullable Response>> asked =
        servers.stream().map(server -> server.send(set)).toList();
    long yes = asked.stream().filter(answer -> RedisServers.await(answer) != null).count();
    if (2 * yes > servers.size()) {
      return Granted.BY_MOST;
    }
    return yes > 0 ? Granted.BY_FEW : Granted.BY_NONE;
  }

  @Override
  public void release(long holder, int event, int[] seats) {
    List<Future<@Nullable Response>> asked = new ArrayList<>();
    for (int seat : seats) {
      Request release = release(key(event, seat), holder);
      servers.forEach(server -> asked.add(server.send(release)));
    }
    asked.forEach(RedisServers::await);
  }

  /// Deletes a lock if it is this holder's.
  static Request release(String key, long holder) {
    return Request.cmd(Command.EVAL, RELEASE, "1", key, Long.toString(holder));
  }

  static void pause(int longestMillis) {
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(1_000L * longestMillis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String key(int event, int seat) {
    return "seat:" + event + ":" + seat;
  }

  /// Who has a seat on most of the servers.
  @Override
  public Set<Claim> claims() {
    Map<Claim, Integer> found = new HashMap<>();
    for (Redis server : servers) {
      for (Response key : answer(server, Request.cmd(Command.KEYS, "seat:*"))) {
        String[] parts = key.toString().split(":", -1);
        Response holder = answer(server, Request.cmd(Command.GET, key.toString()));
        found.merge(
            new Claim(
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Long.parseLong(holder.toString())),
            1,
            Integer::sum);
      }
    }
    Set<Claim> claims = new HashSet<>();
    found.forEach(
        (claim, times) -> {
          if (2 * times > servers.size()) {
            claims.add(claim);
          }
        });
    return claims;
  }

  private static Response answer(Redis server, Request request) {
    Response answer = RedisServers.await(server.send(request));
    if (answer == null) {
      throw new IllegalStateException("no answer to " + request);
    }
    return answer;
  }

  @Override
  public void close() {
    servers.forEach(Redis::close);
  }
}
