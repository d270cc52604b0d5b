package dev.holdfast.client;

import org.jspecify.annotations.Nullable;

/// What a secret belongs to: a hold, or the reservation that it became. A program without a key
/// sends the secret with each call. [Hold] and [Reservation] contain it, so pass on what the last
/// call returned. A server with a key needs only the id.
public interface Owned {
  String id();

  /// The hold's secret; null if a key is enough.
  @Nullable String secret();

  /// A hold or reservation of which only these are known.
  static Owned of(String id, @Nullable String secret) {
    return new Named(id, secret);
  }

  /// A hold or reservation that a key is enough for.
  static Owned of(String id) {
    return of(id, null);
  }

  /// A hold or reservation, by its id.
  record Named(String id, @Nullable String secret) implements Owned {}
}
