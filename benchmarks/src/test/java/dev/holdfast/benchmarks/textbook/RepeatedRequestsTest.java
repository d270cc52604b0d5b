package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepeatedRequestsTest {
  private static final Workload ROOM = new Workload("a seat", 1, 1, 1, 0);
  private static final int[] SEAT = {0};

  private final Seats seats = new Seats(ROOM);
  private final AtomicInteger carriedOut = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);

  /// Seats that are slow to be held.
  private final class SlowSeats implements SeatHolder {
    @Override
    public Answer hold(long holder, int event, int[] wanted) {
      carriedOut.incrementAndGet();
      Buyer.await(() -> goOn.getCount() == 0);
      return seats.hold(holder, event, wanted);
    }

    @Override
    public void release(long holder, int event, int[] held) {
      seats.set(event, held, 0);
    }

    @Override
    public Set<Claim> claims() {
      return seats.claims();
    }

    @Override
    public void close() {}
  }

  @Test
  void whoeverRepeatsARequestIsRefusedTheirOwnSeat() {
    goOn.countDown();
    var node = new SlowSeats();
    assertThat(node.hold(1, 0, SEAT)).isEqualTo(Answer.HELD);
    assertThat(node.hold(1, 0, SEAT)).isEqualTo(Answer.TAKEN);
  }

  @Test
  void aRepeatedRequestWaitsForTheFirstAndGetsItsAnswer()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (var node = new RepeatedRequests(new SlowSeats())) {
      Buyer first = Buyer.asking(() -> node.once(1, 0, SEAT));
      Buyer.await(() -> carriedOut.get() == 1);
      Buyer again = Buyer.asking(() -> node.once(1, 0, SEAT));
      Buyer.await(again::isWaiting);
      goOn.countDown();
      assertThat(first.answer()).isEqualTo(Answer.HELD);
      assertThat(again.answer()).isEqualTo(Answer.HELD);
      assertThat(carriedOut).hasValue(1);
    }
  }

  @Test
  void aRequestThatFailedIsCarriedOutAnew() {
    goOn.countDown();
    try (var node = new RepeatedRequests(new SlowSeats())) {
      int[] noSuchSeat = {ROOM.seats()};
      assertThatThrownBy(() -> node.once(1, 0, noSuchSeat))
          .hasCauseInstanceOf(ArrayIndexOutOfBoundsException.class);
      assertThat(node.once(1, 0, SEAT)).isEqualTo(Answer.HELD);
    }
  }
}
