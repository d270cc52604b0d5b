package dev.holdfast.application.lane;

import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.concurrent.Worker;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.view.Views;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The one way to change an event's seats: events are spread over a few lanes, and each lane hands
/// the commands that wait in it to the ledger.
///
/// Commands about one hold keep their order. Commands about holds that there are may overtake those
/// that place new ones.
public final class Lanes implements AutoCloseable {
  private final Views views;
  private final LaneObserver observer;
  private final Commits commits;
  private final List<Lane> lanes;
  private final Deadlines deadlines;

  /// How the lanes work.
  ///
  /// @param count how many lanes, at least 1
  /// @param queueLength how many commands may wait in each, at least 1
  /// @param batchSize how many commands a lane hands to the ledger in one go at most, at least 1
  /// @param contendedEvents how many events may be waited for whose lock somebody else has, at
  ///     least 1
  /// @param timeout how long a command may wait to be taken up, and then to be answered
  public record Plan(
      int count, int queueLength, int batchSize, int contendedEvents, Duration timeout) {}

  /// Starts the lanes, which nobody observes.
  public Lanes(SeatLedger ledger, Views views, Plan plan) {
    this(ledger, views, plan, LaneObserver.NOBODY);
  }

  /// Starts the lanes.
  ///
  /// @param observer hears of each command's way through its lane
  public Lanes(SeatLedger ledger, Views views, Plan plan, LaneObserver observer) {
    this.views = views;
    this.observer = observer;
    this.commits = new Commits(ledger, views, observer, plan.batchSize(), plan.contendedEvents());
    this.lanes =
        IntStream.range(0, plan.count())
            .mapToObj(i -> new Lane(i, commits, plan.queueLength(), plan.batchSize()))
            .toList();
    this.deadlines = new Deadlines(plan.timeout());
  }

  /// The threads that are always there.
  public List<Worker> workers() {
    return Stream.concat(lanes.stream().map(Lane::worker), Stream.of(deadlines.worker())).toList();
  }

  /// The crashes of each lane and of contended events. A batch that was at hand was answered as
  /// unknown, and the thread goes on.
  public List<FailureCount> breaks() {
    return Stream.concat(workers().stream().map(Worker::breaks), Stream.of(commits.breaks()))
        .toList();
  }

  /// The commands that the ledger failed at, each alone and for no passing reason.
  public FailureCount failures() {
    return commits.failures();
  }

  /// How many commands wait, in all lanes.
  public int depth() {
    return lanes.stream().mapToInt(Lane::depth).sum();
  }

  static Unavailable full() {
    return new Unavailable("too many requests are waiting (expected: fewer)");
  }

  static Unavailable closing() {
    return new Unavailable("the service is stopping; nothing was changed");
  }

  /// Waits for what a command comes to.
  ///
  /// @throws Unavailable if the lane is full or closed, or the store can't be used, or nobody knows
  ///     whether the command was carried out
  /// @throws StillUnderWay if nobody knows yet
  public Outcome submit(Sale sale, Submission submission) {
    Lane lane = lanes.get(Math.floorMod(sale.event().id().hashCode(), lanes.size()));
    return views.using(
        sale,
        view -> {
          Waiting waiting = new Waiting(view, submission, observer.begins());
          lane.add(waiting);
          deadlines.watch(waiting);
          return answer(waiting);
        });
  }

  private static Outcome answer(Waiting waiting) {
    try {
      return waiting.answer().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted", e);
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case Unavailable cause -> throw cause;
        case Throwable cause -> throw new IllegalStateException("the ledger failed", cause);
      }
    }
  }

  /// Takes no more commands and waits for the one at hand in each lane; those that still wait are
  /// told that the service is unavailable.
  @Override
  public void close() {
    lanes.forEach(Lane::close);
    deadlines.close();
  }
}
