package dev.holdfast.postgres;

import dev.holdfast.testkit.AreaLedgerContract;
import dev.holdfast.testkit.LedgerStore;
import org.junit.jupiter.api.Tag;

@Tag("long")
class PartitionedAreasContractTest extends AreaLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return PostgresStore.emptyInPartitions();
  }
}
