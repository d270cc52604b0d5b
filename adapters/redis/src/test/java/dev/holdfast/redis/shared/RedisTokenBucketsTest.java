package dev.holdfast.redis.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.RateLimits.Use;
import dev.holdfast.application.port.out.SharedUnavailable;
import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.application.service.RateLimitService;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.limit.Quotas;
import dev.holdfast.domain.limit.RateLimit;
import dev.holdfast.testkit.TokenBucketsContract;
import io.github.bucket4j.TimeMeter;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisTokenBucketsTest extends TokenBucketsContract {
  private final RedisUnderTest redis = RedisUnderTest.empty();

  @AfterEach
  void close() {
    redis.close();
  }

  @Override
  protected TokenBuckets newBuckets(LongSupplier clock) {
    return new RedisTokenBuckets(
        redis.newShared(),
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return clock.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return true;
          }
        });
  }

  private TokenBuckets newNode() {
    return new RedisTokenBuckets(redis.newShared());
  }

  @Test
  void twoNodesShareABucket() {
    TokenBuckets one = newNode();
    TokenBuckets other = newNode();

    for (int i = 0; i < 3; i++) {
      assertThat(one.take(SIX, "a").granted()).isTrue();
      assertThat(other.take(SIX, "a").granted()).isTrue();
    }
    assertThat(one.take(SIX, "a").granted()).isFalse();
    assertThat(other.take(SIX, "a").granted()).isFalse();
  }

  @Test
  void manyAtOnceOnTwoNodesGetNoMoreThanThereIs() throws InterruptedException, ExecutionException {
    RateLimit hundred = new RateLimit("hundred", 100, Duration.ofHours(1));
    List<TokenBuckets> nodes = List.of(newNode(), newNode());
    List<Callable<Boolean>> takes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      TokenBuckets node = nodes.get(i % 2);
      takes.add(() -> node.take(hundred, "hot").granted());
    }

    int granted = 0;
    int away = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> take : threads.invokeAll(takes)) {
        try {
          granted += take.get() ? 1 : 0;
        } catch (ExecutionException e) {
          // A machine that is slow for a moment may cost some of them their answer.
          assertThat(e.getCause()).isInstanceOf(SharedUnavailable.class);
          away++;
        }
      }
    }
    assertThat(granted).isBetween(1, 100);
    assertThat(granted + away).isGreaterThanOrEqualTo(100);
  }

  @Test
  void aBucketIsForgottenOnceItIsFull() {
    newNode().take(SIX, "a");

    String key = "holdfast:limit:six:6:60:a";
    assertThat(Long.parseLong(redis.run(Request.cmd(Command.PTTL).arg(key))))
        .isBetween(1L, 20_000L);
  }

  @Test
  void redisStoresNoAddressAndNoPerson() {
    var one = new Quotas(OptionalInt.of(9), OptionalInt.of(9), OptionalInt.of(9));
    var limits = new RateLimitService(one, one, List.of(new byte[32]), newNode());
    Caller person = Caller.person("ada@shop.example", null, Set.of(Scope.ADMIN));
    limits.take(Use.HOLDING, () -> false, Caller::anybody, "192.0.2.1");
    limits.take(Use.HOLDING, () -> false, Caller::anybody, "192.0.2.2");
    limits.take(Use.HOLDING, () -> false, () -> person, "192.0.2.1");

    assertThat(redis.run(Request.cmd(Command.KEYS).arg("*")))
        .containsPattern("holdfast:limit:address-holding:9:60:[0-9a-f]{32}\\b")
        .containsPattern("holdfast:limit:person-holding:9:60:[0-9a-f]{32}\\b")
        .doesNotContain("192.0.2", "ada@", "shop.example");
    assertThat(redis.run(Request.cmd(Command.DBSIZE))).isEqualTo("3");
  }

  @Test
  void aRedisThatDoesNotAnswerIsWaitedForOnceAndOnlyShortly() throws InterruptedException {
    try (RedisUnderTest own = RedisUnderTest.own()) {
      var node = new RedisTokenBuckets(new SharedRedis(own.newClient()));
      node.take(SIX, "a");
      own.server().standStill();
      try {
        assertThat(inVain(node)).isLessThan(Duration.ofMillis(500));
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
          inVain(node);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .as("nobody waits again")
            .isLessThan(Duration.ofMillis(900));
      } finally {
        own.server().goOn();
      }
      comesBack(node);
    }
  }

  @Test
  void aRedisThatWasKilledIsUsedAgainOnceItIsBack() throws InterruptedException {
    try (RedisUnderTest own = RedisUnderTest.own()) {
      var node = new RedisTokenBuckets(new SharedRedis(own.newClient()));
      node.take(SIX, "a");
      own.server().kill();
      assertThat(inVain(node)).isLessThan(Duration.ofMillis(500));
      own.server().restart();
      comesBack(node);
    }
  }

  private static Duration inVain(TokenBuckets buckets) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> buckets.take(SIX, "a")).isInstanceOf(SharedUnavailable.class);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /// Waits until the buckets can be used, and returns; the test's time limit ends it.
  private static void comesBack(TokenBuckets buckets) throws InterruptedException {
    while (true) {
      try {
        buckets.take(SIX, "a");
        return;
      } catch (SharedUnavailable _) {
        Thread.sleep(50);
      }
    }
  }
}
