package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.benchmarks.textbook.Client.Phase;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransfersTest {
  private static final int BUYERS = 4;
  private static final int HOLDS = 50_000;

  /// Each gives back what it has while others buy, so money goes both ways.
  @Test
  void noMoneyIsMadeOrLostWhereverTheSeatsGo()
      throws InterruptedException, ExecutionException, TimeoutException {
    Workload room = new Workload("a small room", 1, 10, 2, BUYERS);
    var transfers = new Transfers(room);
    long before = transfers.money();
    var told = new Acknowledgements(room);
    Supplier<Phase> phase = () -> told.holds() < HOLDS ? Phase.MEASURING : Phase.OVER;
    var buyers =
        IntStream.range(0, BUYERS)
            .mapToObj(i -> new Client(i, BUYERS, 4711, transfers, room, told, phase))
            .map(
                client ->
                    Buyer.asking(
                        () -> {
                          client.run();
                          return Answer.HELD;
                        }))
            .toList();
    for (Buyer buyer : buyers) {
      assertThat(buyer.answer()).isEqualTo(Answer.HELD);
    }
    assertThat(told.doubleBookings()).isZero();
    assertThat(transfers.money()).isEqualTo(before);
  }

  /// Two who take their first lock at the same time: whoever has one goes on when the other has
  /// one, too, or waits.
  private static final class Meeting {
    private static final int TWO = 2;

    private volatile CountDownLatch toCome = new CountDownLatch(0);

    void begin() {
      toCome = new CountDownLatch(TWO);
    }

    Lock newLock() {
      return new ReentrantLock() {
        @Override
        public void lock() {
          boolean isFree = tryLock();
          toCome.countDown();
          try {
            if (!isFree) {
              lockInterruptibly();
            }
            toCome.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      };
    }

    Lock[] newLocks(int count) {
      return Stream.generate(this::newLock).limit(count).toArray(Lock[]::new);
    }
  }

  private final Meeting meeting = new Meeting();

  @Test
  void transfersBothWaysEndInDeadlockIfEachTakesTheLockOfTheGiverFirst() {
    Lock[] locks = meeting.newLocks(2);
    meeting.begin();
    List<Buyer> both =
        Stream.of(new int[] {0, 1}, new int[] {1, 0})
            .map(fromTo -> Buyer.asking(() -> Locks.withAll(locks, fromTo, () -> Answer.HELD)))
            .toList();
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
  void transfersBothWaysEndInNoDeadlockIfTheLocksHaveAnOrder()
      throws InterruptedException, ExecutionException, TimeoutException {
    Workload room = new Workload("two seats", 1, 2, 1, 0);
    var transfers = new Transfers(room, meeting.newLocks(Transfers.accounts(room)));
    long holder = 1;
    assertThat(transfers.hold(holder, 0, new int[] {0})).isEqualTo(Answer.HELD);
    meeting.begin();

    Buyer pays = Buyer.asking(() -> transfers.hold(holder, 0, new int[] {1}));
    Buyer getsItBack =
        Buyer.asking(
            () -> {
              transfers.release(holder, 0, new int[] {0});
              return Answer.HELD;
            });

    try {
      assertThat(pays.answer()).isEqualTo(Answer.HELD);
      assertThat(getsItBack.answer()).isEqualTo(Answer.HELD);
    } finally {
      pays.thread.interrupt();
      getsItBack.thread.interrupt();
    }
    assertThat(transfers.claims()).hasSize(1);
  }
}
