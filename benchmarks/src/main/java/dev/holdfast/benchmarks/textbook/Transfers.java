package dev.holdfast.benchmarks.textbook;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Seats against money: what the seats cost goes from the buyer's wallet to the event's till, and
/// back when they are given back. Both have a lock, and whichever way the money goes, the locks are
/// taken in one order.
final class Transfers implements SeatHolder {
  private static final int WALLETS = 64;
  private static final long FUNDS = 1_000;

  private final Seats seats;
  private final long[] balances;
  private final Lock[] locks;

  Transfers(Workload workload) {
    this(workload, Locks.locks(accounts(workload), false));
  }

  /// @param locks one for each account
  Transfers(Workload workload, Lock[] locks) {
    this.seats = new Seats(workload);
    this.balances = new long[accounts(workload)];
    Arrays.fill(balances, 0, WALLETS, FUNDS);
    this.locks = locks;
  }

  /// How many wallets and tills there are.
  static int accounts(Workload workload) {
    return WALLETS + workload.events();
  }

  @Override
  public Answer hold(long holder, int event, int[] wanted) {
    return transfer(
        wallet(holder), till(event), wanted.length, () -> seats.hold(holder, event, wanted));
  }

  @Override
  public void release(long holder, int event, int[] held) {
    var _ =
        transfer(
            till(event),
            wallet(holder),
            held.length,
            () -> {
              seats.set(event, held, 0);
              return Answer.HELD;
            });
  }

  private Answer transfer(int from, int to, int amount, Supplier<Answer> work) {
    return Locks.withAll(
        locks,
        IntStream.of(from, to).sorted().toArray(),
        () -> {
          if (balances[from] < amount) {
            return Answer.GAVE_UP;
          }
          Answer answer = work.get();
          if (answer == Answer.HELD) {
            balances[from] -= amount;
            balances[to] += amount;
          }
          return answer;
        });
  }

  private static int wallet(long holder) {
    return (int) ((holder >>> Client.NUMBER_SHIFT) % WALLETS);
  }

  private static int till(int event) {
    return WALLETS + event;
  }

  /// How much there is in all wallets and tills, asked when nobody holds or releases.
  long money() {
    return Arrays.stream(balances).sum();
  }

  @Override
  public Set<Claim> claims() {
    return seats.claims();
  }

  @Override
  public void close() {}
}
