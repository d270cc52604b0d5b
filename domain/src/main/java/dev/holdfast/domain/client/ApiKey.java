package dev.holdfast.domain.client;

import dev.holdfast.domain.limit.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key of a client, without its secret, which nobody but the client has.
///
/// Instants are kept to the microsecond.
///
/// @param name for people; null if it has none
/// @param scopes at least one for a secret key, none for a publishable one
/// @param origins of the pages that may use it: at least one for a publishable key, none for a
///     secret one
/// @param expiresAt the first instant at which it is not valid any more; null for never
/// @param revokedAt since when it is not valid any more; null if it was not revoked
/// @param lastUsedAt when it was used; noted at most once a minute; null for never
/// @param limits its own; its client's where it has none
/// @param mandate the caps of what it allows; null if it has none
public record ApiKey(
    KeyId id,
    ClientId client,
    KeyKind kind,
    @Nullable String name,
    Set<Scope> scopes,
    List<Origin> origins,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt,
    Quotas limits,
    @Nullable Mandate mandate) {
  private static final Duration NOTED_FOR = Duration.ofMinutes(1);

  public ApiKey {
    scopes = Set.copyOf(scopes);
    origins = List.copyOf(origins);
    expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
  }

  /// Whether it was noted a short time ago that it is used, so that it need not be noted again.
  public boolean wasUsedLately(Instant now) {
    return lastUsedAt != null && now.isBefore(lastUsedAt.plus(NOTED_FOR));
  }

  /// Whether it is a key that allows this.
  public boolean allows(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }

  /// Whether it is valid.
  public boolean isLive(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// Whether it is one of those of which a client has so many at most: valid, and with no mandate
  /// that is over.
  public boolean isInUse(Instant now) {
    return isLive(now) && (mandate == null || !mandate.isOver(now));
  }
}
