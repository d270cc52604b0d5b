package dev.holdfast.redis;

import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.Optional;

/// The holds in Redis, and the final sales where they are.
final class RedisHoldRecords implements HoldRecords {
  private final RedisEvents events;
  private final HoldRecords sales;

  RedisHoldRecords(RedisEvents events, HoldRecords sales) {
    this.events = events;
    this.sales = sales;
  }

  @Override
  public Optional<HoldView> hold(Sale sale, HoldId id) {
    RedisEvents.Stored stored = events.hold(new EventKeys(sale.event().id()), id);
    Optional<HoldView> sold = stored.mayBeSold() ? sales.hold(sale, id) : Optional.empty();
    return sold.or(() -> here(sale, stored)).or(() -> sales.hold(sale, id));
  }

  private static Optional<HoldView> here(Sale sale, RedisEvents.Stored stored) {
    Instant now = stored.now();
    return stored
        .hold()
        .flatMap(hold -> stored.details().map(details -> new HoldView(sale, hold, details, now)));
  }

  @Override
  public Optional<Reservation> reservation(Sale sale, ReservationId id) {
    return sales.reservation(sale, id);
  }
}
