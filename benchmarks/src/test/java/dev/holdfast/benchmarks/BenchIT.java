package dev.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.benchmarks.load.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of the benchmark, against the packaged application: everything is really
/// measured. How fast it was is nobody's business here. The ways of the textbooks have a test of
/// their own.
class BenchIT {
  /// One of each kind that needs no second service: against doing nothing, against pgbench, with
  /// filled tables, with watchers, and with receivers of webhooks.
  private static final List<String> SOME =
      List.of("refused", "holds", "expiry", "watchers", "webhooks");

  @TempDir private Path folder;

  @Test
  void rowsOfEachKindAreMeasuredAndThePageTellsThem() throws IOException {
    measure(SOME);
  }

  @Tag("long")
  @Test
  void everyRowIsMeasuredAndThePageTellsIt() throws IOException {
    measure(Targets.keys());
  }

  private void measure(List<String> rows) throws IOException {
    Main.main(new String[] {"..", folder.toString(), "--short", "--only", String.join(",", rows)});
    everyRowIsMeasuredOrSaysWhyItWasSkipped(rows);
    thePageTellsEveryRowAndShowsEveryPlot(rows);
  }

  private void everyRowIsMeasuredOrSaysWhyItWasSkipped(List<String> rows) throws IOException {
    JsonNode targets =
        new ObjectMapper().readTree(folder.resolve("performance.json").toFile()).path("targets");
    List<String> keys = new ArrayList<>();
    for (JsonNode target : targets) {
      keys.add(target.path("key").asText());
      String note = target.path("note").asText();
      switch (target.path("verdict").asText()) {
        case "RAN" -> {
          assertThat(target.path("ratio").asDouble()).as(target.toString()).isPositive();
          assertThat(target.path("figures")).as(target.toString()).isNotEmpty();
        }
        // Nothing but what the machine lacks is a reason.
        case "SKIPPED" -> assertThat(note).containsAnyOf("pgbench", "wrk", "Chromium");
        default -> throw new AssertionError(target.toString());
      }
    }
    assertThat(keys).isEqualTo(rows);
  }

  private void thePageTellsEveryRowAndShowsEveryPlot(List<String> rows) throws IOException {
    String page = Files.readString(folder.resolve("performance.md"));
    for (String key : rows) {
      assertThat(page).contains("| `" + key + "` |", "### `" + key + "`");
    }
    List<String> plots =
        page.lines()
            .filter(line -> line.startsWith("!["))
            .map(line -> line.replaceAll(".*\\((.*)\\)", "$1"))
            .toList();
    assertThat(plots).isNotEmpty();
    for (String plot : plots) {
      assertThat(folder.resolve(plot)).content().startsWith("<svg").contains("</svg>");
    }
  }
}
