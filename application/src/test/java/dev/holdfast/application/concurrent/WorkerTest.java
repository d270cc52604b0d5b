package dev.holdfast.application.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Semaphore work = new Semaphore(0);

  @Test
  void aWorkerGoesOnWhateverAStepThrows() throws InterruptedException {
    var steps = new AtomicInteger();
    var third = new CountDownLatch(1);
    Worker worker =
        Worker.start(
            "test",
            () -> {
              work.acquire();
              switch (steps.incrementAndGet()) {
                case 1 -> throw new StackOverflowError("planted");
                case 2 -> throw new IllegalStateException("planted");
                default -> third.countDown();
              }
            });

    work.release(3);
    third.await();

    assertThat(worker.breaks().total()).isEqualTo(2);
    assertThat(worker.isWell()).isTrue();
    worker.interrupt();
    assertThat(worker.join(TIMEOUT)).isTrue();
    assertThat(worker.isWell()).as("it was told to end").isTrue();
  }

  @Test
  void aWorkerThatIsToEndFinishesItsStep() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    Worker worker =
        Worker.startVirtual(
            "test",
            () -> {
              begun.countDown();
              work.acquire();
              done.countDown();
            });

    begun.await();
    worker.end();
    assertThat(worker.join(Duration.ofMillis(20))).isFalse();
    work.release();

    worker.join();
    assertThat(done.await(1, TimeUnit.SECONDS)).isTrue();
  }
}
