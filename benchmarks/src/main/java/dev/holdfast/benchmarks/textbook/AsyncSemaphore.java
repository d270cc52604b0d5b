package dev.holdfast.benchmarks.textbook;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One permit for each event, which is handed on to the future of whoever waits longest.
final class AsyncSemaphore implements Guard {
  private static final class Permit {
    private final Queue<CompletableFuture<@Nullable Void>> waiting = new ArrayDeque<>();
    private boolean out;

    synchronized CompletableFuture<@Nullable Void> acquire() {
      if (!out) {
        out = true;
        return CompletableFuture.completedFuture(null);
      }
      var turn = new CompletableFuture<@Nullable Void>();
      waiting.add(turn);
      return turn;
    }

    void release() {
      CompletableFuture<@Nullable Void> next;
      synchronized (this) {
        next = waiting.poll();
        out = next != null;
      }
      if (next != null) {
        next.complete(null);
      }
    }
  }

  private static final int THREADS = 2;

  private final Permit[] permits;

  /// As with the mutex, nothing may run where the one before it ended.
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("semaphore-", 0).factory());

  AsyncSemaphore(Workload workload) {
    permits =
        IntStream.range(0, workload.events()).mapToObj(_ -> new Permit()).toArray(Permit[]::new);
  }

  @Override
  public Answer within(int event, int[] seats, Supplier<Answer> work) {
    Permit permit = permits[event];
    return permit
        .acquire()
        .thenApplyAsync(
            _ -> {
              try {
                return work.get();
              } finally {
                permit.release();
              }
            },
            pool)
        .join();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
