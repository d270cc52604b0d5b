package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.benchmarks.textbook.SeatHolder.Claim;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nodes that die, or are slow, when an intent is written and its seats are taken or not.
@Timeout(60)
class IntentLogTest {
  private static final Workload ROOM = new Workload("a seat", 1, 1, 1, 0);
  private static final int[] SEAT = {0};

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private Stage stage;
  private SeatHolder seats;

  @BeforeEach
  void open() {
    stage = Servers.stage(ROOM, Way.INTENT_LOG);
    seats = seats();
  }

  @AfterEach
  void close() {
    seats.close();
  }

  private SeatHolder seats() {
    return new RedisLocks(List.of(stage.redis().one(1)), RedisLocks.HOLD, stage.tally());
  }

  /// Seats of a node to which something happens before they are taken or after.
  private record Disturbed(SeatHolder seats, Runnable before, Runnable after)
      implements SeatHolder {
    @Override
    public Answer hold(long holder, int event, int[] wanted) {
      before.run();
      Answer answer = seats.hold(holder, event, wanted);
      after.run();
      return answer;
    }

    @Override
    public void release(long holder, int event, int[] held) {
      seats.release(holder, event, held);
    }

    @Override
    public Set<Claim> claims() {
      return seats.claims();
    }

    @Override
    public void close() {
      seats.close();
    }
  }

  private static void nothing() {}

  private static void crash() {
    throw new Crash();
  }

  private void holdAndCrash(Runnable before, Runnable after) {
    try (var dying = new IntentLog(stage, new Disturbed(seats(), before, after))) {
      assertThatThrownBy(() -> dying.hold(1, 0, SEAT)).isInstanceOf(Crash.class);
    }
  }

  /// Another node starts, and a buyer has the seat there.
  private void startAndHold() {
    try (var node = new IntentLog(stage, seats())) {
      assertThat(node.hold(2, 0, SEAT)).isEqualTo(Answer.HELD);
    }
  }

  @Test
  void seatsOfADeadNodeAreLostUntilTheNextStart() {
    holdAndCrash(IntentLogTest::nothing, IntentLogTest::crash);
    assertThat(Acknowledgements.differences(Set.of(), seats.claims())).isEqualTo(1);
    startAndHold();
    assertThat(seats.claims()).containsExactly(new Claim(0, 0, 2));
  }

  @Test
  void anIntentThatTookNoSeatsHindersNobody() {
    holdAndCrash(IntentLogTest::crash, IntentLogTest::nothing);
    assertThat(seats.claims()).isEmpty();
    startAndHold();
    assertThat(seats.claims()).containsExactly(new Claim(0, 0, 2));
  }

  @Test
  void aNodeThatWasTakenForDeadDoesNotCommit() {
    try (var slow =
        new IntentLog(stage, new Disturbed(seats(), IntentLogTest::nothing, this::startAndHold))) {
      assertThat(slow.hold(1, 0, SEAT)).isEqualTo(Answer.GAVE_UP);
    }
    assertThat(seats.claims()).containsExactly(new Claim(0, 0, 2));
  }

  @Test
  void aNodeThatWasTakenForDeadGivesBackSeatsThatItTookLater() {
    Runnable start = () -> new IntentLog(stage, seats()).close();
    try (var slow = new IntentLog(stage, new Disturbed(seats(), start, IntentLogTest::nothing))) {
      assertThat(slow.hold(1, 0, SEAT)).isEqualTo(Answer.GAVE_UP);
    }
    assertThat(seats.claims()).isEmpty();
  }
}
