package dev.holdfast.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Finding.Curve;
import dev.holdfast.benchmarks.load.Finding.Figure;
import dev.holdfast.benchmarks.load.Finding.Verdict;
import dev.holdfast.benchmarks.load.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  private static final Finding MET =
      new Finding(
          "holds",
          "holds",
          "≥ 2.0 × a rival",
          Verdict.MET,
          2.5,
          1.25,
          List.of(new Figure("holds", 12345, "/s")),
          List.of(
              new Curve(
                  "hold",
                  List.of(
                      new Measured.Point(50, 1),
                      new Measured.Point(99, 20),
                      new Measured.Point(99.9, 30)))),
          "");

  private static final Finding FAILED =
      new Finding(
          "hot",
          "holds of one event",
          "≥ 2.0 × a rival",
          Verdict.FAILED,
          null,
          null,
          List.of(),
          List.of(),
          "it broke\nin many lines");

  @TempDir private Path folder;

  private void write(Finding... findings) {
    write(Plan.FULL, findings);
  }

  private void write(Plan plan, Finding... findings) {
    Page.write(
        new Results(Machine.here(), List.of("-Xmx1g"), plan, 0.5, List.of(findings), List.of()),
        folder);
  }

  private Path page() {
    return folder.resolve("performance.md");
  }

  @Test
  void aRowSaysWhatWasMeasuredOrWhatWentWrong() {
    write(MET, FAILED);
    assertThat(page())
        .content()
        .contains(
            "| `holds` | holds | ≥ 2.0 × a rival | 2.50 × | met |",
            "| holds | 12,345 | /s |",
            "| `hot` | holds of one event | ≥ 2.0 × a rival |  | failed |",
            "Failed: `it broke`",
            "medians of 5 alternating pairs of 5 s each. Other programs used 50 % of the machine")
        .doesNotContain(Plan.TOO_SHORT);
  }

  @Test
  void theShortFormSaysThatItMeasuresNothing() {
    write(Plan.SHORT.withPairs(2), MET);
    assertThat(page()).content().contains(Plan.TOO_SHORT);
    write(Plan.SHORT, MET);
    assertThat(page()).content().contains(Plan.TOO_SHORT, "; one pair of 1 s each.");
  }

  @Test
  void everyPlotOfThePageIsThere() throws IOException {
    write(MET, FAILED);
    assertThat(folder.resolve("images/performance-targets.svg")).content().contains("2.50 × (met)");
    assertThat(folder.resolve("images/performance-holds.svg")).content().contains("<polyline");
    assertThat(Files.readString(page())).doesNotContain("performance-hot.svg");
  }

  @Test
  void whatIsWrittenAroundTheFiguresStays() throws IOException {
    write(FAILED);
    Files.writeString(page(), "Mine.\n\n" + Files.readString(page()) + "\nMine, too.\n");
    write(MET);
    assertThat(page())
        .content()
        .startsWith("Mine.\n")
        .endsWith("\nMine, too.\n")
        .contains("`holds`")
        .doesNotContain("`hot`");
  }

  @Test
  void aPageWithoutAPlaceForTheFiguresIsLeftAlone() throws IOException {
    Files.writeString(page(), "Mine.\n");
    assertThatIllegalStateException()
        .isThrownBy(() -> write(MET))
        .withMessageContaining("measured");
    assertThat(page()).content().isEqualTo("Mine.\n");
  }
}
