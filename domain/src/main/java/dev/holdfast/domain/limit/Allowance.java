package dev.holdfast.domain.limit;

import java.time.Duration;

/// What became of one request under a limit.
///
/// @param granted whether it was taken
/// @param remaining how many more would be taken at once
/// @param after how long until one would be taken, if this was not; else until all would
public record Allowance(RateLimit limit, boolean granted, long remaining, Duration after) {}
