package dev.holdfast.application.service;

import dev.holdfast.application.concurrent.Bulkhead;
import dev.holdfast.application.port.in.Caller;
import dev.holdfast.application.port.in.Feed;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.FeedStore.Part;
import dev.holdfast.application.port.out.FeedStore.Row;
import dev.holdfast.application.port.out.HoldRecords;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.LedgerKind;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.ledger.LedgerEntry;
import dev.holdfast.domain.notification.FeedPosition;
import dev.holdfast.domain.notification.Notification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Serves {@link Feed}: the store has the order, and the ledgers have what is told.
///
/// Where entries of an event are not kept any more, a notification takes their place that says so.
public final class FeedService implements Feed {
  private static final String NEW_EPOCH = "epoch";
  private static final Notification.Named NOTHING = new Notification.Named(Map.of(), Map.of());
  private static final String GAP = "gap";

  private final FeedStore store;
  private final Function<EventId, Optional<Sale>> sales;
  private final Engines engines;
  private final SeatLedger finalLedger;
  private final Bulkhead readers;

  /// @param sales finds an event with its seat map
  /// @param readers what is read from ledgers is read within
  public FeedService(
      FeedStore store, Function<EventId, Optional<Sale>> sales, Engines engines, Bulkhead readers) {
    this.store = store;
    this.sales = sales;
    this.engines = engines;
    this.readers = readers;
    // The final changes of all events are there, wherever their holds are.
    this.finalLedger = engines.all().getFirst().ledger();
  }

  @Override
  public FeedPosition latest(Caller caller) {
    return latest(caller.id());
  }

  /// The same for the owner of events.
  FeedPosition latest(@Nullable ClientId owner) {
    return latest(store.read(owner, Long.MAX_VALUE, 1));
  }

  private static FeedPosition latest(Part part) {
    Row last = part.last();
    return last == null
        ? new FeedPosition(part.epoch(), 0, 0)
        : new FeedPosition(part.epoch(), last.position(), last.to());
  }

  @Override
  public Reading read(Caller caller, @Nullable FeedPosition after, int limit) {
    return read(caller.id(), after, limit);
  }

  /// The same for the owner of events.
  ///
  /// @param owner as for {@link FeedStore#read}
  Reading read(@Nullable ClientId owner, @Nullable FeedPosition last, int limit) {
    // Whoever has seen the feed while nothing had ever been in it begins at the beginning.
    FeedPosition after = last == null || last.epoch() == 0 ? null : last;
    Part part = store.read(owner, after == null ? 0 : after.position(), limit + 1);
    FeedPosition latest = latest(part);
    if (after != null
        && (after.epoch() != part.epoch()
            || after.position() > latest.position()
            || after.position() < part.first() - 1)) {
      return new Reading.Resync(latest);
    }
    return page(
        part, after == null ? new FeedPosition(part.epoch(), part.first() - 1, 0) : after, limit);
  }

  /// The same for whom all is sent that is there: what is not kept any more is passed over, and
  /// another history of the feed goes on where this one was.
  Followed follow(@Nullable ClientId owner, FeedPosition last, int limit) {
    Part part = store.read(owner, last.position(), limit + 1);
    FeedPosition latest = latest(part);
    FeedPosition from =
        last.position() > latest.position()
            ? latest
            : last.position() < part.first() - 1
                ? new FeedPosition(part.epoch(), part.first() - 1, 0)
                : new FeedPosition(part.epoch(), last.position(), last.version());
    List<Item> items = page(part, from, limit).items();
    return new Followed(items, items.isEmpty() || items.getLast().position().equals(latest));
  }

  /// Where to {@link #follow} from, so that what is at a position is told again, as it was then.
  ///
  /// @param first of what is told again; in the history 0 for the earliest that is kept
  /// @param last of it, not before the first
  /// @return empty if a position is none of this feed's, or what is there is not kept any more
  Optional<FeedPosition> before(@Nullable ClientId owner, FeedPosition first, FeedPosition last) {
    Part part = store.read(owner, first.position(), 1);
    boolean isFromStart = first.epoch() == 0;
    if (!isKept(part, last) || !(isFromStart || isKept(part, first))) {
      return Optional.empty();
    }
    if (isFromStart) {
      return Optional.of(new FeedPosition(part.epoch(), part.first() - 1, 0));
    }
    // A row may begin with the notification of a new epoch. It is told to whoever comes from the
    // row before only, and its version is one of the epoch before.
    var endOfRowBefore = new FeedPosition(part.epoch(), first.position() - 1, Long.MAX_VALUE);
    boolean isFirstOfRow =
        page(part, endOfRowBefore, 1).items().stream()
            .anyMatch(item -> item.position().equals(first));
    return Optional.of(
        isFirstOfRow
            ? endOfRowBefore
            : new FeedPosition(part.epoch(), first.position(), Math.max(0, first.version() - 1)));
  }

  /// Whether something that is kept is at a position.
  private static boolean isKept(Part part, FeedPosition position) {
    return position.epoch() == part.epoch()
        && position.position() >= part.first()
        && position.position() <= latest(part).position();
  }

  /// What follows a position.
  ///
  /// @param isAll whether there was nothing more
  record Followed(List<Item> items, boolean isAll) {}

  private Reading.Page page(Part part, FeedPosition from, int limit) {
    List<Item> items = new Composer(part.epoch(), limit).compose(slices(part.rows(), from, limit));
    return new Reading.Page(items, items.isEmpty() ? from : items.getLast().position());
  }

  /// What is to be read of a row.
  ///
  /// @param sale the row's event; empty if it was deleted
  /// @param after the version that was read before
  /// @param isBegun whether some of the row was read before
  private record Slice(Row row, Optional<Sale> sale, long after, boolean isBegun) {}

  private List<Slice> slices(List<Row> rows, FeedPosition from, int limit) {
    List<Slice> slices = new ArrayList<>();
    long expected = 0;
    for (Row row : rows) {
      if (expected >= limit) {
        break;
      }
      boolean isBegun = row.position() == from.position();
      Optional<Sale> sale = sales.apply(row.event());
      long start = row.isBroken() && isElsewhere(sale) ? 0 : row.from();
      long after = isBegun ? from.version() : start;
      if (after < row.to() || (row.isBroken() && !isBegun)) {
        slices.add(new Slice(row, sale, after, isBegun));
        expected += row.to() - after + 1;
      }
    }
    return slices;
  }

  /// Whether the holds of an event are in another store than its sales. What that has lost can't be
  /// read, and its versions may begin again with a lower one.
  private static boolean isElsewhere(Optional<Sale> sale) {
    return sale.filter(of -> of.event().ledger() != LedgerKind.POSTGRES).isPresent();
  }

  /// What is read together of a ledger.
  ///
  /// @param epoch 0 where a ledger has the entries of all epochs
  private record Stretch(EventId event, long epoch) {
    static Stretch of(Slice slice) {
      return new Stretch(slice.row.event(), isElsewhere(slice.sale) ? slice.row.epoch() : 0);
    }
  }

  /// Makes the notifications of some slices, no more than a limit.
  private final class Composer {
    private final long feedEpoch;
    private final int limit;
    private final List<Item> items = new ArrayList<>();

    Composer(long feedEpoch, int limit) {
      this.feedEpoch = feedEpoch;
      this.limit = limit;
    }

    List<Item> compose(List<Slice> slices) {
      // The earliest entries of each stretch are enough, as many as there may be of all together.
      Map<Stretch, List<Slice>> stretches = new LinkedHashMap<>();
      slices.forEach(
          slice -> stretches.computeIfAbsent(Stretch.of(slice), _ -> new ArrayList<>()).add(slice));
      Map<Stretch, List<LedgerEntry>> entries = new HashMap<>();
      stretches.forEach((stretch, of) -> entries.put(stretch, entries(of)));
      Map<EventId, Notification.Named> named = named(slices, entries);
      for (Slice slice : slices) {
        EventId event = slice.row.event();
        add(
            slice,
            Objects.requireNonNull(entries.get(Stretch.of(slice))).stream()
                .filter(entry -> entry.version() > slice.after && entry.version() <= slice.row.to())
                .toList(),
            named.getOrDefault(event, NOTHING));
      }
      return items;
    }

    private List<LedgerEntry> entries(List<Slice> of) {
      Slice first = of.getFirst();
      if (first.sale.isEmpty()) {
        return List.of();
      }
      long to = of.getLast().row.to();
      List<LedgerEntry> entries = read(engines.of(first.sale.get()).ledger(), first, first.after);
      if (!isElsewhere(first.sale)) {
        return entries;
      }
      NavigableMap<Long, LedgerEntry> merged = new TreeMap<>();
      entries.stream()
          .filter(entry -> entry.epoch() == first.row.epoch())
          .forEach(entry -> merged.put(entry.version(), entry));
      long expected = first.after + Math.min(limit, to - first.after);
      if (merged.isEmpty()
          || merged.lastKey() < expected
          || merged.lastKey() != first.after + merged.size()) {
        long after = first.row.isBroken() ? Math.max(first.after, first.row.from()) : first.after;
        read(finalLedger, first, after).stream()
            .filter(
                entry ->
                    entry.epoch() == first.row.epoch()
                        || (entry.epoch() < first.row.epoch()
                            && entry.version() > first.row.from()))
            .forEach(entry -> merged.putIfAbsent(entry.version(), entry));
      }
      return merged.values().stream().limit(limit).toList();
    }

    private List<LedgerEntry> read(SeatLedger ledger, Slice slice, long after) {
      return readers.within(() -> ledger.entries(slice.row.event(), after, limit));
    }

    private Map<EventId, Notification.Named> named(
        List<Slice> slices, Map<Stretch, List<LedgerEntry>> entries) {
      Map<EventId, Set<HoldId>> holds = new HashMap<>();
      Map<EventId, Set<ReservationId>> reservations = new HashMap<>();
      entries.forEach(
          (stretch, of) ->
              of.forEach(
                  entry -> {
                    HoldId hold = entry.change().holdId();
                    if (hold != null) {
                      holds.computeIfAbsent(stretch.event, _ -> new HashSet<>()).add(hold);
                    }
                    ReservationId reservation = entry.change().reservationId();
                    if (reservation != null) {
                      reservations
                          .computeIfAbsent(stretch.event, _ -> new HashSet<>())
                          .add(reservation);
                    }
                  }));
      Map<EventId, Notification.Named> named = new HashMap<>();
      for (Slice slice : slices) {
        slice.sale.ifPresent(
            sale ->
                named.computeIfAbsent(
                    slice.row.event(),
                    event -> {
                      HoldRecords records = engines.of(sale).records();
                      return new Notification.Named(
                          records.details(sale, holds.getOrDefault(event, Set.of())),
                          records.reservations(sale, reservations.getOrDefault(event, Set.of())));
                    }));
      }
      return named;
    }

    private void add(Slice slice, List<LedgerEntry> entries, Notification.Named named) {
      Row row = slice.row;
      long last = slice.after;
      boolean isFirstOfEpoch = row.isBroken() && !slice.isBegun;
      if (isFirstOfEpoch) {
        last = entries.isEmpty() ? row.to() : entries.getFirst().version() - 1;
        add(row, last, resync(slice, row.to(), NEW_EPOCH));
      }
      for (LedgerEntry entry : entries) {
        addGap(slice, last, entry.version() - 1);
        add(row, entry.version(), Notification.of(slice.sale.orElseThrow(), entry, named));
        last = entry.version();
      }
      addGap(slice, last, row.to());
    }

    private void addGap(Slice slice, long last, long to) {
      if (last < to) {
        add(slice.row, to, resync(slice, to, GAP));
      }
    }

    private static Notification resync(Slice slice, long version, String reason) {
      Row row = slice.row;
      return Notification.resync(
          row.event(),
          slice.sale.filter(sale -> sale.event().testMode()).isPresent(),
          row.epoch(),
          version,
          reason,
          row.at());
    }

    private void add(Row row, long version, Notification notification) {
      if (items.size() < limit) {
        items.add(new Item(notification, new FeedPosition(feedEpoch, row.position(), version)));
      }
    }
  }
}
