package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A buyer sees that two seats are free and is paused. The time of its lock ends, and another buyer
/// takes the seats. Then the first one goes on.
@Timeout(60)
class RedisMutexTest {
  private static final Workload ROOM = new Workload("two seats", 1, 2, 2, 0);
  private static final Duration SHORT = Duration.ofMillis(20);

  private static Acknowledgements meet(Way way, boolean fenced) {
    Stage stage = Servers.stage(ROOM, way);
    var told = new Acknowledgements(ROOM);
    try (var other = new RedisMutex(stage, fenced, RedisMutex.TTL, () -> {});
        var paused =
            new RedisMutex(
                stage,
                fenced,
                SHORT,
                () -> {
                  awaitEndOfLock();
                  ask(other, 2, told);
                })) {
      ask(paused, 1, told);
      return told;
    }
  }

  private static void ask(SeatHolder node, long holder, Acknowledgements told) {
    int[] seats = {0, 1};
    if (node.hold(holder, 0, seats) == Answer.HELD) {
      told.enter(holder, 0, seats);
    }
  }

  private static void awaitEndOfLock() {
    Request exists = Request.cmd(Command.EXISTS, RedisMutex.key(0));
    Redis server = Servers.REDIS.one(1);
    try {
      Buyer.await(() -> String.valueOf(RedisServers.await(server.send(exists))).equals("0"));
    } finally {
      server.close();
    }
  }

  @Test
  void aHolderThatIsPausedPastItsLocksTimeSellsSeatsTwice() {
    Acknowledgements told = meet(Way.REDIS_MUTEX, false);
    assertThat(told.holds()).isEqualTo(2);
    assertThat(told.doubleBookings()).isEqualTo(2);
  }

  @Test
  void theFenceRefusesAHolderThatWasPausedPastItsLocksTime() {
    Acknowledgements told = meet(Way.FENCED_REDIS_MUTEX, true);
    assertThat(told.holds()).isEqualTo(1);
    assertThat(told.doubleBookings()).isZero();
  }
}
