package dev.holdfast.client;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key of a client.
///
/// @param token the key itself, only in the answer to issuing it; otherwise null
/// @param kind `secret` or `publishable`
/// @param expiresAt null for never
/// @param revokedAt null if it was not revoked
/// @param lastUsedAt null for never
public record Key(
    String id,
    @Nullable String token,
    String kind,
    @Nullable String name,
    List<String> scopes,
    List<String> origins,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {
  /// What a key must not be in: a log.
  @Override
  public String toString() {
    return "Key[id=" + id + ", name=" + name + ", scopes=" + scopes + "]";
  }
}
