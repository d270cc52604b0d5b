package dev.holdfast.testkit;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import java.time.Instant;

/// A store under test, whose clock the test sets.
public interface LedgerStore {
  /// Adds an event of which nothing is taken.
  void add(Sale sale);

  /// A ledger over this store, as one node has it.
  SeatLedger newLedger();

  /// Sets the store's clock, which stands still until it is set again.
  void setClock(Instant now);
}
