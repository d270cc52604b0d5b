package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// She names seats 0 and 3, and he names 3 and 0. In between, each names one that somebody else is
/// at work with until both have got that far.
@Timeout(60)
class DeadlockTest {
  private static final Workload ROOM = new Workload("four seats", 1, 4, 3, 0);
  private static final int[] HERS = {0, 1, 3};
  private static final int[] HIS = {3, 2, 0};
  private static final int[] IN_BETWEEN = {1, 2};

  private static List<Buyer> meet(Guard guard) throws InterruptedException {
    var working = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    var _ =
        Buyer.asking(
            () ->
                guard.within(
                    0,
                    IN_BETWEEN,
                    () -> {
                      working.countDown();
                      Buyer.await(() -> done.getCount() == 0);
                      return Answer.HELD;
                    }));
    working.await();
    Buyer she = Buyer.asking(() -> guard.within(0, HERS, () -> Answer.HELD));
    Buyer he = Buyer.asking(() -> guard.within(0, HIS, () -> Answer.HELD));
    Buyer.await(() -> she.isWaiting() && he.isWaiting());
    done.countDown();
    return List.of(she, he);
  }

  @Test
  void locksAsTheyAreNamedEndInDeadlock() throws InterruptedException {
    List<Buyer> both = meet(Locks.perSeatAsNamed(ROOM, Duration.ofDays(1)));
    try {
      Buyer.await(() -> ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null);
      assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads())
          .containsExactlyInAnyOrder(
              both.getFirst().thread.threadId(), both.getLast().thread.threadId());
    } finally {
      both.forEach(buyer -> buyer.thread.interrupt());
    }
  }

  @Test
  void aDeadlineEndsTheDeadlock()
      throws InterruptedException, ExecutionException, TimeoutException {
    Guard guard = Locks.perSeatAsNamed(ROOM, Duration.ofMillis(200));
    List<Buyer> both = meet(guard);
    assertThat(List.of(both.getFirst().answer(), both.getLast().answer())).contains(Answer.GAVE_UP);
    assertThat(guard.within(0, HERS, () -> Answer.HELD)).isEqualTo(Answer.HELD);
  }

  @Test
  void sortedLocksEndInNoDeadlock()
      throws InterruptedException, ExecutionException, TimeoutException {
    for (Buyer buyer : meet(Locks.perSeat(ROOM))) {
      assertThat(buyer.answer()).isEqualTo(Answer.HELD);
    }
  }

  @Test
  void marksThatAreSetAllAtOnceNeedNoOrder()
      throws InterruptedException, ExecutionException, TimeoutException {
    for (Buyer buyer : meet(new SeatsInUse(ROOM, SeatsInUse.Waiting.CONDITION))) {
      assertThat(buyer.answer()).isEqualTo(Answer.HELD);
    }
  }
}
