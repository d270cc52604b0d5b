package dev.holdfast.benchmarks.textbook;

import java.lang.Thread.State;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A thread that asks for something, and is told.
final class Buyer {
  private static final long TIMEOUT_SECONDS = 30;
  private static final long POLL_NANOS = 100_000;

  private final FutureTask<Answer> request;
  final Thread thread;

  private Buyer(Supplier<Answer> request) {
    this.request = new FutureTask<>(request::get);
    this.thread = Thread.ofPlatform().daemon().start(this.request);
  }

  static Buyer asking(Supplier<Answer> request) {
    return new Buyer(request);
  }

  boolean isWaiting() {
    return thread.getState() == State.WAITING || thread.getState() == State.TIMED_WAITING;
  }

  Answer answer() throws InterruptedException, ExecutionException, TimeoutException {
    return request.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
        throw new IllegalStateException("not in " + TIMEOUT_SECONDS + " s");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
