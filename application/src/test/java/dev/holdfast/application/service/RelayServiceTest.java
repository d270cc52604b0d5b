package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayServiceTest {
  private final EventId here = new EventId(UUID.randomUUID());
  private final EventId there = new EventId(UUID.randomUUID());
  private final List<EventId> elsewhere = new ArrayList<>();
  private final List<EventId> appended = new ArrayList<>();
  private final ScriptedLedger other = new ScriptedLedger(_ -> List.of());
  private final RelayService relay =
      new RelayService(new Appended(), new CommittedHeads(), Optional.of(other));

  /// A feed of which nobody reads anything.
  private final class Appended implements FeedStore {
    @Override
    public boolean append(Map<EventId, Head> heads) {
      return appended.addAll(heads.keySet());
    }

    @Override
    public Map<EventId, Head> behind(int atMost) {
      return Map.of(here, new Head(1, 1));
    }

    @Override
    public Collection<EventId> elsewhere() {
      return elsewhere;
    }

    @Override
    public Part read(@Nullable ClientId owner, long from, int atMost) {
      return new Part(0, 1, null, List.of());
    }

    @Override
    public int deleteOld(Duration olderThan) {
      return 0;
    }
  }

  @Test
  void aStoreThatHasNoEventsIsNotAsked() {
    other.isAway = true;
    assertThat(relay.catchUp()).isTrue();
    assertThat(appended).containsExactly(here);
  }

  @Test
  void whileTheOtherStoreIsAwayTheEventsOfThisOneGoOn() {
    elsewhere.add(there);
    other.isAway = true;
    assertThatThrownBy(relay::catchUp).isInstanceOf(Unavailable.class);
    assertThat(appended).containsExactly(here);

    other.isAway = false;
    assertThat(relay.catchUp()).isTrue();
    assertThat(appended).containsExactly(here, here, there);
  }
}
