package dev.holdfast.benchmarks.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The model of an on-sale, without a service.
class CrowdModelTest {
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  CrowdModelTest() {
    System.out.println("seed: " + seed);
  }

  @Test
  void mostBuyersComeAtTheStart() {
    double[] seconds = Arrivals.modelled(10_000, 10, random);

    assertThat(seconds).hasSize(10_000).isSorted();
    assertThat(seconds[0]).isNotNegative();
    assertThat(seconds[9_999]).isLessThan(600);
    long first = Arrays.stream(seconds).filter(at -> at < 60).count();
    long second = Arrays.stream(seconds).filter(at -> at >= 60 && at < 120).count();
    long last = Arrays.stream(seconds).filter(at -> at >= 540).count();
    // 10,000 × (0.75 × (1 − 1/e) + 0.025), and likewise; within many standard deviations.
    assertThat(first).isBetween(4_600L, 5_400L);
    assertThat(second).isBetween(1_650L, 2_350L);
    assertThat(last).isBetween(150L, 350L);
  }

  @Test
  void theSameSeedGivesTheSameCrowd() {
    assertThat(Arrivals.modelled(100, 1, new SplittableRandom(seed)))
        .isEqualTo(Arrivals.modelled(100, 1, new SplittableRandom(seed)))
        .isNotEqualTo(Arrivals.modelled(100, 1, new SplittableRandom(seed + 1)));
  }

  @Test
  void aSteadyStreamIsAPoissonProcess() {
    double[] seconds = Arrivals.steady(100, 100, random);

    assertThat(seconds).isSorted();
    assertThat(seconds.length).isBetween(9_300, 10_700);
    int[] bySecond = new int[100];
    for (double at : seconds) {
      bySecond[(int) at]++;
    }
    double mean = seconds.length / 100.0;
    double variance = Arrays.stream(bySecond).mapToDouble(n -> (n - mean) * (n - mean)).sum() / 99;
    assertThat(variance / mean).as("variance by mean, which is 1").isBetween(0.4, 2.0);
  }

  @Test
  void recordedArrivalsComeInTheirSeconds(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "second,arrivals\n5,3\n0,2\n\n");

    double[] seconds = Arrivals.recorded(file, random);

    assertThat(IntStream.range(0, 5).map(i -> (int) seconds[i])).containsExactly(0, 0, 5, 5, 5);
  }

  @Test
  void aRecordingOfNobodyIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "second,arrivals\n");

    assertThatThrownBy(() -> Arrivals.recorded(file, random))
        .hasMessageContaining("nobody arrives");
  }

  @Test
  void theBestSeatsAreWantedMostAndNeighboursAreChosen() {
    int[] free = IntStream.range(0, 100).map(i -> 2 * i).toArray();
    int front = 0;
    int frontOfBots = 0;
    for (int i = 0; i < 1_000; i++) {
      int[] chosen = Habits.choose(free, 3, false, random);
      assertThat(chosen).hasSize(3);
      assertThat(chosen[2] - chosen[0]).isEqualTo(4);
      front += chosen[0] < 20 ? 1 : 0;
      frontOfBots += Habits.choose(free, 3, true, random)[0] < 20 ? 1 : 0;
    }
    // The cube root and the eighth root of a tenth.
    assertThat(front).isBetween(380, 560);
    assertThat(frontOfBots).isBetween(670, 840);
    assertThat(Habits.choose(new int[] {7}, 4, false, random)).containsExactly(7);
  }

  @Test
  void onlySeatsWithAPriceAreSeen() throws IOException {
    JsonNode map =
        Scratch.JSON.readTree(
            """
            {"sections": [{"rows": [{"seats": [{"id": "1", "category": "a"},
              {"id": "2", "category": "b"}, {"id": "3", "category": "a"}]}]}],
             "areas": [{"id": "floor", "category": "a"}, {"id": "vip", "category": "b"}]}""");
    Room room = Room.of(map, Set.of("a"));

    // Seat 3 is reserved.
    JsonNode availability =
        Scratch.JSON.readTree(
            """
            {"states": "IA==", "areas": [{"id": "floor", "available": 5, "reserved": 2},
             {"id": "vip", "available": 9, "reserved": 0}]}""");
    Room.View view = room.view(availability);
    assertThat(view.seats()).containsExactly(0);
    assertThat(view.places()).isEqualTo(5);
    assertThat(room.sold(availability)).isEqualTo(3);
  }

  @Test
  void theGeneratorIsSuspectedBeforeTheService() {
    Tally tally = new Tally();

    assertThat(Forecast.limit(tally, 0.95, 0, 1.9, 0.99, 0.9, 2)).contains("load generator");
    assertThat(Forecast.limit(tally, 0.3, 0, 1.5, 0.99, 0.9, 2)).contains("used by the service");
    assertThat(Forecast.limit(tally, 0.3, 0, 0.5, 0.99, 0.9, 2)).contains("other programs");
    assertThat(Forecast.limit(tally, 0.3, 0, 0.5, 0.4, 0.9, 2)).contains("database");
    assertThat(Forecast.limit(tally, 0.3, 0, null, null, null, 2)).contains("--metrics");
    tally.answered(Tally.Route.HOLD, Tally.Outcome.LIMITED, 1, "slow down");
    assertThat(Forecast.limit(tally, 0.95, 0, 1.9, 0.99, 0.9, 2)).contains("429");
  }

  @Test
  void metricsAreSummedOverTheirLabels() {
    assertThat(Gauges.parse("# HELP a b\na{x=\"1 2\"} 1.5\na{x=\"3\"} 2\nb NaN\n"))
        .containsEntry("a", 3.5)
        .containsKey("b")
        .isInstanceOf(Map.class);
  }
}
