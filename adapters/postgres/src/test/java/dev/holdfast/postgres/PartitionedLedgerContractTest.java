package dev.holdfast.postgres;

import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.SeatLedgerContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PartitionedLedgerContractTest extends SeatLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return PostgresStore.emptyInPartitions();
  }
}
