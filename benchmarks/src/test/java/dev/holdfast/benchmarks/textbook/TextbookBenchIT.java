package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.benchmarks.textbook.Way.Family;
import dev.holdfast.benchmarks.textbook.Way.Promise;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Runs the short form once and looks at what came of each way.
class TextbookBenchIT {
  private static List<TextbookResult> results;

  @BeforeAll
  static void measure() {
    results =
        TextbookBench.run(
            Plan.brief(Long.getLong("holdfast.seed", System.nanoTime())),
            Servers.POSTGRES,
            Servers.REDIS,
            System.out::println);
  }

  /// Of a negative control, all of them may be seats of somebody else.
  @Test
  void everyWayHoldsSeatsOnOneNodeAndOnTwo() {
    assertThat(results).hasSize(2 * Way.values().length);
    assertThat(results)
        .allSatisfy(result -> assertThat(result.held() + result.doubleBookings()).isPositive());
  }

  @Test
  void noSeatIsSoldTwiceWhereThatIsPromised() {
    assertThat(results.stream().filter(TextbookBenchIT::isPromised))
        .hasSizeGreaterThan(Way.values().length)
        .allMatch(TextbookResult::isSound);
  }

  @Test
  void theCheckerCatchesEveryNegativeControl() {
    List<TextbookResult> controls =
        results.stream()
            .filter(result -> result.nodes() == 1)
            .filter(result -> result.way().family() == Family.NEGATIVE_CONTROL)
            .toList();
    assertThat(controls)
        .extracting(TextbookResult::way)
        .containsExactly(Way.CHECK_THEN_SET, Way.CHECK_THEN_INSERT, Way.REPEATABLE_READ);
    assertThat(controls).allSatisfy(result -> assertThat(result.doubleBookings()).isPositive());
  }

  @Test
  void whatIsDecidedInOneProcessSellsSeatsTwiceOnTwoNodes() {
    assertThat(
            results.stream()
                .filter(result -> result.nodes() == 2)
                .filter(result -> result.way().promise() == Promise.ONE_NODE))
        .hasSize(20)
        .allSatisfy(result -> assertThat(result.doubleBookings()).isPositive());
  }

  @Test
  void theReportNamesEveryWayAndCallsNoneBroken() {
    assertThat(TextbookReport.markdown(results))
        .contains(Stream.of(Way.values()).map(Way::title).toList())
        .doesNotContain("BROKEN");
  }

  @Test
  void resultsCanBeKeptAsJson() throws JsonProcessingException {
    var mapper = new ObjectMapper();
    String json = mapper.writeValueAsString(results);
    assertThat(json).contains("\"holdsPerSecond\":", "\"sound\":true");
    assertThat(mapper.readValue(json, TextbookResult[].class)).containsExactlyElementsOf(results);
  }

  /// Six of two dozen seats in any order: of eight buyers some name two of the same before there
  /// are a hundred holds.
  @Test
  void lockingSeatsAsBuyersNameThemEndsInDeadlocksAndSortingThemDoesNot() {
    Workload crowded = new Workload("crowded", 1, 24, 6, 0);
    Plan plan =
        new Plan(
            List.of(Way.FOR_UPDATE_UNSORTED, Way.FOR_UPDATE_SORTED),
            List.of(crowded),
            List.of(8),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMillis(200),
            100,
            crowded,
            2,
            4711);
    List<TextbookResult> crowd =
        TextbookBench.run(plan, Servers.POSTGRES, Servers.REDIS, System.out::println);
    assertThat(crowd).hasSize(4).allMatch(TextbookResult::isSound);
    assertThat(crowd.getFirst().deadlocks()).isPositive();
    assertThat(crowd.get(1).deadlocks()).isZero();
  }

  private static boolean isPromised(TextbookResult result) {
    return switch (result.way().promise()) {
      case NOTHING -> false;
      case ONE_NODE -> result.nodes() == 1;
      case ALL_NODES -> true;
    };
  }
}
