package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Clients;
import dev.holdfast.application.port.in.Creation;
import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.Mandate;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Serves {@link Clients}.
public final class ClientService implements Clients {
  private final ClientStore store;
  private final KeyHashes hashes;
  private final Predicate<EventId> events;
  private final RandomGenerator random;

  /// @param events whether there is such an event
  /// @param random makes secrets; nobody can guess what it gives
  public ClientService(
      ClientStore store, KeyHashes hashes, Predicate<EventId> events, RandomGenerator random) {
    this.store = store;
    this.hashes = hashes;
    this.events = events;
    this.random = random;
  }

  @Override
  public Creation<Client> create(String name, @Nullable RequestKey key) {
    return Creations.once(
        key,
        store::answered,
        id -> store.find(new ClientId(id)),
        () -> new Creation.Created<>(new Client(new ClientId(UUID.randomUUID()), name), false),
        store::add);
  }

  @Override
  public Optional<Client> find(ClientId id) {
    return store.find(id);
  }

  @Override
  public Page<Client> list(@Nullable UUID after, int limit) {
    return Page.of(
        store.list(after == null ? null : new ClientId(after), limit + 1),
        limit,
        client -> client.id().value());
  }

  @Override
  public Issue issue(ClientId client, NewKey asked, @Nullable RequestKey key) {
    KeyToken token = KeyToken.random(KeyKind.named(asked.kind()).orElse(KeyKind.SECRET), random);
    Mandate.Asked mandate = asked.mandate();
    // Before the client is locked: it may take a while.
    boolean hasEvent = mandate != null && events.test(mandate.event());
    return store
        .issue(
            client,
            (keys, now) -> asked.decide(token.id(), client, hasEvent, keys, now),
            hashes.of(token),
            key)
        .map(answer -> issue(client, answer, token, key))
        .orElseGet(Issue.NoClient::new);
  }

  private Issue issue(
      ClientId client, ClientStore.Answer answer, KeyToken token, @Nullable RequestKey key) {
    return switch (answer) {
      case ClientStore.Answer.Decided(NewKey.Decision decision) ->
          switch (decision) {
            case NewKey.Decision.Issued(ApiKey issued) -> new Issue.Issued(issued, token);
            case NewKey.Decision.Invalid(var errors) -> new Issue.Invalid(errors);
            case NewKey.Decision.TooMany(KeyKind kind, boolean mandated) ->
                new Issue.TooMany(kind, mandated);
          };
      case ClientStore.Answer.Kept(KeptCreation kept) ->
          key != null && kept.fingerprint().equals(key.fingerprint())
              ? new Issue.Replayed(key(client, new KeyId(kept.id())).orElseThrow())
              : new Issue.KeyReused();
    };
  }

  @Override
  public Optional<Page<ApiKey>> keys(ClientId client, @Nullable UUID after, int limit) {
    return store
        .find(client)
        .map(
            _ ->
                Page.of(
                    store.keys(client, after == null ? null : new KeyId(after), limit + 1),
                    limit,
                    key -> key.id().value()));
  }

  @Override
  public Optional<ApiKey> key(ClientId client, KeyId id) {
    return store.key(client, id);
  }

  @Override
  public boolean revoke(ClientId client, KeyId key) {
    return store.revoke(client, key);
  }
}
