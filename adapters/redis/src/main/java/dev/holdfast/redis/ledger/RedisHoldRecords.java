package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldView;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.redis.store.Codec;
import dev.holdfast.redis.store.EventKeys;
import dev.holdfast.redis.store.RedisEvents;
import dev.holdfast.redis.store.RedisEvents.Asked;
import dev.holdfast.redis.store.RedisEvents.Reading;
import java.time.Instant;
import java.util.Optional;

/// The holds in Redis, and the final sales where they are.
final class RedisHoldRecords implements HoldRecords {
  private final RedisEvents events;
  private final EventOpening opening;
  private final HoldRecords sales;

  RedisHoldRecords(RedisEvents events, EventOpening opening, HoldRecords sales) {
    this.events = events;
    this.opening = opening;
    this.sales = sales;
  }

  @Override
  public Optional<HoldView> hold(Sale sale, HoldId id) {
    Stored stored = stored(new EventKeys(sale.event().id()), id);
    Optional<HoldView> sold = stored.mayBeSold() ? sales.hold(sale, id) : Optional.empty();
    return sold.or(() -> here(sale, stored)).or(() -> sales.hold(sale, id));
  }

  private static Optional<HoldView> here(Sale sale, Stored stored) {
    return stored.hold.flatMap(
        hold -> stored.details.map(details -> new HoldView(sale, hold, details, stored.now)));
  }

  /// A hold as it is stored.
  ///
  /// @param now the clock, or the instant of the event's last change if that is later
  /// @param hold empty if it is not known here
  /// @param isMarked whether a sale of the event is under way
  private record Stored(
      Instant now, Optional<Hold> hold, Optional<HoldDetails> details, boolean isMarked) {
    /// Whether it is open and its time is up, and yet it may have been sold in time: what is final
    /// is written here afterwards.
    boolean mayBeSold() {
      return isMarked
          && hold.filter(of -> of instanceof Hold.Open(var terms) && !terms.isLive(now))
              .isPresent();
    }
  }

  /// Reads a hold, ended or not. The clock is read first: read after the hold, it could be past an
  /// expiry that was extended in between.
  private Stored stored(EventKeys keys, HoldId id) {
    var asked = Asked.of(keys, keys.ended(id), keys.details(id));
    Reading before = opening.read(asked);
    Optional<Hold> hold =
        ended(before, keys, id)
            .or(() -> events.openHold(keys, id))
            // It may have ended in between.
            .or(() -> ended(opening.read(asked), keys, id));
    return new Stored(
        before.clock().isBefore(before.lastAt()) ? before.lastAt() : before.clock(),
        hold,
        Optional.ofNullable(before.values().get(keys.details(id))).map(Codec::details),
        before.pending() != null);
  }

  private static Optional<Hold> ended(Reading reading, EventKeys keys, HoldId id) {
    return Optional.ofNullable(reading.values().get(keys.ended(id))).map(Codec::hold);
  }

  @Override
  public Optional<Reservation> reservation(Sale sale, ReservationId id) {
    return sales.reservation(sale, id);
  }
}
