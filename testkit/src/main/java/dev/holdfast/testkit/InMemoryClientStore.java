package dev.holdfast.testkit;

import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Clients and keys in memory.
public final class InMemoryClientStore implements ClientStore {
  private final InstantSource clock;
  private final Map<ClientId, Client> clients = new LinkedHashMap<>();
  private final Map<KeyId, Row> keys = new LinkedHashMap<>();
  private final Map<RequestKey.Sender, KeptCreation> answers = new HashMap<>();
  private int lookups;

  private record Row(ApiKey key, KeyHash hash) {}

  public InMemoryClientStore(InstantSource clock) {
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /// How often it was asked whether a key is live.
  public synchronized int lookups() {
    return lookups;
  }

  /// What is kept of a key's secret.
  public synchronized Optional<KeyHash> hash(KeyId id) {
    return Optional.ofNullable(keys.get(id)).map(Row::hash);
  }

  @Override
  public synchronized Optional<KeptCreation> add(Client client, @Nullable RequestKey key) {
    Optional<KeptCreation> earlier = key == null ? Optional.empty() : answered(key);
    if (earlier.isEmpty()) {
      clients.put(client.id(), client);
      if (key != null) {
        answers.put(key.sender(), new KeptCreation(key.fingerprint(), client.id().value()));
      }
    }
    return earlier;
  }

  @Override
  public synchronized Optional<KeptCreation> answered(RequestKey key) {
    return Optional.ofNullable(answers.get(key.sender()));
  }

  @Override
  public synchronized Optional<Client> find(ClientId id) {
    return Optional.ofNullable(clients.get(id));
  }

  @Override
  public synchronized List<Client> list(@Nullable ClientId after, int limit) {
    Comparator<Client> order =
        Comparator.comparing(Client::name).thenComparing(client -> client.id().toString());
    return clients.values().stream()
        .sorted(order)
        .filter(
            client ->
                after == null
                    || order.compare(client, Objects.requireNonNull(clients.get(after))) > 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Answer> issue(
      ClientId client, Deciding deciding, KeyHash hash, @Nullable RequestKey key) {
    if (!clients.containsKey(client)) {
      return Optional.empty();
    }
    Optional<KeptCreation> earlier = key == null ? Optional.empty() : answered(key);
    if (earlier.isPresent()) {
      return earlier.map(Answer.Kept::new);
    }
    NewKey.Decision decision = deciding.decide(inUse(client), now());
    if (decision instanceof NewKey.Decision.Issued(ApiKey issued)) {
      keys.put(issued.id(), new Row(issued, hash));
      if (key != null) {
        answers.put(key.sender(), new KeptCreation(key.fingerprint(), issued.id().value()));
      }
    }
    return Optional.of(new Answer.Decided(decision));
  }

  private Stream<ApiKey> of(ClientId client) {
    return keys.values().stream().map(Row::key).filter(key -> key.client().equals(client));
  }

  @Override
  public synchronized Optional<ApiKey> key(ClientId client, KeyId id) {
    return of(client).filter(key -> key.id().equals(id)).findFirst();
  }

  @Override
  public synchronized List<ApiKey> inUse(ClientId client) {
    Instant now = now();
    return of(client).filter(key -> key.isInUse(now)).toList();
  }

  @Override
  public synchronized List<ApiKey> keys(ClientId client, @Nullable KeyId after, int limit) {
    List<ApiKey> all =
        of(client)
            .sorted(
                Comparator.comparing(ApiKey::createdAt)
                    .reversed()
                    .thenComparing(key -> key.id().toString()))
            .toList();
    int from = after == null ? 0 : all.stream().map(ApiKey::id).toList().indexOf(after) + 1;
    return all.stream().skip(from).limit(limit).toList();
  }

  @Override
  public synchronized Optional<LiveKey> live(KeyId id) {
    lookups++;
    Instant now = now();
    return Optional.ofNullable(keys.get(id))
        .filter(row -> row.key().isLive(now))
        .map(row -> new LiveKey(row.key(), row.hash(), row.key().wasUsedLately(now)));
  }

  @Override
  public synchronized List<ApiKey> publishable() {
    Instant now = now();
    return keys.values().stream()
        .map(Row::key)
        .filter(key -> key.kind() == KeyKind.PUBLISHABLE && key.isLive(now))
        .toList();
  }

  @Override
  public synchronized boolean revoke(ClientId client, KeyId id) {
    Row row = keys.get(id);
    if (row == null || !row.key().client().equals(client)) {
      return false;
    }
    Instant before = row.key().revokedAt();
    put(row.key(), row.hash(), before == null ? now() : before, row.key().lastUsedAt());
    return true;
  }

  @Override
  public synchronized void used(KeyId id, KeyHash hash) {
    Row row = keys.get(id);
    if (row != null) {
      put(row.key(), hash, row.key().revokedAt(), now());
    }
  }

  private void put(
      ApiKey key, KeyHash hash, @Nullable Instant revokedAt, @Nullable Instant lastUsedAt) {
    keys.put(
        key.id(),
        new Row(
            new ApiKey(
                key.id(),
                key.client(),
                key.kind(),
                key.name(),
                key.scopes(),
                key.origins(),
                key.createdAt(),
                key.expiresAt(),
                revokedAt,
                lastUsedAt,
                key.limits(),
                key.mandate()),
            hash));
  }
}
