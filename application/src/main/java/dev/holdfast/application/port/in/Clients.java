package dev.holdfast.application.port.in;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.Page;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.KeyToken;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.ledger.RequestKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The programs that use the API, and their keys.
public interface Clients {
  /// Adds a client, which has no keys yet.
  ///
  /// @param name for people, 1 to 200 characters
  /// @param key null if the request has no idempotency key
  Creation<Client> create(String name, @Nullable RequestKey key);

  /// One client.
  Optional<Client> find(ClientId id);

  /// A page of clients, by name.
  ///
  /// @param after the {@link Page#next} of the page before; null for the first page
  /// @param limit 1 to 200
  Page<Client> list(@Nullable UUID after, int limit);

  /// Issues a key.
  ///
  /// @param key null if the request has no idempotency key
  Issue issue(ClientId client, NewKey asked, @Nullable RequestKey key);

  /// A page of the keys of a client, live or not, the latest first; empty if there is no such
  /// client.
  ///
  /// @param after the {@link Page#next} of the page before; null for the first page
  /// @param limit 1 to 200
  Optional<Page<ApiKey>> keys(ClientId client, @Nullable UUID after, int limit);

  /// One key of a client, live or not.
  Optional<ApiKey> key(ClientId client, KeyId key);

  /// Ends a key. To end it again changes nothing.
  ///
  /// @return whether the client has such a key
  boolean revoke(ClientId client, KeyId key);

  /// What became of a request to issue a key.
  sealed interface Issue {
    /// It was issued.
    ///
    /// @param token to be shown this once: it is not kept
    record Issued(ApiKey key, KeyToken token) implements Issue {}

    /// An earlier request with the same idempotency key had issued it. Its token is not known.
    record Replayed(ApiKey key) implements Issue {}

    /// The key can't be.
    record Invalid(List<FieldError> errors) implements Issue {
      public Invalid {
        errors = List.copyOf(errors);
      }
    }

    /// The client has as many live keys like this as it may have.
    ///
    /// @param mandated whether those with a mandate are meant, or those without one
    record TooMany(KeyKind kind, boolean mandated) implements Issue {}

    /// The idempotency key was used with another request.
    record KeyReused() implements Issue {}

    /// There is no such client.
    record NoClient() implements Issue {}
  }
}
