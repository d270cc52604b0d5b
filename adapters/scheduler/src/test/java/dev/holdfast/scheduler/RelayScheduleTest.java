package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.Deliveries;
import dev.holdfast.application.port.in.FeedRelay;
import dev.holdfast.application.port.in.Unavailable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RelayScheduleTest {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private volatile boolean hangs;
  private boolean grows;
  private final TimedJobs jobs = new TimedJobs();
  private final RelaySchedule schedule = new RelaySchedule(new Relay(), new Sender(), jobs);

  private void doing(String what) {
    done.add(what);
    if (failing.contains(what)) {
      throw new Unavailable("planned");
    }
  }

  private final class Relay implements FeedRelay {
    @Override
    public boolean relay() {
      doing("relay");
      return grows;
    }

    @Override
    public boolean catchUp() {
      doing("catch up");
      if (hangs) {
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        doing("caught up");
      }
      return false;
    }
  }

  private final class Sender implements Deliveries {
    @Override
    public int deliver() {
      doing("deliver");
      return 0;
    }

    @Override
    public void look() {
      doing("look");
    }

    @Override
    public void stop() {}
  }

  @AfterEach
  void endAll() {
    goesOn.countDown();
  }

  private void awaitThat(String what) {
    while (!done.contains(what)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whateverFailsTheOthersAreDone() {
    for (String one : List.of("relay", "catch up", "look", "deliver")) {
      failing.add(one);
    }
    schedule.turn();
    awaitThat("look");
    assertThat(done)
        .containsExactlyInAnyOrder("relay", "catch up", "look", "deliver")
        .containsSubsequence("relay", "deliver")
        .containsSubsequence("catch up", "look");
  }

  @Test
  void whatFailsToCatchUpIsNotTriedAgainEachTurnAndSlowsNothingDown() {
    failing.add("catch up");
    assertThat(schedule.turn()).isTrue();
    awaitThat("look");
    done.clear();
    grows = true;
    assertThat(schedule.turn()).isTrue();
    assertThat(done).containsExactly("relay", "deliver");
  }

  @Test
  void whileAnotherStoreHangsTheRelayAndDeliveriesGoOn() {
    hangs = true;
    grows = true;
    schedule.turn();
    awaitThat("catch up");
    done.clear();
    for (int i = 0; i < 3; i++) {
      assertThat(schedule.turn()).isTrue();
    }
    assertThat(done).containsExactly("relay", "deliver", "relay", "deliver", "relay", "deliver");
  }

  @Test
  void theServiceStopsWhenNothingCatchesUpAnyMore() throws Exception {
    hangs = true;
    schedule.turn();
    awaitThat("catch up");
    done.clear();
    Thread stopping =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    jobs.stop();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  done.add("stopped");
                });
    while (stopping.isAlive() && stopping.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    goesOn.countDown();
    stopping.join();
    assertThat(done).startsWith("caught up").endsWith("stopped");
    schedule.turn();
    assertThat(done).as("nothing begins any more").endsWith("stopped");
  }

  @Test
  void afterAFailureOfTheRelayOrOfADeliveryThereIsALongerPause() {
    failing.add("deliver");
    assertThat(schedule.turn()).isFalse();
    failing.remove("deliver");
    failing.add("relay");
    assertThat(schedule.turn()).isFalse();
  }
}
