package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.port.out.LedgerRetention;
import dev.holdfast.application.port.out.LedgerUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PurgeServiceTest {
  private static final Duration KEYS = Duration.ofDays(1);
  private static final Duration HOLDS = Duration.ofDays(2);

  private final List<String> purged = new ArrayList<>();
  private boolean isAway;

  private final class Stored implements LedgerRetention {
    @Override
    public int deleteAnswers(Duration olderThan) {
      if (isAway) {
        throw new LedgerUnavailable("away", null);
      }
      return purge("answers", olderThan);
    }

    @Override
    public int deleteEndedHolds(Duration olderThan) {
      return purge("holds", olderThan);
    }

    @Override
    public int forgetCustomers(Duration olderThan) {
      return purge("customers", olderThan);
    }
  }

  private int purge(String what, Duration olderThan) {
    purged.add(what + " after " + olderThan.toDays());
    return 1;
  }

  private final PurgeService service =
      new PurgeService(
          new Stored(),
          Optional.of(over -> purge("events", over)),
          () -> purge("feeds", HOLDS),
          KEYS,
          HOLDS);

  @Test
  void answersGoBeforeTheHoldsThatTheyNameAndEventsThatAreOverGoToo() {
    service.purge();

    assertThat(purged)
        .containsExactly(
            "answers after 1",
            "holds after 2",
            "customers after 2",
            "feeds after 2",
            "events after 2");
  }

  @Test
  void aStoreThatIsAwayDoesNotKeepEventsThatAreOverFromBeingFreed() {
    isAway = true;

    assertThatThrownBy(service::purge).isInstanceOf(LedgerUnavailable.class);

    assertThat(purged).containsExactly("events after 2");
  }
}
