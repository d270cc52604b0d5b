package dev.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Plan;
import dev.holdfast.benchmarks.load.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The row `reconnect` with as many watchers as in its full form, for as short a time as in its
/// short form.
class ReconnectIT {
  private static final Plan PLAN =
      new Plan(1, 1, 0.2, 32, 200, 2, 10, 10_000, 10_000, 2_000, Plan.FULL.watchers(), 3);

  @TempDir private Path folder;

  /// The generator fails if a watcher does not come back, if one is told a change twice, late or
  /// not at all, and if a hold fails.
  @Tag("long")
  @Test
  void tenThousandWatchersAreBackAfterANodeWasKilledAndAreToldEachChangeOnce() {
    List<Finding> findings =
        Targets.measure(
                PLAN,
                Set.of("reconnect"),
                Path.of("../bootstrap/target/quarkus-app/quarkus-run.jar"),
                List.of("-XX:+UseParallelGC", "-Xmx1g", "-Xmn200m"),
                folder,
                _ -> {})
            .findings();

    assertThat(findings).hasSize(1);
    Finding finding = findings.getFirst();
    finding.figures().forEach(System.out::println);
    assertThat(finding.ratio()).as(finding.note()).isNotNull();
    assertThat(value(finding, "streams that ended")).isEqualTo(value(finding, "watchers") / 2);
  }

  private static double value(Finding finding, String figure) {
    return finding.figures().stream()
        .filter(one -> one.name().equals(figure))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
