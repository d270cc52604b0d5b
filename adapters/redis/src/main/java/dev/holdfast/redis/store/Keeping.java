package dev.holdfast.redis.store;

import java.time.Duration;

/// How long things are kept that are of use for some time only.
///
/// @param answers to idempotency keys
/// @param endedHolds holds that were released, have expired or were sold
public record Keeping(Duration answers, Duration endedHolds) {}
