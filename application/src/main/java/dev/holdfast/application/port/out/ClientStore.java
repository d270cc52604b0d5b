package dev.holdfast.application.port.out;

import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.ledger.RequestKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The clients that there are, and their keys.
///
/// Every method throws {@link LedgerUnavailable} if the store could not be used.
public interface ClientStore {
  /// Stores a client and keeps the answer for the key, in one transaction. If the key has an answer
  /// already, nothing is stored.
  ///
  /// @param key null if the request has no idempotency key
  /// @return what the key was answered before; empty if the client was stored
  Optional<KeptCreation> add(Client client, @Nullable RequestKey key);

  /// What a key was answered before; empty if it is new.
  Optional<KeptCreation> answered(RequestKey key);

  /// One client.
  Optional<Client> find(ClientId id);

  /// Some clients, by name and id.
  ///
  /// @param after those that follow this one; null for the first
  /// @param limit how many at most, at least 1
  List<Client> list(@Nullable ClientId after, int limit);

  /// Decides about a new key of a client, and stores it and keeps the answer for the idempotency
  /// key, in one transaction. Meanwhile nobody else issues a key to this client.
  ///
  /// @param deciding is asked unless the idempotency key has an answer already
  /// @param hash what is kept of the key's secret
  /// @param key null if the request has no idempotency key
  /// @return empty if there is no such client
  Optional<Answer> issue(
      ClientId client, Deciding deciding, KeyHash hash, @Nullable RequestKey key);

  /// A key of a client, live or not; empty if the client has no such key.
  Optional<ApiKey> key(ClientId client, KeyId id);

  /// The keys of a client that are in use by the store's clock, see {@link ApiKey#isInUse}. They
  /// are few, however many there were before.
  List<ApiKey> inUse(ClientId client);

  /// Keys of a client, live or not, the latest first.
  ///
  /// @param after those that follow this one of the client's; null for the first
  /// @param limit how many at most, at least 1
  List<ApiKey> keys(ClientId client, @Nullable KeyId after, int limit);

  /// A key that is live by the store's clock; empty if there is none.
  Optional<LiveKey> live(KeyId id);

  /// All publishable keys of all clients that are live by the store's clock.
  List<ApiKey> publishable();

  /// Ends a key, unless it has ended.
  ///
  /// @return whether the client has such a key
  boolean revoke(ClientId client, KeyId id);

  /// Notes that a key is used now.
  ///
  /// @param hash what is to be kept of its secret from now on
  void used(KeyId id, KeyHash hash);

  /// Decides whether a client gets a key.
  interface Deciding {
    /// What comes of it.
    ///
    /// @param keys those that the client has in use
    /// @param now by the store's clock
    NewKey.Decision decide(Collection<ApiKey> keys, Instant now);
  }

  /// What comes of asking for a key.
  sealed interface Answer {
    /// It was decided now, and done.
    record Decided(NewKey.Decision decision) implements Answer {}

    /// The idempotency key had an answer.
    record Kept(KeptCreation creation) implements Answer {}
  }

  /// What is kept of a secret.
  ///
  /// @param value in hexadecimal digits
  /// @param pepper the id of the server key that it was made with
  record KeyHash(String value, String pepper) {}

  /// A key with what is kept of its secret.
  ///
  /// @param usedLately whether it was noted within the last minute that it is used
  record LiveKey(ApiKey key, KeyHash hash, boolean usedLately) {}
}
