package dev.holdfast.redis.shared;

import dev.holdfast.application.port.out.SharedUnavailable;
import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.RateLimit;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import io.github.bucket4j.redis.consts.LuaScripts;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Buckets in Redis, by Bucket4j. They go by the nodes' clocks, and are forgotten once full.
public final class RedisTokenBuckets implements TokenBuckets {
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Duration KEPT_WHEN_FULL = Duration.ofSeconds(10);
  private static final int MOST = 10_000;

  private final Proxies proxies;

  /// Those used last, because only requests that share one are taken to Redis together.
  private final Map<String, BucketProxy> lately =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Entry<String, BucketProxy> eldest) {
          return size() > MOST;
        }
      };

  public RedisTokenBuckets(SharedRedis redis) {
    this(redis, TimeMeter.SYSTEM_MILLISECONDS);
  }

  RedisTokenBuckets(SharedRedis redis, TimeMeter clock) {
    this.proxies = new Proxies(redis, clock);
  }

  @Override
  public Allowance take(RateLimit limit, String bucket) {
    ConsumptionProbe probe;
    try {
      probe = proxy(limit, bucket).tryConsumeAndReturnRemaining(1);
    } catch (RuntimeException e) {
      throw new SharedUnavailable("the bucket can't be used now", e);
    }
    return new Allowance(
        limit,
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Duration.ofNanos(
            probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill()));
  }

  private BucketProxy proxy(RateLimit limit, String bucket) {
    // A bucket in Redis keeps the limit that it was made with, so another limit takes another one.
    String key =
        "holdfast:limit:%s:%d:%d:%s"
            .formatted(limit.name(), limit.requests(), limit.window().toSeconds(), bucket);
    synchronized (lately) {
      return lately.computeIfAbsent(
          key,
          _ ->
              proxies
                  .builder()
                  .withOptimization(Optimizations.batching())
                  .build(key, () -> configuration(limit)));
    }
  }

  private static BucketConfiguration configuration(RateLimit limit) {
    return BucketConfiguration.builder()
        .addLimit(
            full -> full.capacity(limit.requests()).refillGreedy(limit.requests(), limit.window()))
        .build();
  }

  /// Reads and replaces the buckets' states.
  private static final class Proxies extends AbstractCompareAndSwapBasedProxyManager<String> {
    private final SharedRedis redis;
    private final ExpirationAfterWriteStrategy expiry =
        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL);

    Proxies(SharedRedis redis, TimeMeter clock) {
      super(ClientSideConfig.getDefault().withClientClock(clock).withRequestTimeout(TIMEOUT));
      this.redis = redis;
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String key) {
      return new CompareAndSwapOperation() {
        @Override
        public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
          return Optional.ofNullable(redis.ask(Request.cmd(Command.GET).arg(key)))
              .map(Response::toBytes);
        }

        @Override
        public boolean compareAndSwap(
            byte @Nullable [] before,
            byte[] after,
            RemoteBucketState state,
            Optional<Long> timeoutNanos) {
          long millis = expiry.calculateTimeToLiveMillis(state, currentTimeNanos());
          Request swap =
              before == null
                  ? script(LuaScripts.SCRIPT_SET_NX_PX, key)
                  : script(LuaScripts.SCRIPT_COMPARE_AND_SWAP_PX, key).arg(before);
          return "1".equals(String.valueOf(redis.ask(swap.arg(after).arg(millis))));
        }
      };
    }

    private static Request script(String text, String key) {
      return Request.cmd(Command.EVAL).arg(text).arg(1).arg(key);
    }

    @Override
    public void removeProxy(String key) {
      redis.ask(Request.cmd(Command.DEL).arg(key));
    }

    @Override
    public boolean isAsyncModeSupported() {
      return false;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isExpireAfterWriteSupported() {
      return true;
    }
  }
}
