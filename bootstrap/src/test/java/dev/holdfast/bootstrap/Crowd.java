package dev.holdfast.bootstrap;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Clients that buy until it is closed.
final class Crowd implements AutoCloseable {
  private static final int CLIENTS = 16;

  private final AtomicBoolean isOpen = new AtomicBoolean(true);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> buyers = new ArrayList<>();

  /// @param name what the clients' names begin with, which no other crowd's do
  Crowd(String name, SplittableRandom random, List<String> events, History history) {
    for (int i = 0; i < CLIENTS; i++) {
      buyers.add(threads.submit(new Buyer(name + i, random.split(), events, history, isOpen::get)));
    }
  }

  /// Lets nobody begin anything new, and waits for those who have.
  @Override
  public void close() {
    isOpen.set(false);
    threads.close();
    try {
      for (Future<?> buyer : buyers) {
        buyer.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits until the last holds and blocks have run out and are swept.
  static void awaitEndOfHolds(StoredCheck stored) throws SQLException, InterruptedException {
    // A commit may arrive this much later than its client gave up.
    TimeUnit.MILLISECONDS.sleep(1_200);
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (stored.openHolds() > 0 && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
