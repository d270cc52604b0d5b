package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When compilers count as idle.
class CompilersTest {
  private long busyMillis = 5_000;
  private long now = -3;
  private final Compilers compilers = new Compilers(() -> busyMillis, () -> now);

  private void pass(long millis, long busy) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    busyMillis += busy;
  }

  @Test
  void nobodyKnowsBeforeASecondHasPassed() {
    assertThat(compilers.areIdle()).isFalse();
    pass(999, 0);
    assertThat(compilers.areIdle()).isFalse();
  }

  @Test
  void theyAreIdleAfterASecondInWhichTheyHardlyCompiled() {
    pass(1_000, 49);
    assertThat(compilers.areIdle()).isTrue();
  }

  @Test
  void theyAreBusyIfTheyCompiledForATwentiethOfIt() {
    pass(1_000, 50);
    assertThat(compilers.areIdle()).isFalse();
  }

  @Test
  void whatIsLongPastDoesNotCount() {
    pass(1_000, 2_000);
    assertThat(compilers.areIdle()).isFalse();
    pass(500, 0);
    assertThat(compilers.areIdle()).isFalse();
    pass(600, 10);
    assertThat(compilers.areIdle()).isTrue();
  }

  @Test
  void theyAreGivenTimeWhileTheyUseIt() throws InterruptedException {
    var left = new ArrayDeque<>(List.of(90L, 26L, 25L, 90L));
    compilers.catchUp(Duration.ofSeconds(10), time -> passFor(time, left));
    assertThat(left).containsExactly(90L);
  }

  @Test
  void theyAreNotGivenMoreThanThatIfTheyUseAll() throws InterruptedException {
    var left = new ArrayDeque<>(List.of(90L, 90L, 90L, 90L));
    compilers.catchUp(Duration.ofMillis(120), time -> passFor(time, left));
    assertThat(left).containsExactly(90L);
  }

  @Test
  void theyAreGivenNoMoreWhereThereIsNoPause() throws InterruptedException {
    var left = new ArrayDeque<>(List.of(90L, 90L));
    compilers.catchUp(
        Duration.ofSeconds(10),
        time -> {
          passFor(time, left);
          return false;
        });
    assertThat(left).containsExactly(90L);
  }

  private boolean passFor(Duration time, Queue<Long> busy) {
    pass(time.toMillis(), busy.remove());
    return true;
  }

  @Test
  void whoAsksSeldomIsToldOfTheWholeTimeSince() {
    pass(4_000, 190);
    assertThat(compilers.areIdle()).isTrue();
    pass(4_000, 200);
    assertThat(compilers.areIdle()).isFalse();
  }
}
