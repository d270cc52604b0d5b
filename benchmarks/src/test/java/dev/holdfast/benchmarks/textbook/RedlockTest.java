package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.local.EmbeddedRedis;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedlockTest {
  private static final Workload ROOM = new Workload("a seat", 1, 1, 1, 0);

  /// All servers grant it, but when the last one does, the others have forgotten it.
  @Test
  void aLockWithoutValidityLeftDoesNotCount()
      throws InterruptedException, ExecutionException, TimeoutException {
    Stage stage = Servers.stage(ROOM, Way.REDLOCK);
    EmbeddedRedis slow = Servers.REDIS.servers().getLast();
    Redis first = Servers.REDIS.one(1);
    try (var locks = new RedisLocks(Servers.REDIS.all(1), Duration.ofMillis(100), stage.tally())) {
      String before = expired(first);
      slow.standStill();
      Buyer buyer;
      try {
        buyer = Buyer.asking(() -> locks.hold(1, 0, new int[] {0}));
        Buyer.await(() -> !expired(first).equals(before));
      } finally {
        slow.goOn();
      }
      assertThat(buyer.answer()).isEqualTo(Answer.GAVE_UP);
      assertThat(locks.claims()).isEmpty();
    } finally {
      first.close();
    }
  }

  /// How many keys a server has let expire, as it says it.
  private static String expired(Redis server) {
    return String.valueOf(RedisServers.await(server.send(Request.cmd(Command.INFO, "stats"))))
        .lines()
        .filter(line -> line.startsWith("expired_keys:"))
        .findFirst()
        .orElseThrow();
  }
}
