package dev.holdfast.postgres;

import dev.holdfast.application.port.out.ClientStore.KeyHash;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.Origin;
import dev.holdfast.domain.client.Scope;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.limit.Quotas;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/// A row of the table `api_key`.
@Entity
@Immutable
@Table(name = "api_key")
class KeyRow extends PanacheEntityBase {
  @Id
  @Column(name = "key_id")
  UUID id;

  @Column(name = "client_id")
  UUID clientId;

  String kind;
  @Nullable String name;
  String[] scopes;
  String[] origins;
  String hash;
  String pepper;

  @Column(name = "mandate_event_id")
  @Nullable UUID mandateEventId;

  @Column(name = "mandate_max_seats")
  @Nullable Integer mandateMaxSeats;

  @Column(name = "mandate_max_total")
  @Nullable Long mandateMaxTotal;

  @Column(name = "mandate_currency")
  @Nullable String mandateCurrency;

  @Column(name = "mandate_until")
  @Nullable Instant mandateUntil;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  @Column(name = "revoked_at")
  @Nullable Instant revokedAt;

  @Column(name = "last_used_at")
  @Nullable Instant lastUsedAt;

  @Column(name = "browsing_limit")
  @Nullable Integer browsingLimit;

  @Column(name = "holding_limit")
  @Nullable Integer holdingLimit;

  @Column(name = "managing_limit")
  @Nullable Integer managingLimit;

  @SuppressWarnings("NullAway.Init")
  protected KeyRow() {}

  static KeyRow from(ApiKey key, KeyHash hash) {
    var row = new KeyRow();
    row.id = key.id().value();
    row.clientId = key.client().value();
    row.kind = key.kind().toString();
    row.name = key.name();
    row.scopes = key.scopes().stream().map(Scope::toString).sorted().toArray(String[]::new);
    row.origins = key.origins().stream().map(Origin::toString).toArray(String[]::new);
    row.hash = hash.value();
    row.pepper = hash.pepper();
    Mandate mandate = key.mandate();
    if (mandate != null) {
      row.mandateEventId = mandate.event().value();
      row.mandateMaxSeats = mandate.maxSeats();
      row.mandateMaxTotal = mandate.maxTotal();
      row.mandateCurrency = mandate.currency().getCurrencyCode();
      row.mandateUntil = mandate.until();
    }
    row.createdAt = key.createdAt();
    row.expiresAt = key.expiresAt();
    row.revokedAt = key.revokedAt();
    row.lastUsedAt = key.lastUsedAt();
    row.browsingLimit = orNull(key.limits().browsing());
    row.holdingLimit = orNull(key.limits().holding());
    row.managingLimit = orNull(key.limits().managing());
    return row;
  }

  ApiKey toDomain() {
    return new ApiKey(
        new KeyId(id),
        new ClientId(clientId),
        KeyKind.named(kind).orElseThrow(),
        name,
        // One that a later version has issued may have scopes that this one does not know.
        Arrays.stream(scopes)
            .flatMap(scope -> Scope.named(scope).stream())
            .collect(Collectors.toSet()),
        Arrays.stream(origins).map(Origin::new).toList(),
        createdAt,
        expiresAt,
        revokedAt,
        lastUsedAt,
        new Quotas(orEmpty(browsingLimit), orEmpty(holdingLimit), orEmpty(managingLimit)),
        mandate());
  }

  private static @Nullable Integer orNull(OptionalInt limit) {
    return limit.isPresent() ? limit.getAsInt() : null;
  }

  private static OptionalInt orEmpty(@Nullable Integer limit) {
    return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  private @Nullable Mandate mandate() {
    return mandateEventId == null
        ? null
        : new Mandate(
            new EventId(mandateEventId),
            Objects.requireNonNull(mandateMaxSeats),
            Objects.requireNonNull(mandateMaxTotal),
            Currency.getInstance(mandateCurrency),
            Objects.requireNonNull(mandateUntil));
  }

  KeyHash hash() {
    return new KeyHash(hash, pepper);
  }
}
