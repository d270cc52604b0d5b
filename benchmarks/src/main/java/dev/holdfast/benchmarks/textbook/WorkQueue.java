package dev.holdfast.benchmarks.textbook;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A bounded queue with condition variables, and one worker who does everything.
final class WorkQueue implements Guard {
  private static final int LENGTH = 1_024;

  private record Task(Supplier<Answer> work, CompletableFuture<Answer> answer) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final Queue<Task> queue = new ArrayDeque<>(LENGTH);
  private final Thread worker;

  WorkQueue() {
    worker = Thread.ofPlatform().daemon().name("queue-worker").start(this::workOff);
  }

  @Override
  public Answer within(int event, int[] seats, Supplier<Answer> work) {
    Task task = new Task(work, new CompletableFuture<>());
    lock.lock();
    try {
      while (queue.size() == LENGTH) {
        notFull.awaitUninterruptibly();
      }
      queue.add(task);
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
    return task.answer().join();
  }

  private void workOff() {
    try {
      while (true) {
        Task task = next();
        task.answer().complete(task.work().get());
      }
    } catch (InterruptedException _) {
      // The queue is closed.
    }
  }

  private Task next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Task task;
      while ((task = queue.poll()) == null) {
        notEmpty.await();
      }
      notFull.signal();
      return task;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    worker.interrupt();
  }
}
