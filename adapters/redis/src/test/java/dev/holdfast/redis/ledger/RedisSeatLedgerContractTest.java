package dev.holdfast.redis.ledger;

import dev.holdfast.testkit.LedgerStore;
import dev.holdfast.testkit.SeatLedgerContract;

class RedisSeatLedgerContractTest extends SeatLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return TestRedis.empty();
  }
}
