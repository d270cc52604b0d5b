package dev.holdfast.postgres;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.OutcomeUnknown;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.hibernate.Session;

/// Runs what Hibernate does for the catalogue and for reads. All of it together takes no more
/// connections than readers may, so that the ledger gets its own.
@Singleton
class Transactions {
  private final EntityManager entities;
  private final Bulkhead readers;

  Transactions(EntityManager entities, Bulkhead readers) {
    this.entities = entities;
    this.readers = readers;
  }

  /// Runs this in a transaction of its own.
  ///
  /// @throws LedgerUnavailable if the database could not be used
  /// @throws OutcomeUnknown if it was lost while it was to commit
  <T> T within(Supplier<T> work) {
    return readers.within(() -> run(work));
  }

  private <T> T run(Supplier<T> work) {
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                entities
                    .unwrap(Session.class)
                    .doWork(connection -> AnswerTimeout.set(connection, AnswerTimeout.USUAL));
                return work.get();
              });
    } catch (RuntimeException e) {
      for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
        if (cause instanceof SQLException sqlException) {
          throw SqlFailures.toDomain(sqlException);
        }
      }
      if (e instanceof QuarkusTransactionException) {
        throw new OutcomeUnknown("a COMMIT failed", e);
      }
      throw e;
    }
  }
}
