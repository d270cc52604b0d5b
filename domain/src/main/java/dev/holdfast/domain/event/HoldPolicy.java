package dev.holdfast.domain.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long seats are held and how many.
///
/// @param duration from placing or extending to the expiry, 1 s to 24 h
/// @param maxLifetime from placing to the latest expiry that extending reaches, at least the
///     duration and at most 7 days
/// @param maxSeatsPerHold 1 to 1,000
public record HoldPolicy(Duration duration, Duration maxLifetime, int maxSeatsPerHold) {
  /// The highest duration.
  static final Duration MAX_DURATION = Duration.ofHours(24);

  /// What an event has that says nothing of it.
  public static final HoldPolicy DEFAULT =
      new HoldPolicy(Duration.ofMinutes(15), Duration.ofMinutes(30), 10);

  /// What an event has that says no more than how long it holds seats: the default, but for
  /// a duration that is longer than its maximum lifetime, twice that duration as maximum lifetime.
  ///
  /// @param said the duration; null for the default's
  static HoldPolicy usual(@Nullable Duration said) {
    Duration duration = said == null ? DEFAULT.duration : said;
    Duration lifetime = DEFAULT.maxLifetime;
    if (duration.compareTo(lifetime) > 0) {
      // Twice a duration that is refused anyway may be more than a duration can be.
      lifetime = duration.compareTo(MAX_DURATION) <= 0 ? duration.multipliedBy(2) : duration;
    }
    return new HoldPolicy(duration, lifetime, DEFAULT.maxSeatsPerHold);
  }
}
