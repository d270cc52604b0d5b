package dev.holdfast.benchmarks.textbook;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A chain of futures for each event: each piece of work begins when the one before it is done.
///
/// It begins on a thread of a pool. If it began where the one before it ended, a chain that never
/// breaks would grow that thread's stack until it overflows.
final class AsyncMutex implements Guard {
  private static final int THREADS = 2;

  private final List<AtomicReference<CompletableFuture<@Nullable Void>>> last;
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("mutex-", 0).factory());

  AsyncMutex(Workload workload) {
    last =
        IntStream.range(0, workload.events())
            .mapToObj(
                _ -> new AtomicReference<>(CompletableFuture.<@Nullable Void>completedFuture(null)))
            .toList();
  }

  @Override
  public Answer within(int event, int[] seats, Supplier<Answer> work) {
    var done = new CompletableFuture<@Nullable Void>();
    var answer = new CompletableFuture<Answer>();
    var _ =
        last.get(event)
            .getAndSet(done)
            .thenRunAsync(
                () -> {
                  answer.complete(work.get());
                  done.complete(null);
                },
                pool);
    return answer.join();
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
