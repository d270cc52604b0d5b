package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.benchmarks.textbook.SeatsInUse.Waiting;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What it costs to wait, and for whom there is no end of it.
@Timeout(60)
class WaitingTest {
  private static final Workload ROOM = new Workload("a seat", 1, 1, 1, 0);
  private static final int[] SEAT = {0};
  private static final long MUCH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /// A buyer who waits for a seat that somebody is at work with, and what is seen meanwhile.
  private static void whileWaiting(Guard guard, Consumer<Buyer> look)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<Buyer> waiting = new ArrayList<>();
    var _ =
        guard.within(
            0,
            SEAT,
            () -> {
              waiting.add(Buyer.asking(() -> guard.within(0, SEAT, () -> Answer.HELD)));
              look.accept(waiting.getFirst());
              return Answer.HELD;
            });
    assertThat(waiting.getFirst().answer()).isEqualTo(Answer.HELD);
  }

  private static long cpuNanos(Buyer buyer) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(buyer.thread.threadId());
  }

  @Test
  void whoeverWaitsBusilyTakesTheProcessor()
      throws InterruptedException, ExecutionException, TimeoutException {
    whileWaiting(
        new SeatsInUse(ROOM, Waiting.BUSY),
        buyer -> Buyer.await(() -> cpuNanos(buyer) > MUCH_NANOS));
  }

  @Test
  void whoeverWaitsForAConditionSleeps()
      throws InterruptedException, ExecutionException, TimeoutException {
    whileWaiting(
        new SeatsInUse(ROOM, Waiting.CONDITION),
        buyer -> {
          Buyer.await(buyer::isWaiting);
          assertThat(cpuNanos(buyer)).isLessThan(MUCH_NANOS);
        });
  }

  /// In which order two get a lock, if she gives it back while he waits and wants it again at once.
  private static List<String> order(Guard guard)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    List<Buyer> waiting = new ArrayList<>();
    var _ =
        guard.within(
            0,
            SEAT,
            () -> {
              waiting.add(Buyer.asking(() -> guard.within(0, SEAT, () -> note("he", order))));
              Buyer.await(waiting.getFirst()::isWaiting);
              return Answer.HELD;
            });
    var _ = guard.within(0, SEAT, () -> note("she", order));
    var _ = waiting.getFirst().answer();
    return order;
  }

  private static Answer note(String who, List<String> order) {
    order.add(who);
    return Answer.HELD;
  }

  @Test
  void anUnfairLockGoesToWhoeverIsFaster()
      throws InterruptedException, ExecutionException, TimeoutException {
    Guard guard = Locks.perEvent(ROOM, false);
    while (!order(guard).equals(List.of("she", "he"))) {
      // He may be faster now and then.
    }
  }

  @Test
  void aFairLockGoesToWhoeverWaitsLongest()
      throws InterruptedException, ExecutionException, TimeoutException {
    Guard guard = Locks.perEvent(ROOM, true);
    for (int i = 0; i < 100; i++) {
      assertThat(order(guard)).containsExactly("he", "she");
    }
  }

  private static Buyer writer(ReadWriteMonitor monitor) {
    return Buyer.asking(
        () -> {
          monitor.beginWriting();
          monitor.endWriting();
          return Answer.HELD;
        });
  }

  @Test
  void aWriterStarvesAsLongAsReadersThatAreFirstOverlap()
      throws InterruptedException, ExecutionException, TimeoutException {
    var monitor = new ReadWriteMonitor(true);
    monitor.beginReading();
    Buyer writer = writer(monitor);
    for (int i = 0; i < 1_000; i++) {
      Buyer.await(writer::isWaiting);
      monitor.beginReading();
      monitor.endReading();
    }
    monitor.endReading();
    assertThat(writer.answer()).isEqualTo(Answer.HELD);
  }

  @Test
  void aReaderWaitsBehindAWriterThatIsFirst()
      throws InterruptedException, ExecutionException, TimeoutException {
    var monitor = new ReadWriteMonitor(false);
    monitor.beginReading();
    Buyer writer = writer(monitor);
    Buyer.await(writer::isWaiting);
    Buyer reader =
        Buyer.asking(
            () -> {
              monitor.beginReading();
              monitor.endReading();
              return Answer.HELD;
            });
    Buyer.await(reader::isWaiting);
    monitor.endReading();
    assertThat(writer.answer()).isEqualTo(Answer.HELD);
    assertThat(reader.answer()).isEqualTo(Answer.HELD);
  }
}
