package dev.holdfast.redis.ledger;

import dev.holdfast.testkit.AreaLedgerContract;
import dev.holdfast.testkit.LedgerStore;

class RedisAreasTest extends AreaLedgerContract {
  @Override
  protected LedgerStore newStore() {
    return TestRedis.empty();
  }
}
