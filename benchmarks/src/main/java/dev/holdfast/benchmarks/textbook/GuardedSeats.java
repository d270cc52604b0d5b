package dev.holdfast.benchmarks.textbook;

import java.util.Set;

/// Seats in memory behind whatever lets one at a time to them.
record GuardedSeats(Seats seats, Guard guard) implements SeatHolder {
  @Override
  public Answer hold(long holder, int event, int[] wanted) {
    return guard.within(event, wanted, () -> seats.hold(holder, event, wanted));
  }

  @Override
  public void release(long holder, int event, int[] held) {
    Answer answer;
    do {
      answer =
          guard.within(
              event,
              held,
              () -> {
                seats.set(event, held, 0);
                return Answer.HELD;
              });
    } while (answer == Answer.GAVE_UP);
  }

  @Override
  public Set<Claim> claims() {
    return seats.claims();
  }

  @Override
  public void close() {
    guard.close();
  }
}
