package dev.holdfast.application.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.application.port.in.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TurnsTest {
  private static final Set<Thread.State> WAITS =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final Turns<String> turns = new Turns<>(Duration.ofSeconds(10));
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch goesOn = new CountDownLatch(1);

  private Thread working(Turns<String> turns, String key, String name) {
    Thread thread =
        Thread.ofPlatform()
            .start(
                () ->
                    turns.inTurn(
                        key,
                        () -> {
                          await();
                          return done.add(name);
                        }));
    while (!WAITS.contains(thread.getState())) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private void await() {
    try {
      goesOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoeverComesWithTheSameKeyWaitsForThoseBefore() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      threads.add(working(turns, "key", "work " + i));
    }
    assertThat(turns.inTurn("other", () -> "at once")).isEqualTo("at once");
    assertThat(done).isEmpty();

    goesOn.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(done).containsExactly("work 1", "work 2", "work 3", "work 4", "work 5");
  }

  @Test
  void nobodyWaitsForEver() throws InterruptedException {
    var hasty = new Turns<String>(Duration.ofMillis(1));
    Thread first = working(hasty, "key", "first");

    assertThat(catchThrowable(() -> hasty.inTurn("key", () -> "second")))
        .isInstanceOf(Unavailable.class);
    goesOn.countDown();
    first.join();

    assertThat(hasty.inTurn("key", () -> "third")).isEqualTo("third");
    assertThat(done).containsExactly("first");
  }

  @Test
  void workThatFailsDoesNotKeepTheNext() {
    assertThat(catchThrowable(() -> turns.inTurn("key", () -> 1 / Integer.parseInt("0"))))
        .isInstanceOf(ArithmeticException.class);

    assertThat(turns.inTurn("key", () -> "next")).isEqualTo("next");
  }
}
