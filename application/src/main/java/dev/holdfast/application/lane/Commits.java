package dev.holdfast.application.lane;

import dev.holdfast.application.concurrent.FailureCount;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.LaneObserver;
import dev.holdfast.application.port.out.OutcomeUnknown;
import dev.holdfast.application.port.out.SeatLedger;
import dev.holdfast.application.port.out.SeatLedger.Heads;
import dev.holdfast.application.view.View;
import dev.holdfast.application.view.Views;
import dev.holdfast.domain.ledger.Outcome;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Carries out what lanes have taken, and answers those who wait for it.
final class Commits {
  private static final Logger LOG = System.getLogger(Commits.class.getName());

  private final SeatLedger ledger;
  private final Views views;
  private final LaneObserver observer;
  private final int batchSize;
  private final Semaphore contended;
  private final FailureCount failures = new FailureCount();
  private final FailureCount breaks = new FailureCount();

  Commits(
      SeatLedger ledger, Views views, LaneObserver observer, int batchSize, int contendedEvents) {
    this.ledger = ledger;
    this.views = views;
    this.observer = observer;
    this.batchSize = batchSize;
    this.contended = new Semaphore(contendedEvents, true);
  }

  /// Commands of one event that were taken out of its queue.
  record Taken(EventQueue queue, List<Waiting> waiting) {
    View view() {
      return queue.view();
    }

    SeatLedger.Work work() {
      return new SeatLedger.Work(
          view().state(), waiting.stream().map(Waiting::submission).toList());
    }

    void answer(List<Outcome> outcomes) {
      for (int i = 0; i < waiting.size(); i++) {
        waiting.get(i).outcome().complete(outcomes.get(i));
      }
    }

    void fail(Throwable cause) {
      waiting.forEach(one -> one.outcome().completeExceptionally(cause));
    }

    private Taken part(int from, int to) {
      return new Taken(queue, waiting.subList(from, to));
    }
  }

  /// The commands that the ledger failed at, each alone and for no passing reason.
  FailureCount failures() {
    return failures;
  }

  /// The batches of contended events that broke, after which the next went on.
  FailureCount breaks() {
    return breaks;
  }

  /// Carries out commands of several events whose locks are free, in one go.
  ///
  /// @return what was not carried out, since somebody else has its event's lock
  List<Taken> free(List<Taken> batch) {
    long begun = System.nanoTime();
    List<Heads.Head> before = batch.stream().map(taken -> taken.view().head()).toList();
    List<Optional<List<Outcome>>> outcomes;
    try {
      outcomes = observed(batch, () -> ledger.commitFree(batch.stream().map(Taken::work).toList()));
    } catch (Unavailable e) {
      batch.forEach(taken -> taken.fail(e));
      return List.of();
    } catch (RuntimeException e) {
      return freeApart(batch, e);
    }
    // From here on it is committed: what fails now must not make it happen twice. All are answered
    // before anybody who watches hears of it.
    List<Taken> locked = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Taken taken = batch.get(i);
      outcomes.get(i).ifPresentOrElse(taken::answer, () -> locked.add(taken));
    }
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i).isPresent()) {
        views.committed(batch.get(i).view(), begun, before.get(i));
      }
    }
    return locked;
  }

  private <T> T observed(List<Taken> batch, Supplier<T> commit) {
    try (var transaction =
        observer.carriesOut(
            batch.stream().flatMap(taken -> taken.waiting().stream()).map(Waiting::passage))) {
      try {
        return commit.get();
      } catch (RuntimeException | Error e) {
        transaction.failed(e);
        throw e;
      }
    }
  }

  /// One of them is a poison command; its neighbours are not to suffer for it.
  private List<Taken> freeApart(List<Taken> batch, RuntimeException failure) {
    List<Taken> locked = new ArrayList<>();
    if (batch.size() > 1) {
      batch.forEach(taken -> locked.addAll(free(List.of(taken))));
    } else {
      for (Taken half : halves(batch.getFirst(), failure)) {
        // The second may not overtake the first.
        locked.addAll(locked.isEmpty() ? free(List.of(half)) : List.of(half));
      }
    }
    return locked;
  }

  private List<Taken> halves(Taken taken, RuntimeException failure) {
    int size = taken.waiting().size();
    if (size == 1) {
      failures.add();
      taken.fail(failure);
      return List.of();
    }
    return List.of(taken.part(0, size / 2), taken.part(size / 2, size));
  }

  /// Carries out what was taken of a contended event, and all that comes to wait for it meanwhile,
  /// in a thread of its own that waits for the event's lock.
  void contended(EventQueue queue, List<Taken> taken) {
    queue.startContention();
    Thread.ofVirtual()
        .name("contended-" + queue.view().id())
        .start(
            () -> {
              taken.forEach(this::waiting);
              while (!queue.endContention()) {
                EventQueue.nextBatch(List.of(queue), batchSize).forEach(this::waiting);
              }
            });
  }

  private void waiting(Taken taken) {
    // No more events are waited for at once than leave connections to the lanes.
    contended.acquireUninterruptibly();
    try {
      commit(taken);
    } catch (RuntimeException | Error e) {
      // If it ended here, its event would be contended for ever, and nobody would see to it.
      breaks.add();
      LOG.log(Logger.Level.ERROR, "a batch of a contended event crashed; the next goes on", e);
      taken.fail(new OutcomeUnknown("a batch of a contended event crashed", e));
    } finally {
      contended.release();
    }
  }

  private void commit(Taken taken) {
    long begun = System.nanoTime();
    Heads.Head before = taken.view().head();
    List<Outcome> outcomes;
    try {
      outcomes = observed(List.of(taken), () -> ledger.commit(taken.work()));
    } catch (Unavailable e) {
      taken.fail(e);
      return;
    } catch (RuntimeException e) {
      halves(taken, e).forEach(this::commit);
      return;
    }
    taken.answer(outcomes);
    views.committed(taken.view(), begun, before);
  }
}
