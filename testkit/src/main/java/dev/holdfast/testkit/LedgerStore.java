package dev.holdfast.testkit;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.LedgerEntry;
import java.time.Instant;

/// A store under test, whose clock the test sets.
public interface LedgerStore {
  /// Adds an event of which nothing is taken.
  void add(Sale sale);

  /// A ledger over this store, as one node has it.
  SeatLedger newLedger();

  /// Locks an event, as a session does that nobody knows of.
  Lock lock(EventId event);

  /// A lock that somebody has until it is closed.
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }

  /// Stores another entry in place of the one of its version.
  void replace(EventId event, LedgerEntry entry);

  /// Sets the store's clock, which stands still until it is set again.
  void setClock(Instant now);
}
