package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.out.TokenBuckets;
import dev.holdfast.testkit.TokenBucketsContract;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class NodeTokenBucketsTest extends TokenBucketsContract {
  @Override
  protected TokenBuckets newBuckets(LongSupplier clock) {
    return new NodeTokenBuckets(clock);
  }

  @Test
  void ofVeryManyTheLongestUnusedIsForgotten() {
    drain(buckets, "first");
    drain(buckets, "second");
    for (int i = 0; i < 99_998; i++) {
      buckets.take(SIX, "stranger " + i);
    }
    assertThat(buckets.take(SIX, "first").granted()).isFalse();

    buckets.take(SIX, "one too many");
    assertThat(drain(buckets, "second")).isEqualTo(6);
    assertThat(buckets.take(SIX, "first").granted()).isFalse();
  }
}
