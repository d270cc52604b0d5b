package dev.holdfast.benchmarks.textbook;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A lock for each seat, as the buyer named them. Whoever does not get one at once gives back those
/// that it has, pauses and tries again: nobody waits for a lock, so there are no deadlocks. But two
/// who do the same in the same time get into each other's way again and again (a livelock).
final class BackOff implements Guard {
  /// How long somebody pauses.
  enum Pause {
    FIXED,
    JITTER;

    private static final long NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    long nanos() {
      return switch (this) {
        case FIXED -> NANOS;
        case JITTER -> ThreadLocalRandom.current().nextLong(2 * NANOS);
      };
    }
  }

  static final int TRIES = 100;

  private final Workload workload;
  private final Pause pause;
  private final Lock[] locks;
  private final LongConsumer sleep;
  private final Tally tally;

  BackOff(Workload workload, Pause pause, Tally tally) {
    this(workload, pause, ReentrantLock::new, LockSupport::parkNanos, tally);
  }

  /// As above, on locks and a time of others.
  ///
  /// @param sleep lets so many nanoseconds pass
  BackOff(Workload workload, Pause pause, Supplier<Lock> lock, LongConsumer sleep, Tally tally) {
    this.workload = workload;
    this.pause = pause;
    this.locks =
        Stream.generate(lock)
            .limit((long) workload.events() * workload.seats())
            .toArray(Lock[]::new);
    this.sleep = sleep;
    this.tally = tally;
  }

  @Override
  public Answer within(int event, int[] seats, Supplier<Answer> work) {
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        tally.retries.increment();
        sleep.accept(pause.nanos());
      }
      int got = tryAll(event, seats);
      try {
        if (got == seats.length) {
          return work.get();
        }
      } finally {
        while (got > 0) {
          lock(event, seats[--got]).unlock();
        }
      }
    }
    return Answer.GAVE_UP;
  }

  /// How many locks were to be had at once, one after another.
  private int tryAll(int event, int[] seats) {
    int got = 0;
    while (got < seats.length && lock(event, seats[got]).tryLock()) {
      got++;
    }
    return got;
  }

  private Lock lock(int event, int seat) {
    return locks[event * workload.seats() + seat];
  }
}
