package dev.holdfast.bootstrap;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/// Everything about holds, once more, with the holds in Redis: over HTTP there is no difference.
@InRedis
@ExtendWith(RunningService.class)
class HoldsInRedisIT {
  @Nested
  class Holds extends HoldsIT {
    Holds(Api api) {
      super(api);
    }
  }

  @Nested
  class Reservations extends ReservationsIT {
    Reservations(Api api) {
      super(api);
    }
  }

  @Nested
  class Idempotency extends IdempotencyIT {
    Idempotency(Api api) {
      super(api);
    }
  }

  @Nested
  class Changes extends ChangesIT {
    Changes(Api api) {
      super(api);
    }
  }

  @Nested
  class Blocks extends BlocksIT {
    Blocks(Api api) {
      super(api);
    }
  }

  @Nested
  class Lists extends ListsIT {
    Lists(Api api) {
      super(api);
    }
  }

  @Nested
  class Sellers extends SellersIT {
    Sellers(Api api) {
      super(api);
    }
  }

  @Nested
  class Sandbox extends SandboxIT {
    Sandbox(Api api) {
      super(api);
    }
  }

  @Nested
  class Concurrency extends ConcurrencyIT {
    Concurrency(Api api) {
      super(api);
    }
  }

  @Nested
  class Feed extends FeedIT {
    Feed(Api api) {
      super(api);
    }
  }
}
