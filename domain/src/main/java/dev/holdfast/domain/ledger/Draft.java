package dev.holdfast.domain.ledger;

import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.event.Settings;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import dev.holdfast.domain.seatmap.Places;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event's state as a batch in the making changes it. The state itself, which others may read
/// meanwhile, stays as it is until the batch is stored.
///
/// Ended holds, reservations and kept answers are no part of a state, since they only ever grow in
/// number; what the batch names of them was looked up in the store.
final class Draft implements Fold.Seats {
  private final EventState base;
  private Sale sale;
  private long version;
  private @Nullable Occupancy occupancy;
  private boolean isAdvanced;
  private final TreeMap<Integer, Optional<Claim>> claims = new TreeMap<>();
  private final Holdings gained = new Holdings();
  private final CoolDowns coolDowns = new CoolDowns();
  private final Map<HoldId, Hold> endedBefore = new HashMap<>();
  private final Map<HoldId, Hold> holds = new LinkedHashMap<>();
  private final Map<HoldId, HoldDetails> details;
  private final Map<ReservationId, Reservation> reservationsBefore = new HashMap<>();
  private final Map<ReservationId, Reservation> reservations = new LinkedHashMap<>();
  private final Map<RequestKey.Sender, KeptAnswer> answersBefore = new HashMap<>();
  private final Map<RequestKey.Sender, KeptAnswer> answers = new LinkedHashMap<>();

  Draft(EventState base, LookupResult found) {
    this.base = base;
    this.sale = base.sale();
    this.version = base.version();
    this.details = new HashMap<>(found.details());
    found.endedHolds().forEach(hold -> endedBefore.put(hold.terms().id(), hold));
    found.reservations().forEach(sold -> reservationsBefore.put(sold.id(), sold));
    found.answers().forEach(answer -> answersBefore.put(answer.key().sender(), answer));
  }

  /// Makes a reservation what the batch leaves of it.
  void put(Reservation reservation) {
    reservations.put(reservation.id(), reservation);
  }

  /// Notes what a new hold carries.
  void put(HoldId id, HoldDetails ofHold) {
    details.put(id, ofHold);
  }

  /// Keeps an answer.
  void put(KeptAnswer answer) {
    answers.put(answer.key().sender(), answer);
  }

  /// Makes a change the next entry.
  LedgerEntry append(Instant at, Change change) {
    Fold.apply(this, at, change.effects());
    version++;
    return new LedgerEntry(base.epoch(), version, at, change);
  }

  @Override
  public Sale sale() {
    return sale;
  }

  @Override
  public void settings(Settings settings) {
    isAdvanced |= !settings.clockAhead().equals(sale.event().settings().clockAhead());
    sale = sale.with(settings);
  }

  /// What of it is another than before.
  Delta delta() {
    List<Delta.Row<Integer, Claim>> claimed = new ArrayList<>();
    claims.forEach(
        (number, after) ->
            add(claimed, number, base.claim(number).orElse(null), after.orElse(null)));
    List<Delta.Row<HoldId, Hold>> held = new ArrayList<>();
    Map<HoldId, HoldDetails> carried = new HashMap<>();
    holds.forEach(
        (id, after) -> {
          add(held, id, base.openHold(id).map(Hold.Open::new).orElse(null), after);
          details(id).ifPresent(ofHold -> carried.put(id, ofHold));
        });
    List<Delta.Row<ReservationId, Reservation>> sold = new ArrayList<>();
    reservations.forEach((id, after) -> add(sold, id, reservationsBefore.get(id), after));
    Settings settings = sale.event().settings();
    return new Delta(
        settings.equals(base.sale().event().settings()) ? null : settings,
        claimed,
        held,
        carried,
        sold,
        List.copyOf(answers.values()),
        coolDowns.all(),
        occupancy().lastNumbers(),
        nextDue());
  }

  private static <K, T> void add(
      List<Delta.Row<K, T>> rows, K key, @Nullable T before, @Nullable T after) {
    if (!Objects.equals(before, after)) {
      rows.add(new Delta.Row<>(key, before, after));
    }
  }

  @Override
  public Optional<Claim> claim(int number) {
    Optional<Claim> changed = claims.get(number);
    return changed == null ? base.claim(number) : changed;
  }

  /// Who has each of these seats, all of which somebody has.
  Map<Integer, Claim> claims(Stream<Integer> numbers) {
    Map<Integer, Claim> of = new LinkedHashMap<>();
    numbers.forEach(number -> of.put(number, claim(number).orElseThrow()));
    return of;
  }

  @Override
  public void claim(int number, @Nullable Claim claim) {
    Claim before = claim(number).orElse(null);
    if (!sale().seatMap().isSeat(number)) {
      ownOccupancy().change(number, before, claim);
    }
    gained.pass(before, claim);
    claims.put(number, Optional.ofNullable(claim));
  }

  @Override
  public void numbered(PricedSeat place) {
    ownOccupancy().numbered(place);
  }

  private Occupancy ownOccupancy() {
    if (occupancy == null) {
      occupancy = base.occupancy().copy();
    }
    return occupancy;
  }

  /// How full the areas are.
  Occupancy occupancy() {
    return occupancy == null ? base.occupancy() : occupancy;
  }

  /// What a customer or an address has.
  Holding holding(long mark) {
    return base.holdings().of(mark).plus(gained.of(mark));
  }

  /// What a client has.
  Holding holding(ClientId client) {
    return base.holdings().of(client).plus(gained.of(client));
  }

  @Override
  public void add(CoolDown coolDown) {
    coolDowns.add(coolDown);
  }

  /// When a customer or an address can hold a seat again that it has let go; empty if at once.
  Optional<Instant> coolDown(int number, long mark) {
    return coolDowns.end(number, mark).or(() -> base.coolDowns().end(number, mark));
  }

  @Override
  public void open(HoldTerms terms) {
    gained.add(terms.holder(), terms.seats().size(), 0);
    holds.put(terms.id(), new Hold.Open(terms));
  }

  @Override
  public HoldTerms close(HoldId id) {
    if (hold(id).orElse(null) instanceof Hold.Open(HoldTerms terms)) {
      gained.add(terms.holder(), -terms.seats().size(), 0);
      return terms;
    }
    throw new IllegalStateException("hold: " + id + " (expected: an open one)");
  }

  @Override
  public void ended(Hold hold) {
    holds.put(hold.terms().id(), hold);
  }

  /// A hold that is open, or was looked up, or has ended in this batch.
  Optional<Hold> hold(HoldId id) {
    return Optional.ofNullable(holds.get(id))
        .or(() -> Optional.ofNullable(endedBefore.get(id)))
        .or(() -> base.openHold(id).map(Hold.Open::new));
  }

  /// The details of a hold that was looked up or placed.
  Optional<HoldDetails> details(HoldId id) {
    return Optional.ofNullable(details.get(id));
  }

  /// A reservation that was looked up or made.
  Optional<Reservation> reservation(ReservationId id) {
    return Optional.ofNullable(reservations.get(id))
        .or(() -> Optional.ofNullable(reservationsBefore.get(id)));
  }

  /// What a key was answered.
  Optional<KeptAnswer> answer(RequestKey key) {
    return Optional.ofNullable(answers.get(key.sender()))
        .or(() -> Optional.ofNullable(answersBefore.get(key.sender())));
  }

  /// The live holds of a customer.
  Stream<HoldTerms> live(long mark, Instant now) {
    return Stream.concat(
            base.byExpiry().filter(terms -> !holds.containsKey(terms.id())),
            holds.values().stream().filter(Hold.Open.class::isInstance).map(Hold::terms))
        .filter(terms -> terms.holder().mark() == mark && terms.isLive(now));
  }

  /// The open holds whose time is up, the earliest first.
  Stream<HoldTerms> due(Instant now) {
    return due(base.due(now), now);
  }

  private Stream<HoldTerms> due(Stream<HoldTerms> before, Instant now) {
    Stream<HoldTerms> untouched = before.filter(terms -> !holds.containsKey(terms.id()));
    // What the batch itself has placed, changed or extended was live at the same instant, unless
    // it advances the event's time.
    return isAdvanced
        ? Stream.concat(untouched, open().filter(terms -> !terms.isLive(now)))
            .sorted(EventState.BY_EXPIRY)
        : untouched;
  }

  /// Those of the holds touched that are open.
  private Stream<HoldTerms> open() {
    return holds.values().stream().filter(Hold.Open.class::isInstance).map(Hold::terms);
  }

  /// Those of them that have places of this area.
  Stream<HoldTerms> due(Places places, Instant now) {
    return due(base.due(places, now), now).filter(terms -> !terms.in(places).isEmpty());
  }

  /// The blocked seats and places whose block is over, the earliest first.
  Stream<Integer> released(Instant now) {
    return released(base.released(now).values().stream().flatMap(Set::stream), now);
  }

  /// Those of them that are of this area.
  Stream<Integer> released(Places places, Instant now) {
    return released(base.released(places, now), now).filter(places::contains);
  }

  private Stream<Integer> released(Stream<Integer> before, Instant now) {
    Stream<Integer> untouched = before.filter(number -> !claims.containsKey(number));
    // What the batch itself has blocked is so at the same instant, unless it advances the event's
    // time.
    return isAdvanced
        ? Stream.concat(
            untouched,
            claims.entrySet().stream()
                .filter(claim -> isOver(claim.getValue(), now))
                .map(Map.Entry::getKey))
        : untouched;
  }

  private static boolean isOver(Optional<Claim> claim, Instant now) {
    return claim.orElse(null) instanceof Claim.Blocked block && !block.isLive(now);
  }

  /// What the store's clock shows when the next open hold expires or the next block is over; empty
  /// if there is none.
  Optional<Instant> nextDue() {
    return Stream.of(nextExpiry(), nextRelease())
        .flatMap(Optional::stream)
        .min(Instant::compareTo)
        .map(sale.event().settings()::clockAt);
  }

  private Optional<Instant> nextExpiry() {
    Stream<Instant> untouched =
        base.byExpiry()
            .filter(terms -> !holds.containsKey(terms.id()))
            .limit(1)
            .map(HoldTerms::expiresAt);
    Stream<Instant> touched = open().map(HoldTerms::expiresAt);
    return Stream.concat(untouched, touched).min(Instant::compareTo);
  }

  private Optional<Instant> nextRelease() {
    Stream<Instant> untouched =
        base.byRelease()
            .filter(of -> of.getValue().stream().anyMatch(number -> !claims.containsKey(number)))
            .limit(1)
            .map(Map.Entry::getKey);
    Stream<Instant> touched =
        claims.values().stream().flatMap(claim -> Claim.releaseAt(claim.orElse(null)).stream());
    return Stream.concat(untouched, touched).min(Instant::compareTo);
  }
}
