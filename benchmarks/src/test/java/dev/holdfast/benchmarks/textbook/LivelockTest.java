package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.benchmarks.textbook.BackOff.Pause;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// She names seats 0 and 1, and he names 1 and 0, in a time in which both are equally fast: it goes
/// on by ticks, and asking for a lock takes one.
@Timeout(60)
class LivelockTest {
  private static final Workload ROOM = new Workload("two seats", 1, 2, 2, 0);
  private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  private final Phaser ticks = new Phaser(2);
  private final Tally tally = new Tally();

  @SuppressWarnings("serial")
  private final class SlowLock extends ReentrantLock {
    @Override
    public boolean tryLock() {
      boolean got = super.tryLock();
      ticks.arriveAndAwaitAdvance();
      return got;
    }
  }

  private void sleep(long nanos) {
    for (long i = 0; i < nanos / TICK_NANOS; i++) {
      ticks.arriveAndAwaitAdvance();
    }
  }

  private List<Answer> meet(Pause pause)
      throws InterruptedException, ExecutionException, TimeoutException {
    var guard = new BackOff(ROOM, pause, SlowLock::new, this::sleep, tally);
    Buyer she = Buyer.asking(() -> ask(guard, 0, 1));
    Buyer he = Buyer.asking(() -> ask(guard, 1, 0));
    return List.of(she.answer(), he.answer());
  }

  private Answer ask(Guard guard, int... seats) {
    try {
      return guard.within(0, seats, () -> Answer.HELD);
    } finally {
      ticks.arriveAndDeregister();
    }
  }

  @Test
  void whoeverPausesAlikeGetsIntoEachOthersWayForever()
      throws InterruptedException, ExecutionException, TimeoutException {
    assertThat(meet(Pause.FIXED)).containsOnly(Answer.GAVE_UP);
    assertThat(tally.retries.sum()).isEqualTo(2L * (BackOff.TRIES - 1));
  }

  @Test
  void whoeverPausesAtRandomGetsOutOfEachOthersWay()
      throws InterruptedException, ExecutionException, TimeoutException {
    assertThat(meet(Pause.JITTER)).containsOnly(Answer.HELD);
  }
}
