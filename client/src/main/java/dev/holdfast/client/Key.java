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
/// @param limits null for those of all clients
/// @param lastUsedAt null for never
/// @param mandate what it may buy; null for no caps
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
    @Nullable Instant lastUsedAt,
    @Nullable Requests limits,
    @Nullable Mandate mandate) {
  /// How many requests a minute a key may make. What is null is the limit of all clients.
  public record Requests(
      @Nullable Integer browsing, @Nullable Integer holding, @Nullable Integer managing) {}

  /// What a key must not be in: a log.
  @Override
  public String toString() {
    return "Key[id=" + id + ", name=" + name + ", scopes=" + scopes + "]";
  }
}
