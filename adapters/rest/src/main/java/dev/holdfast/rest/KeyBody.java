package dev.holdfast.rest;

import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.limit.Quotas;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A key of a client.
@RegisterForReflection
record KeyBody(
    UUID id,
    @Nullable String token,
    String kind,
    @Nullable String name,
    List<String> scopes,
    List<String> origins,
    @Nullable MandateBody mandate,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    @Nullable LimitsBody limits) {
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
        MandateBody.from(key.mandate()),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt(),
        key.lastUsedAt(),
        LimitsBody.from(key.limits()));
  }

  /// How many requests a minute it may make.
  @RegisterForReflection
  record LimitsBody(
      @Nullable Integer browsing, @Nullable Integer holding, @Nullable Integer managing) {
    static @Nullable LimitsBody from(Quotas limits) {
      return limits.equals(Quotas.NONE)
          ? null
          : new LimitsBody(
              orNull(limits.browsing()), orNull(limits.holding()), orNull(limits.managing()));
    }

    private static @Nullable Integer orNull(OptionalInt limit) {
      return limit.isPresent() ? limit.getAsInt() : null;
    }
  }

  /// The caps of what a key allows.
  @RegisterForReflection
  record MandateBody(UUID eventId, int maxSeats, long maxTotal, String currency, Instant until) {
    static @Nullable MandateBody from(@Nullable Mandate mandate) {
      return mandate == null
          ? null
          : new MandateBody(
              mandate.event().value(),
              mandate.maxSeats(),
              mandate.maxTotal(),
              mandate.currency().getCurrencyCode(),
              mandate.until());
    }
  }

  /// A page of the keys of a client, the latest first.
  @RegisterForReflection
  record Page(List<KeyBody> items, @Nullable String nextCursor) {
    static Page from(dev.holdfast.domain.Page<ApiKey> page) {
      return new Page(
          page.items().stream().map(KeyBody::from).toList(), Queries.cursor(page.next()));
    }
  }
}
