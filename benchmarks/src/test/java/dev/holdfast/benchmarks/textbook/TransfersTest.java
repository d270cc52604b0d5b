package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.benchmarks.textbook.Client.Phase;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransfersTest {
  private static final int BUYERS = 4;
  private static final int HOLDS = 50_000;

  /// Each gives back what it has while others buy, so money goes both ways.
  @Test
  void noMoneyIsMadeOrLostWhereverTheSeatsGo()
      throws InterruptedException, ExecutionException, TimeoutException {
    Workload room = new Workload("a small room", 1, 10, 2, BUYERS);
    var transfers = new Transfers(room);
    long before = transfers.money();
    var told = new Acknowledgements(room);
    Supplier<Phase> phase = () -> told.holds() < HOLDS ? Phase.MEASURING : Phase.OVER;
    var buyers =
        IntStream.range(0, BUYERS)
            .mapToObj(i -> new Client(i, BUYERS, 4711, transfers, room, told, phase))
            .map(
                client ->
                    Buyer.asking(
                        () -> {
                          client.run();
                          return Answer.HELD;
                        }))
            .toList();
    for (Buyer buyer : buyers) {
      assertThat(buyer.answer()).isEqualTo(Answer.HELD);
    }
    assertThat(told.doubleBookings()).isZero();
    assertThat(transfers.money()).isEqualTo(before);
  }
}
