package dev.holdfast.testkit;

class InMemoryAreasTest extends AreaLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return new InMemoryStore();
  }
}
