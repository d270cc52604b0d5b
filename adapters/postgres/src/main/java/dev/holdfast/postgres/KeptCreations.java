package dev.holdfast.postgres;

import dev.holdfast.application.port.out.KeptCreation;
import dev.holdfast.domain.ledger.RequestKey;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// The table `catalogue_idempotency`.
final class KeptCreations {
  /// Twice as long as elsewhere: whoever is the first to create something since the start has the
  /// queries prepared meanwhile.
  private static final String LIMITS =
      TimeLimits.within(AnswerTimeout.USUAL.multipliedBy(2)).expressions();

  private KeptCreations() {}

  /// Keeps the answer for a key. While another transaction keeps one for the same key, this waits
  /// for how that ends.
  ///
  /// @return what the key was answered before; empty if it is kept now, or there is no key
  static Optional<KeptCreation> keep(EntityManager entities, @Nullable RequestKey key, UUID id) {
    return entities.unwrap(Session.class).doReturningWork(connection -> keep(connection, key, id));
  }

  /// The same in a connection's transaction.
  static Optional<KeptCreation> keep(Connection connection, @Nullable RequestKey key, UUID id)
      throws SQLException {
    if (key == null) {
      return Optional.empty();
    }
    var statements = new Statements(connection);
    statements.add("SELECT " + LIMITS);
    List<UUID> kept =
        statements.query(
            """
            INSERT INTO catalogue_idempotency (client, key, fingerprint, id)
            VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
            """,
            row -> Columns.uuid(row, "id"),
            key.client(),
            key.key(),
            key.fingerprint(),
            id);
    statements.send();
    return kept.isEmpty() ? find(connection, key) : Optional.empty();
  }

  /// Limits how long the transaction keeps what others wait for.
  static void limit(EntityManager entities) {
    entities.createNativeQuery("SELECT " + LIMITS).getSingleResult();
  }

  /// What a key was answered before; empty if it is new.
  static Optional<KeptCreation> find(EntityManager entities, RequestKey key) {
    return entities.unwrap(Session.class).doReturningWork(connection -> find(connection, key));
  }

  /// The same on a connection.
  static Optional<KeptCreation> find(Connection connection, RequestKey key) throws SQLException {
    return new Queries(connection)
            .query(
                "SELECT fingerprint, id FROM catalogue_idempotency WHERE client = ? AND key = ?",
                row -> new KeptCreation(Columns.text(row, "fingerprint"), Columns.uuid(row, "id")),
                key.client(),
                key.key())
            .stream()
            .findFirst();
  }
}
