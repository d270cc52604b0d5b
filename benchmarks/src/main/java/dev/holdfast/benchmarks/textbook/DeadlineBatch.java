package dev.holdfast.benchmarks.textbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Whatever waits is handed to a pool of threads in one go, and what is not begun by the deadline
/// is given up. In the pool a lock for each event lets one at a time to its seats.
final class DeadlineBatch implements Guard {
  private static final int THREADS = 4;
  private static final int BATCH = 64;
  private static final Duration DEADLINE = Duration.ofMillis(50);

  private record Task(
      int event, Supplier<Answer> work, CompletableFuture<Answer> answer, AtomicBoolean left) {
    /// A task leaves the batch once: begun, or given up. What has begun is not given up, for its
    /// seats would stay taken.
    boolean leave() {
      return left.compareAndSet(false, true);
    }
  }

  private final Guard locks;
  private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("batch-", 0).factory());
  private final Thread collector;

  DeadlineBatch(Workload workload) {
    locks = Locks.perEvent(workload, false);
    collector = Thread.ofPlatform().daemon().name("batch-collector").start(this::collect);
  }

  @Override
  public Answer within(int event, int[] seats, Supplier<Answer> work) {
    Task task = new Task(event, work, new CompletableFuture<>(), new AtomicBoolean());
    queue.add(task);
    return task.answer().join();
  }

  private void collect() {
    try {
      while (true) {
        List<Task> batch = new ArrayList<>(List.of(queue.take()));
        queue.drainTo(batch, BATCH - 1);
        List<Callable<Boolean>> calls =
            batch.stream().<Callable<Boolean>>map(task -> () -> carryOut(task)).toList();
        var _ = pool.invokeAll(calls, DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        batch.stream().filter(Task::leave).forEach(task -> task.answer().complete(Answer.GAVE_UP));
      }
    } catch (InterruptedException _) {
      // It is closed.
    }
  }

  private boolean carryOut(Task task) {
    return task.leave()
        && task.answer().complete(locks.within(task.event(), new int[0], task.work()));
  }

  @Override
  public void close() {
    collector.interrupt();
    pool.shutdownNow();
  }
}
