package dev.holdfast.testkit;

import org.junit.jupiter.api.Nested;

/// What every ledger does, by topics. A store's test extends this and says how to get one, and so
/// runs them all.
///
/// The tags `I1` to `I7` name the invariant that a test shows.
public abstract class SeatLedgerContract {
  /// An empty store.
  protected abstract LedgerStore newStore();

  @Nested
  class Holding extends HoldingContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Selling extends SellingContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Expiry extends ExpiryContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Batches extends BatchesContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Idempotency extends IdempotencyContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class EventSettings extends SettingsContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Hoarding extends HoardingContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class CoolDowns extends CoolDownContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Mandates extends MandatesContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Blocks extends BlocksContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class TimedBlocks extends TimedBlocksContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class TestModes extends TestModeContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }

  @Nested
  class Nodes extends NodesContract {
    @Override
    LedgerStore newStore() {
      return SeatLedgerContract.this.newStore();
    }
  }
}
