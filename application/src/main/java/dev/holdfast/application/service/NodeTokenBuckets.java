package dev.holdfast.application.service;

import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.RateLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.LongSupplier;

/// Buckets in the memory of this node. Of very many, those used longest ago count as full.
///
/// Of each bucket only the time is kept at which it will be full: a token taken moves it on by what
/// the token takes to come back (the generic cell rate algorithm).
final class NodeTokenBuckets implements TokenBuckets {
  private static final int MOST = 100_000;

  private final LongSupplier clock;
  private final Map<String, Long> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  /// @param clock in nanoseconds since any time
  NodeTokenBuckets(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Allowance take(RateLimit limit, String bucket) {
    String key = limit.name() + " " + bucket;
    long window = limit.window().toNanos();
    long token = window / limit.requests();
    long now = clock.getAsLong();
    long missing = Math.max(0, fullAt.getOrDefault(key, now) - now);
    boolean granted = missing + token <= window;
    if (granted) {
      missing += token;
      fullAt.put(key, now + missing);
    }
    return new Allowance(
        limit,
        granted,
        (window - missing) / token,
        Duration.ofNanos(granted ? missing : missing + token - window));
  }
}
