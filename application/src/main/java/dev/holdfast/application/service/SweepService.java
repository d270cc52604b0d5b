package dev.holdfast.application.service;

import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.domain.event.EventId;
import dev.holdfast.domain.event.Sale;
import dev.holdfast.domain.ledger.Command;
import dev.holdfast.domain.ledger.Outcome;
import dev.holdfast.domain.ledger.Submission;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Serves {@link Sweep} for one ledger: puts expire commands on its lanes, where other commands
/// get their turn in between. One command at a time is in the lanes, for the more holds expire in
/// one transaction, the longer buyers wait for it. An event that takes long keeps the others for a
/// moment only, and one whose sweep failed after a moment, such as one whose lock somebody forgot,
/// not at all.
public final class SweepService implements Sweep {
  private static final Logger LOG = System.getLogger(SweepService.class.getName());
  private static final int EVENTS_AT_ONCE = 1_000;
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final Catalogue catalogue;
  private final Engine engine;
  private final int atOnce;
  private final Semaphore turn = new Semaphore(1, /* fair= */ true);
  private final Set<EventId> atWork = ConcurrentHashMap.newKeySet();

  /// Those whose last sweep failed after more than a moment, until a command of theirs succeeds.
  private final Set<EventId> failed = ConcurrentHashMap.newKeySet();

  /// Sweeps through this engine.
  ///
  /// @param atOnce how many holds, and seats and places of blocks, one command ends, at least 1
  public SweepService(Catalogue catalogue, Engine engine, int atOnce) {
    this.catalogue = catalogue;
    this.engine = engine;
    this.atOnce = atOnce;
  }

  @Override
  public int sweep() {
    var expired = new AtomicInteger();
    try {
      List<EventId> due = engine.ledger().eventsDue(EVENTS_AT_ONCE);
      failed.retainAll(Set.copyOf(due));
      for (EventId event : due) {
        if (atWork.add(event)) {
          boolean isWaitedFor = !failed.contains(event);
          Thread sweep =
              Thread.ofVirtual().name("sweep-" + event).start(() -> sweep(event, expired));
          if (isWaitedFor) {
            sweep.join(MOMENT);
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return expired.get();
  }

  private void sweep(EventId event, AtomicInteger expired) {
    long begun = System.nanoTime();
    try {
      catalogue.sale(event).ifPresent(sale -> sweep(sale, expired));
    } catch (RuntimeException | Error e) {
      // One that fails at once, such as for want of room in a lane, keeps the others for no time.
      if (System.nanoTime() - begun > MOMENT.toNanos()) {
        failed.add(event);
      }
      LOG.log(Logger.Level.WARNING, "event " + event + " can't be swept for now", e);
    } finally {
      atWork.remove(event);
    }
  }

  private void sweep(Sale sale, AtomicInteger expired) {
    EventId event = sale.event().id();
    int last;
    do {
      last = failed.contains(event) ? expire(sale) : expireInTurn(sale);
      failed.remove(event);
      expired.addAndGet(last);
    } while (last == atOnce);
  }

  /// One command at a time, of whatever event, is in the lanes. So no transaction has more to
  /// expire than one command does. Who takes long, as somebody else has the lock, loses the turn.
  private int expireInTurn(Sale sale) {
    CompletableFuture<Integer> ended;
    turn.acquireUninterruptibly();
    try {
      ended = CompletableFuture.supplyAsync(() -> expire(sale), Thread::startVirtualThread);
      CompletableFuture.anyOf(ended.exceptionally(_ -> 0), aMoment()).join();
    } finally {
      turn.release();
    }
    return ended.join();
  }

  private static CompletableFuture<Integer> aMoment() {
    return new CompletableFuture<Integer>()
        .completeOnTimeout(0, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
  }

  private int expire(Sale sale) {
    Outcome outcome = engine.lanes().submit(sale, new Submission(new Command.Expire(atOnce), null));
    return outcome instanceof Outcome.Expired(int ended) ? ended : 0;
  }
}
