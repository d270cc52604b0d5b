package dev.holdfast.postgres;

import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.ledger.RequestKey;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `catalogue_idempotency`.
final class KeptCreations {
  private static final String LIMITS = TimeLimits.within(AnswerTimeout.USUAL).expressions();

  private KeptCreations() {}

  /// Keeps the answer for a key. While another transaction keeps one for the same key, this waits
  /// for how that ends.
  ///
  /// @return what the key was answered before; empty if it is kept now, or there is no key
  static Optional<KeptCreation> keep(EntityManager entities, @Nullable RequestKey key, UUID id) {
    if (key == null) {
      return Optional.empty();
    }
    limit(entities);
    int inserted =
        entities
            .createNativeQuery(
                """
                INSERT INTO catalogue_idempotency (client, key, fingerprint, id)
                VALUES (:client, :key, :fingerprint, :id) ON CONFLICT DO NOTHING
                """)
            .setParameter("client", key.client())
            .setParameter("key", key.key())
            .setParameter("fingerprint", key.fingerprint())
            .setParameter("id", id)
            .executeUpdate();
    return inserted == 1 ? Optional.empty() : find(entities, key);
  }

  /// Limits how long the transaction keeps what others wait for.
  static void limit(EntityManager entities) {
    entities.createNativeQuery("SELECT " + LIMITS).getSingleResult();
  }

  /// What a key was answered before; empty if it is new.
  static Optional<KeptCreation> find(EntityManager entities, RequestKey key) {
    List<?> rows =
        entities
            .createNativeQuery(
                """
                SELECT fingerprint, id FROM catalogue_idempotency
                WHERE client = :client AND key = :key
                """)
            .setParameter("client", key.client())
            .setParameter("key", key.key())
            .getResultList();
    return rows.stream()
        .map(Object[].class::cast)
        .map(row -> new KeptCreation((String) row[0], (UUID) row[1]))
        .findFirst();
  }
}
