package dev.holdfast.postgres;

import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.SeatLedgerContract;

class PostgresSeatLedgerContractTest extends SeatLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return PostgresStore.empty();
  }
}
