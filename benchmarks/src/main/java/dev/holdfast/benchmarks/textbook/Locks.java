package dev.holdfast.benchmarks.textbook;

import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// The guards that are locks of the JDK.
final class Locks {
  private static final int STRIPES = 64;

  private Locks() {}

  /// One lock for everything.
  static Guard global() {
    Object lock = new Object();
    return (_, _, work) -> {
      synchronized (lock) {
        return work.get();
      }
    };
  }

  /// @param fair whether whoever has waited longest is next. If not, somebody who comes along just
  ///     when the lock is given back may be faster
  static Guard perEvent(Workload workload, boolean fair) {
    Lock[] locks = locks(workload.events(), fair);
    return (event, _, work) -> {
      locks[event].lock();
      try {
        return work.get();
      } finally {
        locks[event].unlock();
      }
    };
  }

  static Guard semaphorePerEvent(Workload workload) {
    Semaphore[] semaphores =
        IntStream.range(0, workload.events())
            .mapToObj(_ -> new Semaphore(1))
            .toArray(Semaphore[]::new);
    return (event, _, work) -> {
      semaphores[event].acquireUninterruptibly();
      try {
        return work.get();
      } finally {
        semaphores[event].release();
      }
    };
  }

  /// A lock for each seat, taken in the order of the seats so that no two wait for each other.
  static Guard perSeat(Workload workload) {
    Lock[] locks = locks(workload.events() * workload.seats(), false);
    return (event, seats, work) ->
        withAll(
            locks,
            Arrays.stream(seats).map(seat -> event * workload.seats() + seat).sorted().toArray(),
            work);
  }

  /// A few locks that all seats share by a hash, each taken once and in order.
  static Guard striped() {
    Lock[] locks = locks(STRIPES, false);
    return (event, seats, work) ->
        withAll(
            locks,
            Arrays.stream(seats)
                .map(seat -> Math.floorMod(31 * event + seat, STRIPES))
                .sorted()
                .distinct()
                .toArray(),
            work);
  }

  private static Answer withAll(Lock[] locks, int[] indices, Supplier<Answer> work) {
    for (int index : indices) {
      locks[index].lock();
    }
    try {
      return work.get();
    } finally {
      for (int index : indices) {
        locks[index].unlock();
      }
    }
  }

  private static Lock[] locks(int count, boolean fair) {
    return IntStream.range(0, count).mapToObj(_ -> new ReentrantLock(fair)).toArray(Lock[]::new);
  }
}
