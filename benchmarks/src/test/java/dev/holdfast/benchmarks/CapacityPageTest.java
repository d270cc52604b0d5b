package dev.holdfast.benchmarks;

import static java.util.regex.Pattern.quote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page for planning says what was measured last, within a fifth.
class CapacityPageTest {
  private static final Path PAGE = Path.of("../docs/operating/capacity.md");
  private static final Path MEASURED = Path.of("../docs/performance.md");
  private static final int PERCENT = 20;

  /// A line of a table whose last cell names a row of what was measured.
  private static final Pattern LINE = Pattern.compile("(?m)^\\|[^|]+\\|(.*)\\| `([a-z-]+)` \\|$");

  private static final Pattern BUYERS = Pattern.compile("(?m)^\\| (\\d+) \\| ([\\d,]+) \\|$");
  /// What a line of the results says, without its name and unit.
  private static final Pattern VALUE = Pattern.compile("(?m)^\\|[^|]+\\| ([\\d,.]+) \\|");

  private static final Pattern NUMBER = Pattern.compile("\\d[\\d,]*(?:\\.\\d+)?");

  @Test
  void everyFigureIsOneOfItsRow() throws IOException {
    List<MatchResult> lines = LINE.matcher(Files.readString(PAGE)).results().toList();
    assertThat(lines).hasSizeGreaterThan(10);
    for (MatchResult line : lines) {
      List<Double> measured =
          VALUE
              .matcher(figures(line.group(2)))
              .results()
              .flatMap(value -> numbers(value.group(1)).stream())
              .toList();
      assertThat(numbers(line.group(1)))
          .as(line.group())
          .isNotEmpty()
          .allSatisfy(
              figure ->
                  assertThat(measured)
                      .anySatisfy(
                          value -> assertThat(figure).isCloseTo(value, withinPercentage(PERCENT))));
    }
  }

  @Test
  void theBuyersAMinuteAreThoseOfTheirCost() throws IOException {
    String confirm = figures("confirm");
    double request = figure(confirm, "CPU of the service") + figure(confirm, "CPU of PostgreSQL");
    List<MatchResult> lines = BUYERS.matcher(Files.readString(PAGE)).results().toList();
    assertThat(lines).hasSizeGreaterThan(2);
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(numbers(line.group(2)).getFirst())
                    .isCloseTo(
                        Double.parseDouble(line.group(1)) / 2 * 60_000_000 / (2 * request),
                        withinPercentage(PERCENT)));
  }

  /// What was measured in a row, as its section of the page has it.
  private static String figures(String row) throws IOException {
    String page = Files.readString(MEASURED);
    int start = page.indexOf("### `" + row + "`");
    assertThat(start).as(row).isNotNegative();
    return page.substring(start, page.indexOf("\n#", start + 1));
  }

  private static double figure(String figures, String name) {
    var line = Pattern.compile(quote("| " + name + " | ") + "([^|]+)").matcher(figures);
    assertThat(line.find()).as(name).isTrue();
    return numbers(line.group(1)).getFirst();
  }

  private static List<Double> numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .map(number -> Double.valueOf(number.group().replace(",", "")))
        .toList();
  }
}
