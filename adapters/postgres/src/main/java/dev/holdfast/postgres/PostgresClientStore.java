package dev.holdfast.postgres;

import dev.holdfast.application.port.out.ClientStore;
import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.client.ApiKey;
import dev.holdfast.domain.client.Client;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.client.KeyId;
import dev.holdfast.domain.client.KeyKind;
import dev.holdfast.domain.client.NewKey;
import dev.holdfast.domain.ledger.RequestKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// The clients and their keys in PostgreSQL.
@ApplicationScoped
public class PostgresClientStore implements ClientStore {
  private static final String LATEST_FIRST = "ORDER BY createdAt DESC, id";

  private final EntityManager entities;
  private final Transactions transactions;

  PostgresClientStore(EntityManager entities, Transactions transactions) {
    this.entities = entities;
    this.transactions = transactions;
  }

  @Override
  public Optional<KeptCreation> add(Client client, @Nullable RequestKey key) {
    return transactions.within(
        () -> {
          Optional<KeptCreation> earlier = KeptCreations.keep(entities, key, client.id().value());
          if (earlier.isEmpty()) {
            ClientRow.from(client).persist();
          }
          return earlier;
        });
  }

  @Override
  public Optional<KeptCreation> answered(RequestKey key) {
    return transactions.within(() -> KeptCreations.find(entities, key));
  }

  @Override
  public Optional<Client> find(ClientId id) {
    return transactions
        .within(() -> ClientRow.<ClientRow>findByIdOptional(id.value()))
        .map(ClientRow::toDomain);
  }

  @Override
  public List<Client> list(@Nullable ClientId after, int limit) {
    return transactions.within(
        () ->
            (after == null
                    ? ClientRow.<ClientRow>find("ORDER BY name, id")
                    : ClientRow.<ClientRow>find(
                        "(name, id) > (SELECT name, id FROM ClientRow WHERE id = ?1)"
                            + " ORDER BY name, id",
                        after.value()))
                .range(0, limit - 1).stream().map(ClientRow::toDomain).toList());
  }

  @Override
  public Optional<Answer> issue(
      ClientId client, Deciding deciding, KeyHash hash, @Nullable RequestKey key) {
    return transactions.within(
        () -> {
          KeptCreations.limit(entities);
          return lock(client) ? Optional.of(answer(client, deciding, hash, key)) : Optional.empty();
        });
  }

  private boolean lock(ClientId client) {
    return !entities
        .createNativeQuery(
            "SELECT client_id FROM api_client WHERE client_id = :client FOR NO KEY UPDATE")
        .setParameter("client", client.value())
        .getResultList()
        .isEmpty();
  }

  private Answer answer(
      ClientId client, Deciding deciding, KeyHash hash, @Nullable RequestKey key) {
    Optional<KeptCreation> earlier =
        key == null ? Optional.empty() : KeptCreations.find(entities, key);
    if (earlier.isEmpty()) {
      NewKey.Decision decision = deciding.decide(rowsInUse(client), now());
      if (!(decision instanceof NewKey.Decision.Issued(ApiKey issued))) {
        return new Answer.Decided(decision);
      }
      earlier = KeptCreations.keep(entities, key, issued.id().value());
      if (earlier.isEmpty()) {
        KeyRow.from(issued, hash).persist();
        return new Answer.Decided(decision);
      }
    }
    return new Answer.Kept(earlier.get());
  }

  private Instant now() {
    return (Instant)
        entities.createNativeQuery("SELECT clock_timestamp()", Instant.class).getSingleResult();
  }

  @Override
  public Optional<ApiKey> key(ClientId client, KeyId id) {
    return transactions.within(
        () ->
            KeyRow.<KeyRow>find("id = ?1 AND clientId = ?2", id.value(), client.value())
                .firstResultOptional()
                .map(KeyRow::toDomain));
  }

  @Override
  public List<ApiKey> inUse(ClientId client) {
    return transactions.within(() -> rowsInUse(client));
  }

  /// The condition is that of an index.
  private List<ApiKey> rowsInUse(ClientId client) {
    return entities
        .unwrap(Session.class)
        .createNativeQuery(
            """
            SELECT * FROM api_key
            WHERE client_id = :client AND revoked_at IS NULL
              AND coalesce(least(expires_at, mandate_until), 'infinity') > :now
            """,
            KeyRow.class)
        .setParameter("client", client.value())
        .setParameter("now", now())
        .getResultStream()
        .map(KeyRow::toDomain)
        .toList();
  }

  @Override
  public List<ApiKey> keys(ClientId client, @Nullable KeyId after, int limit) {
    return transactions.within(
        () ->
            (after == null
                    ? KeyRow.<KeyRow>find("clientId = ?1 " + LATEST_FIRST, client.value())
                    : KeyRow.<KeyRow>find(
                        """
                        clientId = ?1
                        AND (createdAt < (SELECT createdAt FROM KeyRow WHERE id = ?2)
                          OR (createdAt = (SELECT createdAt FROM KeyRow WHERE id = ?2) AND id > ?2))
                        """
                            + LATEST_FIRST,
                        client.value(),
                        after.value()))
                .range(0, limit - 1).stream().map(KeyRow::toDomain).toList());
  }

  @Override
  public Optional<LiveKey> live(KeyId id) {
    return transactions.within(
        () -> {
          Optional<KeyRow> row = KeyRow.findByIdOptional(id.value());
          if (row.isEmpty()) {
            return Optional.empty();
          }
          ApiKey key = row.get().toDomain();
          Instant now = now();
          return key.isLive(now)
              ? Optional.of(new LiveKey(key, row.get().hash(), key.wasUsedLately(now)))
              : Optional.empty();
        });
  }

  @Override
  public List<ApiKey> publishable() {
    return transactions.within(
        () -> {
          Instant now = now();
          return KeyRow.<KeyRow>list(
                  "kind = ?1 AND revokedAt IS NULL", KeyKind.PUBLISHABLE.toString())
              .stream()
              .map(KeyRow::toDomain)
              .filter(key -> key.isLive(now))
              .toList();
        });
  }

  @Override
  public boolean revoke(ClientId client, KeyId id) {
    return transactions.within(
        () ->
            entities
                    .createNativeQuery(
                        """
                        UPDATE api_key SET revoked_at = coalesce(revoked_at, clock_timestamp())
                        WHERE key_id = :id AND client_id = :client
                        """)
                    .setParameter("id", id.value())
                    .setParameter("client", client.value())
                    .executeUpdate()
                == 1);
  }

  @Override
  public void used(KeyId id, KeyHash hash) {
    transactions.within(
        () ->
            entities
                .createNativeQuery(
                    """
                    UPDATE api_key SET last_used_at = clock_timestamp(), hash = :hash, pepper = :pepper
                    WHERE key_id = :id
                    """)
                .setParameter("id", id.value())
                .setParameter("hash", hash.value())
                .setParameter("pepper", hash.pepper())
                .executeUpdate());
  }
}
