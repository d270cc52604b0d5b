package dev.holdfast.benchmarks.textbook;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/// A compare-and-set for each seat. Whoever gets some but not all gives those back, so that of two
/// who want the same seats both may be refused.
final class CompareAndSetSeats implements SeatHolder {
  private final Workload workload;
  private final AtomicLongArray holders;

  CompareAndSetSeats(Workload workload) {
    this.workload = workload;
    this.holders = new AtomicLongArray(workload.events() * workload.seats());
  }

  @Override
  public Answer hold(long holder, int event, int[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (!holders.compareAndSet(index(event, wanted[i]), 0, holder)) {
        for (int got = 0; got < i; got++) {
          holders.set(index(event, wanted[got]), 0);
        }
        return Answer.TAKEN;
      }
    }
    return Answer.HELD;
  }

  @Override
  public void release(long holder, int event, int[] held) {
    for (int seat : held) {
      holders.compareAndSet(index(event, seat), holder, 0);
    }
  }

  private int index(int event, int seat) {
    return event * workload.seats() + seat;
  }

  @Override
  public Set<Claim> claims() {
    Set<Claim> claims = new HashSet<>();
    for (int i = 0; i < holders.length(); i++) {
      if (holders.get(i) != 0) {
        claims.add(new Claim(i / workload.seats(), i % workload.seats(), holders.get(i)));
      }
    }
    return claims;
  }

  @Override
  public void close() {}
}
