package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.in.Sweep;
import dev.holdfast.application.port.out.LedgerUnavailable;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SweepsTest {

  @Test
  void allAreSwept() {
    assertThat(new Sweeps(List.<Sweep>of(() -> 2, () -> 3)).sweep()).isEqualTo(5);
  }

  @Test
  void aStoreThatIsAwayDoesNotKeepTheOthersFromIt() {
    var swept = new AtomicInteger();
    Sweep away =
        () -> {
          throw new LedgerUnavailable("away", null);
        };

    var sweeps = new Sweeps(List.of(away, swept::incrementAndGet));

    assertThatThrownBy(sweeps::sweep).isInstanceOf(LedgerUnavailable.class).hasMessage("away");
    assertThat(swept).hasValue(1);
    assertThatThrownBy(sweeps::sweep).hasMessage("away");
    assertThat(swept).hasValue(2);
  }

  @Test
  @Timeout(10)
  void aStoreThatDoesNotAnswerDoesNotKeepTheOthersFromIt() throws InterruptedException {
    var swept = new AtomicInteger();
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    Sweep silent =
        () -> {
          asked.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return 7;
        };
    var sweeps = new Sweeps(List.of(silent, swept::incrementAndGet));
    var total = new AtomicInteger();
    Thread first = Thread.startVirtualThread(() -> total.set(sweeps.sweep()));
    asked.await();

    assertThat(sweeps.sweep()).isEqualTo(1);

    answer.countDown();
    first.join();
    assertThat(total).as("what it swept in the end").hasValue(7 + 2);
    assertThat(sweeps.sweep()).as("it is swept again").isEqualTo(7 + 3);
  }
}
