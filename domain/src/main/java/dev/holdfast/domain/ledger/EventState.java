package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.Holder;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.seatmap.Places;
import dev.holdfast.domain.seatmap.SeatMap;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who has which seat of one event, in memory, as the store has it: all that deciding needs, and
/// what the event's seat view is served from.
///
/// It is restored from a store's snapshot and then grows only by applying ledger entries that are
/// stored. Any thread may use it; what has to be consistent over several calls is done while
/// synchronized on it.
public final class EventState {
  /// How many of the latest entries it keeps, for those who have seen all but them. To apply more
  /// takes longer than to restore it.
  public static final int ENTRIES_KEPT = 1_000;

  static final Comparator<HoldTerms> BY_EXPIRY =
      Comparator.comparing(HoldTerms::expiresAt).thenComparing(terms -> terms.id().value());

  private volatile Sale sale;
  private boolean known;
  private long epoch;
  private long version;
  private Instant lastAt = Instant.EPOCH;
  private final @Nullable Claim[] claims;
  private final BitSet notForSale = new BitSet();
  private final Map<HoldId, HoldTerms> open = new HashMap<>();
  private final NavigableSet<HoldTerms> byExpiry = newSet();
  private final Map<Integer, NavigableSet<HoldTerms>> inAreas = new HashMap<>();

  /// Of the blocks that end by themselves: the numbers of seats and places by the release.
  private final NavigableMap<Instant, NavigableSet<Integer>> byRelease = new TreeMap<>();

  private Occupancy occupancy;
  private Holdings holdings = new Holdings();
  private CoolDowns coolDowns = new CoolDowns();
  private final ArrayDeque<LedgerEntry> latest = new ArrayDeque<>();
  private Instant dueAt = Instant.EPOCH;
  private int dueCounted;
  private @Nullable HoldTerms lastDue;
  private final Fold.Seats seats = new Seats();

  /// The state of an event of which nothing is known yet.
  public EventState(Sale sale) {
    this.sale = sale;
    this.claims = new Claim[sale.seatMap().capacity()];
    this.occupancy = Occupancy.none(sale.seatMap());
    seats.settings(sale.event().settings());
  }

  private final class Seats implements Fold.Seats {
    @Override
    public Sale sale() {
      return sale;
    }

    @Override
    public Optional<Claim> claim(int number) {
      return Optional.ofNullable(claims[number]);
    }

    @Override
    public void claim(int number, @Nullable Claim claim) {
      if (!sale.seatMap().isSeat(number)) {
        occupancy.change(number, claims[number], claim);
      }
      holdings.pass(claims[number], claim);
      Claim.releaseAt(claims[number])
          .ifPresent(
              at ->
                  byRelease.computeIfPresent(
                      at,
                      (_, numbers) ->
                          numbers.remove(number) && numbers.isEmpty() ? null : numbers));
      Claim.releaseAt(claim)
          .ifPresent(at -> byRelease.computeIfAbsent(at, _ -> new TreeSet<>()).add(number));
      claims[number] = claim;
    }

    @Override
    public void numbered(PricedSeat place) {
      occupancy.numbered(place);
    }

    @Override
    public void open(HoldTerms terms) {
      holdings.add(terms.holder(), terms.seats().size(), 0);
      open.put(terms.id(), terms);
      byExpiry.add(terms);
      for (int area : areasOf(terms)) {
        inAreas.computeIfAbsent(area, _ -> newSet()).add(terms);
      }
      if (lastDue != null && BY_EXPIRY.compare(terms, lastDue) <= 0) {
        dueCounted++;
      }
    }

    @Override
    public HoldTerms close(HoldId id) {
      HoldTerms terms = open.remove(id);
      if (terms == null) {
        throw new IllegalStateException("hold: " + id + " (expected: an open one)");
      }
      holdings.add(terms.holder(), -terms.seats().size(), 0);
      byExpiry.remove(terms);
      for (int area : areasOf(terms)) {
        inAreas.computeIfPresent(
            area, (_, holds) -> holds.remove(terms) && holds.isEmpty() ? null : holds);
      }
      if (lastDue != null && BY_EXPIRY.compare(terms, lastDue) <= 0) {
        dueCounted--;
      }
      return terms;
    }

    @Override
    public void settings(Settings settings) {
      sale = sale.with(settings);
      for (int number = 0; number < claims.length; number++) {
        notForSale.set(number, !sale.isForSale(number));
      }
    }

    @Override
    public void add(CoolDown coolDown) {
      coolDowns.add(coolDown);
    }

    @Override
    public void ended(Hold hold) {}

    private Set<Integer> areasOf(HoldTerms terms) {
      Set<Integer> areas = Set.of();
      for (PricedSeat seat : terms.seats()) {
        if (seat.isPlace()) {
          // Most holds have none.
          areas = areas.isEmpty() ? new HashSet<>() : areas;
          areas.add(sale.seatMap().placesAt(seat.number()).index());
        }
      }
      return areas;
    }
  }

  private static NavigableSet<HoldTerms> newSet() {
    return new TreeSet<>(BY_EXPIRY);
  }

  /// Forgets everything, for the store turned out to know less.
  public synchronized void forget() {
    known = false;
  }

  /// Gives it what there is before the first entry of an epoch's ledger: everything can be had.
  public synchronized void begin(long epoch) {
    restore(
        epoch,
        0,
        Instant.EPOCH,
        sale.event().settings(),
        List.of(),
        Map.of(),
        List.of(),
        List.of());
  }

  /// Replaces all that is known by a store's snapshot. One of an earlier epoch or version is passed
  /// over, for it was read before what is known.
  ///
  /// @param open the holds that have not ended, due or not
  /// @param others who has each of the other seats that somebody has, by its number
  /// @param lastNumbers as {@link #lastNumbers} gave them; empty for none given out
  /// @param coolDowns that have not ended, and any others
  public synchronized void restore(
      long epoch,
      long version,
      Instant lastAt,
      Settings settings,
      Collection<HoldTerms> open,
      Map<Integer, Claim> others,
      List<Integer> lastNumbers,
      Collection<CoolDown> coolDowns) {
    boolean isOlder = this.epoch == epoch ? this.version >= version : this.epoch > epoch;
    if (known && isOlder) {
      return;
    }
    this.known = false;
    this.epoch = epoch;
    this.version = version;
    this.lastAt = lastAt;
    this.open.clear();
    byExpiry.clear();
    inAreas.clear();
    byRelease.clear();
    latest.clear();
    dueCounted = 0;
    lastDue = null;
    seats.settings(settings);
    Arrays.fill(claims, null);
    holdings = new Holdings();
    this.coolDowns = new CoolDowns();
    occupancy = Occupancy.none(sale.seatMap());
    occupancy.restoreLast(lastNumbers);
    for (HoldTerms terms : open) {
      seats.open(terms);
      Fold.move(seats, terms.numbers(), null, new Claim.Held(terms.id()));
    }
    others.forEach((number, claim) -> Fold.move(seats, List.of(number), null, claim));
    coolDowns.stream().sorted(Comparator.comparing(CoolDown::endsAt)).forEach(seats::add);
    this.known = true;
  }

  /// Brings the state forward by entries that are stored. Those that it knows already are passed
  /// over, also where it has learned of them in a later epoch.
  ///
  /// @throws IllegalStateException if they do not follow; the state is then unknown
  public synchronized void apply(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      if (known && entry.epoch() <= epoch && entry.version() <= version) {
        continue;
      }
      if (!known
          || entry.epoch() != epoch
          || entry.version() != version + 1
          || entry.at().isBefore(lastAt)) {
        known = false;
        throw new IllegalStateException(
            "entry: %d.%d at %s (expected: %d.%d, not before %s)"
                .formatted(entry.epoch(), entry.version(), entry.at(), epoch, version + 1, lastAt));
      }
      known = false;
      Fold.apply(seats, entry.at(), entry.change().effects());
      coolDowns.forget(sale.now(entry.at()));
      known = true;
      version = entry.version();
      lastAt = entry.at();
      latest.add(entry);
      if (latest.size() > ENTRIES_KEPT) {
        latest.remove();
      }
    }
  }

  /// The entries that follow a version, up to the last one applied.
  ///
  /// @return empty if it does not know them all
  public synchronized Optional<List<LedgerEntry>> entriesAfter(long other) {
    long missing = version - other;
    if (!known || missing < 0 || missing > latest.size()) {
      return Optional.empty();
    }
    List<LedgerEntry> entries = new ArrayList<>();
    var newestFirst = latest.descendingIterator();
    while (entries.size() < missing) {
      entries.add(newestFirst.next());
    }
    return Optional.of(entries.reversed());
  }

  /// The event with the settings that it has, as far as is known.
  public Sale sale() {
    return sale;
  }

  /// Whether both know the same: where the event is, and who has which seat until when.
  public boolean agreesWith(EventState other) {
    return known().equals(other.known());
  }

  /// All that deciding depends on, and nothing of the past. Cool-downs that have ended may be
  /// forgotten at any time, and so they are left out.
  private synchronized List<Object> known() {
    return List.of(
        known,
        epoch,
        version,
        lastAt,
        sale.event().settings(),
        Arrays.asList(claims.clone()),
        Map.copyOf(open),
        occupancy.lastNumbers());
  }

  /// Whether it was restored, and all that was applied since did follow.
  public synchronized boolean isKnown() {
    return known;
  }

  public synchronized long epoch() {
    return epoch;
  }

  /// The version of the last entry applied; 0 for none.
  public synchronized long version() {
    return version;
  }

  /// The instant of the last entry applied.
  public synchronized Instant lastAt() {
    return lastAt;
  }

  /// Who has a seat; empty if nobody. The hold that has it may be due, and the block over.
  public synchronized Optional<Claim> claim(int number) {
    return seats.claim(number);
  }

  /// The highest place number that each area whose numbers increase has ever given out, in the
  /// map's order; 0 for none. No number is given out again, so these are kept for ever.
  public synchronized List<Integer> lastNumbers() {
    return occupancy.lastNumbers();
  }

  Occupancy occupancy() {
    return occupancy;
  }

  CoolDowns coolDowns() {
    return coolDowns;
  }

  /// Who could not hold which seats again yet at the instant of the last entry applied.
  public synchronized Set<CoolDown> coolingDown() {
    Instant now = sale.now(lastAt);
    return coolDowns.all().stream()
        .filter(one -> now.isBefore(one.endsAt()))
        .collect(Collectors.toSet());
  }

  Holdings holdings() {
    return holdings;
  }

  /// What each client has that has something, when the store's clock shows an instant.
  public synchronized Map<ClientId, Holding> holdings(Instant clock) {
    Holdings live = new Holdings();
    holdings
        .byClient()
        .forEach((client, of) -> live.add(Holder.of(client), of.held(), of.reserved()));
    due(now(clock))
        .forEach(terms -> live.add(Holder.of(terms.holder().client()), -terms.seats().size(), 0));
    return live.byClient();
  }

  /// A hold that has not ended.
  public synchronized Optional<HoldTerms> openHold(HoldId id) {
    return Optional.ofNullable(open.get(id));
  }

  /// The holds that have not ended, the earliest expiry first.
  public synchronized List<HoldTerms> openHolds() {
    return List.copyOf(byExpiry);
  }

  /// How many holds have not ended.
  public synchronized int openHoldCount() {
    return open.size();
  }

  Stream<HoldTerms> byExpiry() {
    return byExpiry.stream();
  }

  /// The open holds whose time is up, the earliest first.
  Stream<HoldTerms> due(Instant now) {
    return byExpiry().takeWhile(terms -> !terms.isLive(now));
  }

  /// Those of them that have places of this area.
  Stream<HoldTerms> due(Places places, Instant now) {
    NavigableSet<HoldTerms> holds = inAreas.get(places.index());
    return holds == null ? Stream.of() : holds.stream().takeWhile(terms -> !terms.isLive(now));
  }

  /// The numbers of blocked seats and places by the instant of their release, the earliest first.
  Stream<Map.Entry<Instant, NavigableSet<Integer>>> byRelease() {
    return byRelease.entrySet().stream();
  }

  /// Those whose block is over, see {@link Claim.Blocked#isLive}.
  NavigableMap<Instant, NavigableSet<Integer>> released(Instant now) {
    return byRelease.headMap(now, true);
  }

  /// Those of them that are of this area.
  Stream<Integer> released(Places places, Instant now) {
    return released(now).values().stream()
        .flatMap(numbers -> numbers.subSet(places.first(), places.end()).stream());
  }

  /// What names the availability when the store's clock shows an instant.
  public synchronized Availability.Stamp stamp(Instant clock) {
    return new Availability.Stamp(epoch, version, countDue(now(clock)));
  }

  /// Who has the seats when the store's clock shows an instant. The seats of due holds, and of
  /// blocks that are over, read as available.
  public synchronized Availability availability(Instant clock) {
    Instant at = now(clock);
    SeatMap map = sale.seatMap();
    Set<HoldId> due = new HashSet<>();
    due(at).forEach(terms -> due.add(terms.id()));
    List<Integer> held = new ArrayList<>();
    List<Integer> reserved = new ArrayList<>();
    List<Integer> blocked = new ArrayList<>();
    for (int number = 0; number < map.seats().size(); number++) {
      boolean isFree =
          switch (claims[number]) {
            case Claim.Reserved _ -> !reserved.add(number);
            case Claim.Blocked block -> !block.isLive(at) || !blocked.add(number);
            case Claim.Unknown _ -> !blocked.add(number);
            case Claim.Held(HoldId id) -> due.contains(id) || !held.add(number);
            case null -> true;
          };
      if (isFree && notForSale.get(number)) {
        blocked.add(number);
      }
    }
    List<Availability.AreaCount> areas = new ArrayList<>();
    for (Places places : map.places()) {
      int live = occupancy.held(places);
      live -= due(places, at).mapToInt(terms -> terms.in(places).size()).sum();
      int sold = occupancy.reserved(places);
      boolean isForSale = !notForSale.get(places.first());
      int rest =
          isForSale
              ? occupancy.blocked(places) - (int) released(places, at).count()
              : places.area().capacity() - live - sold;
      areas.add(new Availability.AreaCount(places.area(), live, sold, rest));
    }
    return new Availability(sale, stamp(clock), held, reserved, blocked, areas);
  }

  /// What the organiser has taken out of sale when the store's clock shows an instant: the numbers
  /// of seats and places, ascending, by the block.
  public synchronized Map<Claim.Blocked, List<Integer>> blocks(Instant clock) {
    Instant at = now(clock);
    Map<Claim.Blocked, List<Integer>> blocks = new LinkedHashMap<>();
    for (int number = 0; number < claims.length; number++) {
      if (claims[number] instanceof Claim.Blocked block && block.isLive(at)) {
        blocks.computeIfAbsent(block, _ -> new ArrayList<>()).add(number);
      }
    }
    return blocks;
  }

  /// The event's time. The store's clock may have been set back; what was decided is not undone by
  /// that.
  private Instant now(Instant clock) {
    return sale.now(clock.isBefore(lastAt) ? lastAt : clock);
  }

  /// What grows by time alone: how many holds and releases of blocks are due. It counts on from
  /// where it was before, since many ask, and many holds may be due at once.
  private int countDue(Instant now) {
    if (dueAt.isAfter(now)) {
      dueCounted = 0;
      lastDue = null;
    }
    dueAt = now;
    NavigableSet<HoldTerms> rest = lastDue == null ? byExpiry : byExpiry.tailSet(lastDue, false);
    for (HoldTerms terms : rest) {
      if (terms.isLive(now)) {
        break;
      }
      lastDue = terms;
      dueCounted++;
    }
    return dueCounted + released(now).size();
  }
}
