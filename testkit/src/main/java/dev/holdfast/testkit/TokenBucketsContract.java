package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What buckets of tokens do, wherever they are.
public abstract class TokenBucketsContract {
  /// Six a minute: a token comes back every ten seconds.
  protected static final RateLimit SIX = new RateLimit("six", 6, Duration.ofMinutes(1));

  private final AtomicLong now =
      new AtomicLong(Duration.between(Instant.EPOCH, Instant.now()).toNanos());

  protected TokenBuckets buckets;

  @SuppressWarnings("NullAway.Init")
  protected TokenBucketsContract() {}

  /// Buckets of a node, all of them full.
  ///
  /// @param clock in nanoseconds since 1970
  protected abstract TokenBuckets newBuckets(LongSupplier clock);

  @BeforeEach
  void open() {
    buckets = newBuckets(now::get);
  }

  protected final void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /// Takes until nothing is left, and returns how many there were.
  protected static int drain(TokenBuckets buckets, String bucket) {
    int taken = 0;
    while (buckets.take(SIX, bucket).granted()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aFullBucketHasAsManyTokensAsTheLimitHasRequests() {
    List<Long> remaining =
        IntStream.range(0, 6).mapToObj(_ -> buckets.take(SIX, "a").remaining()).toList();
    assertThat(remaining).containsExactly(5L, 4L, 3L, 2L, 1L, 0L);

    assertThat(buckets.take(SIX, "a"))
        .isEqualTo(new Allowance(SIX, false, 0, Duration.ofSeconds(10)));
  }

  @Test
  void whoeverIsGrantedOneIsToldWhenAllAreBack() {
    assertThat(buckets.take(SIX, "a"))
        .isEqualTo(new Allowance(SIX, true, 5, Duration.ofSeconds(10)));
    pass(Duration.ofSeconds(4));
    assertThat(buckets.take(SIX, "a"))
        .isEqualTo(new Allowance(SIX, true, 4, Duration.ofSeconds(16)));
  }

  @Test
  void tokensComeBackOneByOne() {
    drain(buckets, "a");

    pass(Duration.ofSeconds(10).minusMillis(1));
    assertThat(buckets.take(SIX, "a"))
        .isEqualTo(new Allowance(SIX, false, 0, Duration.ofMillis(1)));
    pass(Duration.ofMillis(1));
    assertThat(drain(buckets, "a")).isOne();
    pass(Duration.ofSeconds(35));
    assertThat(drain(buckets, "a")).isEqualTo(3);
    pass(Duration.ofHours(1));
    assertThat(drain(buckets, "a")).isEqualTo(6);
  }

  @Test
  void whatIsRefusedCostsNothing() {
    drain(buckets, "a");
    for (int i = 0; i < 100; i++) {
      assertThat(buckets.take(SIX, "a").granted()).isFalse();
    }
    pass(Duration.ofSeconds(10));
    assertThat(buckets.take(SIX, "a").granted()).isTrue();
  }

  @Test
  void eachHasABucketOfItsOwnForEachLimit() {
    drain(buckets, "a");

    assertThat(drain(buckets, "b")).isEqualTo(6);
    assertThat(buckets.take(new RateLimit("other", 6, SIX.window()), "a").granted()).isTrue();
  }
}
