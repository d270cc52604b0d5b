package dev.holdfast.redis.ledger;

import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.domain.Page;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

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
    Stored stored = stored(sale, id);
    Optional<HoldView> sold = stored.mayBeSold() ? sales.hold(sale, id) : Optional.empty();
    return sold.or(() -> here(sale, stored)).or(() -> sales.hold(sale, id));
  }

  private static Optional<HoldView> here(Sale sale, Stored stored) {
    return stored.hold.flatMap(
        hold -> stored.details.map(details -> new HoldView(sale, hold, details, stored.now)));
  }

  /// A hold as it is stored.
  ///
  /// @param now the event's time by the clock, or by the event's last change if that is later
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
  private Stored stored(Sale sale, HoldId id) {
    var keys = new EventKeys(sale.event().id());
    var asked = Asked.of(keys, keys.ended(id), keys.details(id));
    Reading before = opening.read(asked);
    Optional<Hold> hold =
        ended(before, keys, id)
            .or(() -> events.openHold(keys, id))
            // It may have ended in between.
            .or(() -> ended(opening.read(asked), keys, id));
    return new Stored(
        now(sale, before),
        hold,
        Optional.ofNullable(before.values().get(keys.details(id))).map(Codec::details),
        before.pending() != null);
  }

  private static Optional<Hold> ended(Reading reading, EventKeys keys, HoldId id) {
    return Optional.ofNullable(reading.values().get(keys.ended(id))).map(Codec::hold);
  }

  /// Those that are open are here, and those that were sold are in the final sales. Those that were
  /// released or have expired are kept here for a while, but not by their event.
  @Override
  public Page<HoldView> holds(Sale sale, HoldsWanted wanted) {
    Hold.Status status = wanted.status();
    // What is sold meanwhile is found here, or there, or twice.
    List<HoldView> open = status == Hold.Status.CONFIRMED ? List.of() : open(sale, wanted);
    Page<HoldView> sold =
        status == null || status == Hold.Status.CONFIRMED
            ? sales.holds(sale, wanted)
            : new Page<>(List.of(), null);
    Map<UUID, HoldView> all = new TreeMap<>();
    open.stream()
        .filter(view -> sold.next() == null || idOf(view).compareTo(sold.next()) <= 0)
        .forEach(view -> all.put(idOf(view), view));
    sold.items().forEach(view -> all.put(idOf(view), view));
    List<HoldView> items = all.values().stream().limit(wanted.limit()).toList();
    return new Page<>(items, all.size() > items.size() ? idOf(items.getLast()) : sold.next());
  }

  private List<HoldView> open(Sale sale, HoldsWanted wanted) {
    var keys = new EventKeys(sale.event().id());
    Reading reading = opening.read(Asked.of(keys));
    Instant now = now(sale, reading);
    List<Hold> holds =
        events.openHolds(keys).stream()
            .filter(hold -> wanted.status() == null || wanted.status() == hold.status(now))
            .filter(hold -> wanted.after() == null || isAfter(hold, wanted.after()))
            .filter(
                hold ->
                    wanted.client() == null
                        || wanted.client().equals(hold.terms().holder().client()))
            .toList();
    Map<HoldId, HoldDetails> details =
        events.details(keys, holds.stream().map(hold -> hold.terms().id()).toList());
    List<HoldView> views = new ArrayList<>();
    for (Hold hold : holds) {
      HoldDetails of = details.get(hold.terms().id());
      if (of != null) {
        views.add(new HoldView(sale, hold, of, now));
      }
    }
    return views;
  }

  private static boolean isAfter(Hold hold, UUID last) {
    return hold.terms().id().value().compareTo(last) > 0;
  }

  private static UUID idOf(HoldView view) {
    return view.hold().terms().id().value();
  }

  private static Instant now(Sale sale, Reading reading) {
    return sale.now(
        reading.clock().isBefore(reading.lastAt()) ? reading.lastAt() : reading.clock());
  }

  @Override
  public Page<Reservation> reservations(Sale sale, ReservationsWanted wanted) {
    return sales.reservations(sale, wanted);
  }

  @Override
  public Optional<Reservation> reservation(Sale sale, ReservationId id) {
    return sales.reservation(sale, id);
  }

  @Override
  public Map<HoldId, HoldDetails> details(Sale sale, Collection<HoldId> ids) {
    Map<HoldId, HoldDetails> details =
        events.details(new EventKeys(sale.event().id()), List.copyOf(ids));
    List<HoldId> others = ids.stream().filter(id -> !details.containsKey(id)).toList();
    details.putAll(sales.details(sale, others));
    return details;
  }

  @Override
  public Map<ReservationId, Reservation> reservations(Sale sale, Collection<ReservationId> ids) {
    return sales.reservations(sale, ids);
  }
}
