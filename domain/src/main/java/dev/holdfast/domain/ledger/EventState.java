package dev.holdfast.domain.ledger;

import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.hold.Hold;
import dev.holdfast.domain.hold.HoldDetails;
import dev.holdfast.domain.hold.HoldId;
import dev.holdfast.domain.hold.HoldTerms;
import dev.holdfast.domain.hold.PricedSeat;
import dev.holdfast.domain.hold.Reservation;
import dev.holdfast.domain.hold.ReservationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Who has which seat of one event: all that deciding needs, in memory.
///
/// It is restored from a store's snapshot and then grows only by applying ledger entries. One
/// thread at a time may use it.
///
/// Ended holds, reservations and kept answers are not part of it, since they only ever grow in
/// number. Those that a batch names are recalled before it is decided, and forgotten after.
public final class EventState {
  private static final Comparator<HoldTerms> BY_EXPIRY =
      Comparator.comparing(HoldTerms::expiresAt).thenComparing(terms -> terms.id().value());

  private final Sale sale;
  private boolean known;
  private long epoch;
  private long version;
  private Instant lastAt = Instant.EPOCH;
  private final @Nullable Claim[] claims;
  private final Map<HoldId, HoldTerms> open = new HashMap<>();
  private final TreeSet<HoldTerms> byExpiry = new TreeSet<>(BY_EXPIRY);

  private final Map<HoldId, Hold> endedHolds = new HashMap<>();
  private final Map<HoldId, HoldDetails> details = new HashMap<>();
  private final Map<ReservationId, Reservation> reservations = new HashMap<>();
  private final List<KeptAnswer> answers = new ArrayList<>();

  /// The state of an event of which nothing is known yet.
  public EventState(Sale sale) {
    this.sale = sale;
    this.claims = new Claim[sale.seatMap().seats().size()];
  }

  /// Replaces all that is known by a store's snapshot.
  ///
  /// @param open the holds that have not ended, due or not
  /// @param reserved who bought each sold seat, by its number
  public void restore(
      long epoch,
      long version,
      Instant lastAt,
      Collection<HoldTerms> open,
      Map<Integer, ReservationId> reserved) {
    this.known = true;
    this.epoch = epoch;
    this.version = version;
    this.lastAt = lastAt;
    this.open.clear();
    byExpiry.clear();
    Arrays.fill(claims, null);
    forget();
    for (HoldTerms terms : open) {
      put(terms);
      take(terms.numbers(), new Claim.Held(terms.id()));
    }
    reserved.forEach((number, id) -> take(List.of(number), new Claim.Reserved(id)));
  }

  /// Brings the state one entry forward.
  ///
  /// @throws IllegalStateException if the entry does not follow; the state is then of no more use
  public void apply(LedgerEntry entry) {
    if (!known || entry.version() != version + 1 || entry.at().isBefore(lastAt)) {
      throw new IllegalStateException(
          "entry: %d at %s (expected: %d, not before %s)"
              .formatted(entry.version(), entry.at(), version + 1, lastAt));
    }
    switch (entry.change()) {
      case SeatChange.Placed placed -> {
        var terms =
            new HoldTerms(
                placed.holdId(),
                placed.seats(),
                entry.at(),
                placed.expiresAt(),
                placed.maxExpiresAt());
        put(terms);
        take(terms.numbers(), new Claim.Held(terms.id()));
      }
      case SeatChange.Changed changed -> change(changed);
      case SeatChange.Extended(HoldId id, Instant expiresAt) ->
          put(remove(id).withExpiresAt(expiresAt));
      case SeatChange.Confirmed(HoldId id, ReservationId reservationId, _) -> {
        HoldTerms terms = remove(id);
        give(terms.numbers(), new Claim.Held(id));
        take(terms.numbers(), new Claim.Reserved(reservationId));
        endedHolds.put(id, new Hold.Confirmed(terms, reservationId));
      }
      case SeatChange.Released(HoldId id, _) -> {
        HoldTerms terms = remove(id);
        give(terms.numbers(), new Claim.Held(id));
        endedHolds.put(id, new Hold.Released(terms));
      }
      case SeatChange.Expired(HoldId id, _) -> {
        HoldTerms terms = remove(id);
        give(terms.numbers(), new Claim.Held(id));
        endedHolds.put(id, new Hold.Expired(terms));
      }
      case SeatChange.Cancelled(ReservationId id, List<Integer> numbers) ->
          give(numbers, new Claim.Reserved(id));
    }
    version = entry.version();
    lastAt = entry.at();
  }

  private void change(SeatChange.Changed changed) {
    HoldTerms before = remove(changed.holdId());
    Map<Integer, PricedSeat> seats = new LinkedHashMap<>();
    before.seats().forEach(seat -> seats.put(seat.number(), seat));
    changed.removed().forEach(seats::remove);
    List<Integer> added = new ArrayList<>();
    for (PricedSeat seat : changed.put()) {
      if (seats.put(seat.number(), seat) == null) {
        added.add(seat.number());
      }
    }
    var claim = new Claim.Held(changed.holdId());
    give(changed.removed(), claim);
    take(added, claim);
    put(before.withSeats(List.copyOf(seats.values())));
  }

  private void put(HoldTerms terms) {
    open.put(terms.id(), terms);
    byExpiry.add(terms);
  }

  private HoldTerms remove(HoldId id) {
    HoldTerms terms = open.remove(id);
    if (terms == null) {
      throw new IllegalStateException("hold: " + id + " (expected: an open one)");
    }
    byExpiry.remove(terms);
    return terms;
  }

  private void take(List<Integer> numbers, Claim claim) {
    for (int number : numbers) {
      Claim other = claims[number];
      if (other != null) {
        throw new IllegalStateException("seat " + number + ": " + other + " (expected: free)");
      }
      claims[number] = claim;
    }
  }

  private void give(List<Integer> numbers, Claim claim) {
    for (int number : numbers) {
      if (!claim.equals(claims[number])) {
        throw new IllegalStateException(
            "seat " + number + ": " + claims[number] + " (expected: " + claim + ")");
      }
      claims[number] = null;
    }
  }

  /// Adds what a store has looked up for the batch that is decided next.
  public void recall(Recollection found) {
    found.endedHolds().forEach(hold -> endedHolds.put(hold.terms().id(), hold));
    details.putAll(found.details());
    found.reservations().forEach(this::recall);
    answers.addAll(found.answers());
  }

  void recall(Reservation reservation) {
    reservations.put(reservation.id(), reservation);
  }

  void recall(HoldId id, HoldDetails ofHold) {
    details.put(id, ofHold);
  }

  void recall(KeptAnswer answer) {
    answers.add(answer);
  }

  /// Drops what was recalled, and what ended meanwhile.
  public void forget() {
    endedHolds.clear();
    details.clear();
    reservations.clear();
    answers.clear();
  }

  public Sale sale() {
    return sale;
  }

  /// Whether it was ever restored.
  public boolean isKnown() {
    return known;
  }

  public long epoch() {
    return epoch;
  }

  /// The version of the last entry applied; 0 for none.
  public long version() {
    return version;
  }

  /// The instant of the last entry applied.
  public Instant lastAt() {
    return lastAt;
  }

  /// Who has a seat; empty if nobody. The hold that has it may be due.
  public Optional<Claim> claim(int number) {
    return Optional.ofNullable(claims[number]);
  }

  /// A hold that is open, or was recalled, or has ended since the last {@link #forget}.
  public Optional<Hold> hold(HoldId id) {
    HoldTerms terms = open.get(id);
    return terms == null
        ? Optional.ofNullable(endedHolds.get(id))
        : Optional.of(new Hold.Open(terms));
  }

  /// The holds that have not ended, the earliest expiry first.
  public List<HoldTerms> openHolds() {
    return List.copyOf(byExpiry);
  }

  /// The details of a hold that were recalled.
  public Optional<HoldDetails> details(HoldId id) {
    return Optional.ofNullable(details.get(id));
  }

  /// A reservation that was recalled, or made since the last {@link #forget}.
  public Optional<Reservation> reservation(ReservationId id) {
    return Optional.ofNullable(reservations.get(id));
  }

  Optional<KeptAnswer> answer(RequestKey key) {
    return answers.stream().filter(answer -> answer.key().isSameKey(key)).findFirst();
  }

  /// The earliest expiry of an open hold; empty if there is none.
  public Optional<Instant> nextExpiry() {
    return byExpiry.isEmpty() ? Optional.empty() : Optional.of(byExpiry.first().expiresAt());
  }

  /// The open holds whose time is up, the earliest first.
  public List<HoldTerms> due(Instant now) {
    return byExpiry.stream().takeWhile(terms -> !terms.isLive(now)).toList();
  }

  /// Who has the seats at an instant. The seats of due holds read as available.
  public Availability availability(Instant now) {
    Set<HoldId> due = new HashSet<>();
    due(now).forEach(terms -> due.add(terms.id()));
    List<Integer> held = new ArrayList<>();
    List<Integer> reserved = new ArrayList<>();
    for (int number = 0; number < claims.length; number++) {
      switch (claims[number]) {
        case Claim.Held(HoldId id) when due.contains(id) -> {}
        case Claim.Held _ -> held.add(number);
        case Claim.Reserved _ -> reserved.add(number);
        case null -> {}
      }
    }
    return new Availability(sale, epoch, version, held, reserved, due.size());
  }
}
