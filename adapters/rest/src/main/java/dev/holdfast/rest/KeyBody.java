package dev.holdfast.rest;

import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.client.Scope;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A key of a client.
@Schema(name = "Key")
@RegisterForReflection
record KeyBody(
    UUID id,
    @Schema(description = "the key itself, only in the response to issuing it")
        @Nullable String token,
    @Schema(description = "secret or publishable") String kind,
    @Nullable String name,
    List<String> scopes,
    List<String> origins,
    Instant createdAt,
    @Schema(description = "when it ends to be valid; absent for never") @Nullable Instant expiresAt,
    @Schema(description = "since when it is not valid any more; absent if it was not revoked")
        @Nullable Instant revokedAt,
    @Schema(description = "when it was used, noted at most once a minute; absent for never")
        @Nullable Instant lastUsedAt) {
  static KeyBody from(ApiKey key) {
    return from(key, null);
  }

  /// The same with the key itself.
  static KeyBody from(ApiKey key, @Nullable KeyToken token) {
    return new KeyBody(
        key.id().value(),
        token == null ? null : token.text(),
        key.kind().toString(),
        key.name(),
        key.scopes().stream().sorted().map(Scope::toString).toList(),
        key.origins().stream().map(Origin::toString).toList(),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt(),
        key.lastUsedAt());
  }

  /// All keys of a client, the latest first.
  @Schema(name = "Keys")
  @RegisterForReflection
  record Listing(List<KeyBody> items) {}
}
