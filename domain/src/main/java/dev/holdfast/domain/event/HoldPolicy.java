package dev.holdfast.domain.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long seats are held and how many.
///
/// @param duration from placing or extending to the expiry, 1 s to 24 h
/// @param maxLifetime from placing to the latest expiry that extending reaches, at least the
///     duration and at most 7 days
/// @param maxSeatsPerHold 1 to 1,000
/// @param coolDown for how long a customer or an address can't hold a seat again that its hold let
///     go, from then on; zero, for it may at once, to 1 h
public record HoldPolicy(
    Duration duration, Duration maxLifetime, int maxSeatsPerHold, Duration coolDown) {
  /// The highest duration.
  static final Duration MAX_DURATION = Duration.ofHours(24);

  /// The highest cool-down. All seats that were let go in that time are kept in memory.
  static final Duration MAX_COOL_DOWN = Duration.ofHours(1);

  /// What an event has that says nothing of it.
  public static final HoldPolicy DEFAULT =
      new HoldPolicy(Duration.ofMinutes(15), Duration.ofMinutes(30), 10, Duration.ZERO);

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
    return new HoldPolicy(duration, lifetime, DEFAULT.maxSeatsPerHold, DEFAULT.coolDown);
  }
}
