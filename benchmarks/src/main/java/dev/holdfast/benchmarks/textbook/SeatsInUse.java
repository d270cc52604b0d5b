package dev.holdfast.benchmarks.textbook;

import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Marks of the seats that somebody is at work with. They are set all at once or none, so nobody
/// has a seat while waiting for another, and they need no order.
final class SeatsInUse implements Guard {
  /// How somebody waits for seats that are in use.
  enum Waiting {
    /// Asleep on a condition variable, until somebody is done with other seats.
    CONDITION,
    /// Awake, asking all the time.
    BUSY
  }

  private static final class Marks {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BitSet inUse = new BitSet();

    void set(int[] seats, Waiting waiting) {
      switch (waiting) {
        case CONDITION -> {
          lock.lock();
          try {
            while (!trySet(seats)) {
              changed.awaitUninterruptibly();
            }
          } finally {
            lock.unlock();
          }
        }
        case BUSY -> {
          while (!trySet(seats)) {
            Thread.onSpinWait();
          }
        }
      }
    }

    private boolean trySet(int[] seats) {
      lock.lock();
      try {
        boolean free = IntStream.of(seats).noneMatch(inUse::get);
        if (free) {
          IntStream.of(seats).forEach(inUse::set);
        }
        return free;
      } finally {
        lock.unlock();
      }
    }

    void clear(int[] seats) {
      lock.lock();
      try {
        IntStream.of(seats).forEach(inUse::clear);
        // All are woken, since any number of them may now have their seats, or none.
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private final Waiting waiting;
  private final Marks[] marks;

  SeatsInUse(Workload workload, Waiting waiting) {
    this.waiting = waiting;
    this.marks =
        IntStream.range(0, workload.events()).mapToObj(_ -> new Marks()).toArray(Marks[]::new);
  }

  @Override
  public Answer within(int event, int[] seats, Supplier<Answer> work) {
    marks[event].set(seats, waiting);
    try {
      return work.get();
    } finally {
      marks[event].clear(seats);
    }
  }
}
