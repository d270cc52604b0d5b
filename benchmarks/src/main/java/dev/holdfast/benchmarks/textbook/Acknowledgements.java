package dev.holdfast.benchmarks.textbook;

import dev.holdfast.benchmarks.textbook.SeatHolder.Claim;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// What buyers were told, and so the one checker of all ways: it believes acknowledgements only.
///
/// An entry is made when a buyer has been told "yours" and struck out before the buyer asks to give
/// the seat back. Whoever is told "yours" while another's entry stands was sold what somebody else
/// has, so there are no false alarms. An overlap that ends before its entry is made goes
/// unseen.
final class Acknowledgements {
  private final int seats;
  private final AtomicLongArray holders;

  /// For numbers past the seats of the room, as a way that counts up gives them out.
  private final Map<Claim, Long> others = new ConcurrentHashMap<>();

  private final LongAdder holds = new LongAdder();
  private final LongAdder doubleBookings = new LongAdder();

  Acknowledgements(Workload workload) {
    this.seats = workload.seats();
    this.holders = new AtomicLongArray(workload.events() * seats);
  }

  void enter(long holder, int event, int[] held) {
    holds.increment();
    for (int seat : held) {
      long previous =
          seat < seats
              ? holders.getAndSet(event * seats + seat, holder)
              : putOther(event, seat, holder);
      if (previous != 0) {
        doubleBookings.increment();
      }
    }
  }

  private long putOther(int event, int seat, long holder) {
    Long previous = others.put(new Claim(event, seat, 0), holder);
    return previous == null ? 0 : previous;
  }

  void strikeOut(long holder, int event, int[] held) {
    for (int seat : held) {
      if (seat < seats) {
        holders.compareAndSet(event * seats + seat, holder, 0);
      } else {
        others.remove(new Claim(event, seat, 0), holder);
      }
    }
  }

  /// How many holds were acknowledged.
  long holds() {
    return holds.sum();
  }

  /// How many seats were acknowledged to somebody while they were somebody else's.
  long doubleBookings() {
    return doubleBookings.sum();
  }

  /// In how many claims the records of a way differ from what buyers were told in the end.
  static int differences(Set<Claim> told, Set<Claim> recorded) {
    Set<Claim> both = new HashSet<>(told);
    both.retainAll(recorded);
    return told.size() + recorded.size() - 2 * both.size();
  }

  /// How many claims there are beyond one a seat.
  static int surplus(Set<Claim> claims) {
    long distinct =
        claims.stream().map(claim -> new Claim(claim.event(), claim.seat(), 0)).distinct().count();
    return claims.size() - Math.toIntExact(distinct);
  }
}
