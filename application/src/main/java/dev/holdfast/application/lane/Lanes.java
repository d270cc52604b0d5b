package dev.holdfast.application.lane;

import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/// The one way to change an event's seats: events are spread over a few lanes, and each lane hands
/// the commands that wait in it to the ledger, in the order in which they came.
public final class Lanes implements AutoCloseable {
  private final List<Lane> lanes;
  private final Duration patience;

  /// Starts the lanes.
  ///
  /// @param count how many, at least 1
  /// @param queueLength how many commands may wait in each, at least 1
  /// @param batchSize how many commands a lane hands to the ledger in one go at most, at least 1
  /// @param patience how long a command may wait to be taken up, and then to be answered
  public Lanes(SeatLedger ledger, int count, int queueLength, int batchSize, Duration patience) {
    this.lanes =
        IntStream.range(0, count)
            .mapToObj(i -> new Lane(i, ledger, queueLength, batchSize))
            .toList();
    this.patience = patience;
  }

  /// Waits for what a command comes to.
  ///
  /// @throws Unavailable if the lane is full, or the store can't be used, or nobody knows whether
  ///     the command was carried out
  public Outcome submit(Sale sale, Submission submission) {
    Lane lane = lanes.get(Math.floorMod(sale.event().id().hashCode(), lanes.size()));
    Waiting waiting = new Waiting(sale, submission);
    if (!lane.offer(waiting)) {
      throw new Unavailable("too many requests are waiting (expected: fewer)");
    }
    try {
      return answer(waiting);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted", e);
    } catch (TimeoutException e) {
      throw new Unavailable("the outcome is not known yet", e);
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case Unavailable cause -> throw cause;
        case Throwable cause -> throw new IllegalStateException("the ledger failed", cause);
      }
    }
  }

  private Outcome answer(Waiting waiting)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return waiting.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      if (waiting.giveUp()) {
        throw new Unavailable("waited for %s in vain; nothing was changed".formatted(patience));
      }
      return waiting.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Takes no more commands and waits for the one at hand in each lane; those that still wait are
  /// told that the service is unavailable.
  @Override
  public void close() {
    lanes.forEach(Lane::close);
  }
}
