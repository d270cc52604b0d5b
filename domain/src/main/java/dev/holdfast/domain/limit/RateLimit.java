package dev.holdfast.domain.limit;

import java.time.Duration;

/// How many requests are taken in a while. They come back evenly, one after another, so that who
/// has used all up may soon ask again, but not as often.
///
/// @param name what it is called, for those who are limited
/// @param requests how many at once and in each window; at least 1
/// @param window how long all of them take to come back; positive
public record RateLimit(String name, int requests, Duration window) {
  public RateLimit {
    if (requests < 1 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "%d requests in %s (expected: >= 1 in a positive time)".formatted(requests, window));
    }
  }
}
