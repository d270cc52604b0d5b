package dev.holdfast.application.port.out;

import dev.holdfast.domain.limit.Allowance;
import dev.holdfast.domain.limit.RateLimit;

/// Counts requests by taking tokens out of buckets, which fill again evenly.
///
/// A bucket holds as many tokens as its limit has requests, and is filled in its window.
public interface TokenBuckets {
  /// Takes a token out of a bucket, if there is one. A bucket that nobody took from is full.
  ///
  /// @param bucket whose; each limit has buckets of its own
  /// @throws SharedUnavailable if the buckets can't be reached now
  Allowance take(RateLimit limit, String bucket);
}
