package dev.holdfast.domain.event;

import java.time.Duration;

/// How long seats are held and how many.
///
/// @param duration from placing or extending to the expiry, 1 s to 24 h
/// @param maxLifetime from placing to the latest expiry that extending reaches, at least the
///     duration and at most 7 days
/// @param maxSeatsPerHold 1 to 1,000
public record HoldPolicy(Duration duration, Duration maxLifetime, int maxSeatsPerHold) {
  /// What an event has that says nothing of it.
  public static final HoldPolicy DEFAULT =
      new HoldPolicy(Duration.ofMinutes(15), Duration.ofMinutes(30), 10);
}
