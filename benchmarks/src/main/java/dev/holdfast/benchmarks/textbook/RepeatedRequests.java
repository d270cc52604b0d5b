package dev.holdfast.benchmarks.textbook;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Every request comes twice at once, as when a buyer clicks twice, and is carried out once. The
/// first one puts an event into a map, and the other one waits for it and gets the same answer.
final class RepeatedRequests implements SeatHolder {
  private static final int THREADS = 2;

  private final SeatHolder seats;
  private final Map<Long, CompletableFuture<Answer>> inFlight = new ConcurrentHashMap<>();
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("repeated-", 0).factory());

  RepeatedRequests(SeatHolder seats) {
    this.seats = seats;
  }

  @Override
  public Answer hold(long holder, int event, int[] wanted) {
    var repeated = CompletableFuture.supplyAsync(() -> once(holder, event, wanted), pool);
    Answer answer = once(holder, event, wanted);
    if (repeated.join() != answer) {
      throw new IllegalStateException(answer + ", and again: " + repeated.join());
    }
    inFlight.remove(holder);
    return answer;
  }

  /// The answer to a request, whether it came before or not.
  ///
  /// @param holder the request's key
  Answer once(long holder, int event, int[] wanted) {
    var mine = new CompletableFuture<Answer>();
    CompletableFuture<Answer> earlier = inFlight.putIfAbsent(holder, mine);
    if (earlier != null) {
      return earlier.join();
    }
    try {
      mine.complete(seats.hold(holder, event, wanted));
    } catch (RuntimeException e) {
      inFlight.remove(holder);
      mine.completeExceptionally(e);
    }
    return mine.join();
  }

  @Override
  public void release(long holder, int event, int[] held) {
    seats.release(holder, event, held);
  }

  @Override
  public Set<Claim> claims() {
    return seats.claims();
  }

  @Override
  public void close() {
    pool.shutdownNow();
    seats.close();
  }
}
