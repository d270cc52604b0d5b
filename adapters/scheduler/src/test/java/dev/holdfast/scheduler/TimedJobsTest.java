package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.Unavailable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TimedJobsTest {
  private final TimedJobs jobs = new TimedJobs();
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aJobThatFailsLeavesTheNextOneToRun() {
    jobs.run(
        "the sweep",
        () -> {
          throw new Unavailable("planned");
        });
    jobs.run("the sweep", () -> done.add("swept"));

    assertThat(done).containsExactly("swept");
  }

  @Test
  void noJobBeginsOnceTheServiceStops() throws Exception {
    Thread.ofVirtual().start(this::stop).join();

    jobs.run("the sweep", () -> done.add("swept"));

    assertThat(done).containsExactly("stopped");
  }

  @Test
  void theServiceStopsWhenTheJobThatRunsIsOver() throws Exception {
    var begun = new CountDownLatch(1);
    var goesOn = new CountDownLatch(1);
    Thread sweeping =
        Thread.ofVirtual()
            .start(
                () ->
                    jobs.run(
                        "the sweep",
                        () -> {
                          begun.countDown();
                          await(goesOn);
                          done.add("swept");
                        }));
    begun.await();
    Thread stopping = Thread.ofVirtual().start(this::stop);
    while (stopping.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
      assertThat(done).isEmpty();
    }
    goesOn.countDown();
    sweeping.join();
    stopping.join();

    assertThat(done).containsExactly("swept", "stopped");
  }

  private void stop() {
    try {
      jobs.stop();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    done.add("stopped");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
