package dev.holdfast.postgres;

import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.EntryCodec;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.HexFormat;

/// A real PostgreSQL under the contract.
record PostgresStore(TestDatabase database) implements LedgerStore {
  /// The database that the tests of one run share, emptied.
  static PostgresStore empty() {
    return new PostgresStore(TestDatabase.empty());
  }

  /// Likewise, with tables in partitions.
  static PostgresStore emptyInPartitions() {
    return new PostgresStore(TestDatabase.emptyInPartitions());
  }

  @Override
  public void add(Sale sale) {
    database.add(sale);
  }

  @Override
  public SeatLedger newLedger() {
    return new PostgresSeatLedger(database.pool(), TestDatabase.BUDGET);
  }

  @Override
  public Lock lock(EventId event) {
    return database.lock(event);
  }

  @Override
  public void replace(EventId event, LedgerEntry entry) {
    database.execute(
        "UPDATE ledger SET kind = '%s', entry = '\\x%s' WHERE event_id = '%s' AND version = %d"
            .formatted(
                entry.change().kind(),
                HexFormat.of().formatHex(EntryCodec.encode(entry)),
                event,
                entry.version()));
  }

  @Override
  public void setClock(Instant now) {
    database.setClock(now);
  }
}
