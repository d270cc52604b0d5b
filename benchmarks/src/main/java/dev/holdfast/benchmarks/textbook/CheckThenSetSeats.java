package dev.holdfast.benchmarks.textbook;

import java.util.Set;

/// A negative control: looks, and then takes, with nothing in between that keeps others out.
///
/// It yields between the two, so that others do come in between on any machine. Real code has work
/// to do there.
final class CheckThenSetSeats implements SeatHolder {
  private final Seats seats;

  CheckThenSetSeats(Workload workload) {
    this.seats = new Seats(workload);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  public Answer hold(long holder, int event, int[] wanted) {
    if (!seats.areFree(event, wanted)) {
      return Answer.TAKEN;
    }
    Thread.yield();
    seats.set(event, wanted, holder);
    return Answer.HELD;
  }

  @Override
  public void release(long holder, int event, int[] held) {
    seats.set(event, held, 0);
  }

  @Override
  public Set<Claim> claims() {
    return seats.claims();
  }

  @Override
  public void close() {}
}
