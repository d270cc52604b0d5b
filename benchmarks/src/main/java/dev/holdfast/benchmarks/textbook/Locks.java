package dev.holdfast.benchmarks.textbook;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

  /// A lock for each seat, taken in the order in which the buyer named them. Two who wait for each
  /// other do so until a deadline.
  static Guard perSeatAsNamed(Workload workload, Duration timeout) {
    Lock[] locks = locks(workload.events() * workload.seats(), false);
    return (event, seats, work) -> {
      long deadline = System.nanoTime() + timeout.toNanos();
      Deque<Lock> got = new ArrayDeque<>();
      try {
        for (int seat : seats) {
          Lock lock = locks[event * workload.seats() + seat];
          if (!lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return Answer.GAVE_UP;
          }
          got.add(lock);
        }
        return work.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } finally {
        got.forEach(Lock::unlock);
      }
    };
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

  /// Does the work with locks that are taken in the order in which they are given.
  static Answer withAll(Lock[] locks, int[] indices, Supplier<Answer> work) {
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

  static Lock[] locks(int count, boolean fair) {
    return IntStream.range(0, count).mapToObj(_ -> new ReentrantLock(fair)).toArray(Lock[]::new);
  }
}
