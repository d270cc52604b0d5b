package dev.holdfast.application.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.application.ScriptedLedger;
import dev.holdfast.application.feed.CommittedHeads;
import dev.holdfast.application.port.in.Unavailable;
import dev.holdfast.application.port.out.FeedStore;
import dev.holdfast.application.port.out.LedgerUnavailable;
import dev.holdfast.application.port.out.SeatLedger.Heads.Head;
import dev.holdfast.domain.client.ClientId;
import dev.holdfast.domain.event.EventId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelayServiceTest {
  private final EventId here = newEvent();
  private final EventId there = newEvent();
  private final List<EventId> elsewhere = new ArrayList<>();
  private final List<EventId> appended = new ArrayList<>();
  private final Set<EventId> locked = new HashSet<>();
  private final CommittedHeads committed = new CommittedHeads();
  private final ScriptedLedger other = new ScriptedLedger(_ -> List.of());
  private final RelayService relay =
      new RelayService(new Appended(), committed, Optional.of(other));

  private static EventId newEvent() {
    return new EventId(UUID.randomUUID());
  }

  /// A feed of which nobody reads anything.
  private final class Appended implements FeedStore {
    @Override
    public boolean append(Map<EventId, Head> heads) {
      if (!Collections.disjoint(locked, heads.keySet())) {
        throw new LedgerUnavailable("planned", null);
      }
      return appended.addAll(heads.keySet());
    }

    @Override
    public Set<EventId> appendFree(Map<EventId, Head> heads) {
      Set<EventId> left = new HashSet<>(heads.keySet());
      left.retainAll(locked);
      heads.keySet().stream().filter(event -> !left.contains(event)).forEach(appended::add);
      return left;
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
  void whileOneFeedIsLockedTheOthersGoOn() {
    committed.put(here, new Head(1, 1));
    committed.put(there, new Head(1, 1));
    locked.add(here);
    assertThat(relay.relay()).isTrue();
    assertThat(relay.relay()).isFalse();
    assertThat(appended).containsExactly(there);
    elsewhere.add(there);
    assertThatThrownBy(relay::catchUp).as("which tells somebody").isInstanceOf(Unavailable.class);
    assertThat(appended).containsExactly(there, there);

    locked.clear();
    assertThat(relay.relay()).isTrue();
    assertThat(appended).containsExactly(there, there, here);
  }

  @Test
  void howeverManyEventsALockedFeedHasTheOthersGoOn() {
    for (int i = 0; i < 1_500; i++) {
      locked.add(newEvent());
    }
    locked.forEach(event -> committed.put(event, new Head(1, 1)));
    List<EventId> free = Stream.generate(RelayServiceTest::newEvent).limit(500).toList();
    free.forEach(event -> committed.put(event, new Head(1, 1)));

    assertThat(relay.relay()).isTrue();
    assertThat(appended).containsExactlyInAnyOrderElementsOf(free);

    locked.clear();
    assertThat(relay.relay()).isTrue();
    assertThat(appended).doesNotHaveDuplicates().hasSize(2_000);
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
