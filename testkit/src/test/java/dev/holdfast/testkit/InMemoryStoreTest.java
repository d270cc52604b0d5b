package dev.holdfast.testkit;

class InMemoryStoreTest extends SeatLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return new InMemoryStore();
  }
}
