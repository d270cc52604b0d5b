package dev.holdfast.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.application.port.in.Deliveries;
import dev.holdfast.application.port.in.FeedRelay;
import dev.holdfast.application.port.in.Unavailable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayScheduleTest {
  private final List<String> done = new ArrayList<>();
  private final Set<String> failing = new HashSet<>();
  private boolean grows;
  private final RelaySchedule schedule =
      new RelaySchedule(new Relay(), new Sender(), new TimedJobs());

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

  @Test
  void whateverFailsTheOthersAreDone() {
    for (String one : List.of("relay", "catch up", "look", "deliver")) {
      failing.add(one);
    }
    schedule.turn();
    assertThat(done).containsExactly("relay", "catch up", "look", "deliver");
  }

  @Test
  void whatFailsToCatchUpIsNotTriedAgainEachTurnAndSlowsNothingDown() {
    failing.add("catch up");
    assertThat(schedule.turn()).isTrue();
    done.clear();
    grows = true;
    assertThat(schedule.turn()).isTrue();
    assertThat(done).containsExactly("relay", "deliver");
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
