package dev.holdfast.client;

import java.time.Instant;

/// What a buyer's browser sends as its key, for one event and one customer.
///
/// @param token the token itself
/// @param origin of the pages that may use it
public record BuyerToken(
    String token, String eventId, String origin, String customer, Instant expiresAt) {
  /// What a token must not be in: a log.
  @Override
  public String toString() {
    return "BuyerToken[eventId="
        + eventId
        + ", origin="
        + origin
        + ", expiresAt="
        + expiresAt
        + "]";
  }
}
