package dev.holdfast.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Plan;
import dev.holdfast.benchmarks.textbook.TextbookReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes the page `performance.md`, its plots, and `performance.json`. What people have written
/// around the measured part of the page stays.
public final class Page {
  private static final String START = "<!-- measured: written by ./holdfast bench -->\n";
  private static final String END = "<!-- end of what was measured -->\n";

  private Page() {}

  /// Writes all into a folder.
  public static void write(Results results, Path folder) {
    try {
      Path images = folder.resolve("images");
      Files.createDirectories(images);
      Path page = folder.resolve("performance.md");
      String around = Files.exists(page) ? Files.readString(page) : template();
      int start = around.indexOf(START);
      int end = around.indexOf(END);
      if (start < 0 || end < start) {
        throw new IllegalStateException(
            "%s: no measured part (expected: the lines %s and %s)".formatted(page, START, END));
      }
      Files.writeString(
          page,
          around.substring(0, start) + START + "\n" + measured(results) + around.substring(end));
      Files.writeString(
          images.resolve("performance-targets.svg"), Plots.targets(results.targets()));
      for (Finding finding : results.targets()) {
        if (!finding.curves().isEmpty()) {
          Files.writeString(
              images.resolve(plot(finding)), Plots.latencies(finding.key(), finding.curves()));
        }
      }
      Files.writeString(
          folder.resolve("performance.json"),
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(results)
              + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String template() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(Page.class.getResourceAsStream("performance.md"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String measured(Results results) {
    return machine(results)
        + "\n## Targets\n\n"
        + "![How far each target is met](images/performance-targets.svg)\n\n"
        + "| | what | target | measured | |\n|---|---|---|---|---|\n"
        + results.targets().stream().map(Page::line).collect(Collectors.joining())
        + "\n"
        + whereTheTimeGoes(results.targets())
        + results.targets().stream().map(Page::section).collect(Collectors.joining())
        + (results.textbook().isEmpty()
            ? ""
            : "## Why not just …?\n\n[Choosing](concepts/choosing.md) says which way to choose.\n\n"
                + TextbookReport.markdown(results.textbook()));
  }

  private static String machine(Results results) {
    Machine machine = results.machine();
    return "%sMeasured on %d cores (%s), %s, %s, %s; %s of %d s each. Other programs used %.0f %% of the machine meanwhile. The service ran with `%s`.\n"
        .formatted(
            results.plan().isShort() ? Plan.TOO_SHORT + ".\n\n" : "",
            machine.cores(),
            machine.processor(),
            machine.memory() == 0
                ? "memory unknown"
                : "%d GiB of memory".formatted(Math.round(machine.memory() / 1024.0)),
            machine.system(),
            machine.java(),
            pairs(results.plan().pairs()),
            results.plan().seconds(),
            100 * results.disturbance(),
            String.join(" ", results.serviceOptions()));
  }

  private static String pairs(int pairs) {
    return pairs == 1 ? "one pair" : "medians of %d alternating pairs".formatted(pairs);
  }

  /// The CPU time of each process, of the rows that tell it.
  private static String whereTheTimeGoes(List<Finding> findings) {
    String lines =
        findings.stream()
            .filter(finding -> cpu(finding, Finding.SERVICE_CPU).isPresent())
            .map(
                finding ->
                    "| `%s` | %s |\n"
                        .formatted(
                            finding.key(),
                            Finding.CPU.stream()
                                .map(name -> cpu(finding, name).map(Page::value).orElse(""))
                                .collect(Collectors.joining(" | "))))
            .collect(Collectors.joining());
    return lines.isEmpty()
        ? ""
        : """
          ## Where the time goes

          CPU time of each process in µs, for one hold, refusal, request, answer or frame. What a core \
          has is 1,000,000 µs a second.

          | | service | PostgreSQL | Redis | load generator |
          |---|--:|--:|--:|--:|
          """
            + lines
            + "\n";
  }

  private static Optional<Finding.Figure> cpu(Finding finding, String name) {
    return finding.figures().stream().filter(figure -> figure.name().equals(name)).findFirst();
  }

  private static String line(Finding finding) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            finding.key(),
            finding.what(),
            finding.target(),
            ratio(finding),
            finding.verdict() == Finding.Verdict.MISSED ? "**missed**" : verdict(finding));
  }

  static String ratio(Finding finding) {
    Double ratio = finding.ratio();
    return ratio == null ? "" : "%.2f ×".formatted(ratio);
  }

  static String verdict(Finding finding) {
    return switch (finding.verdict()) {
      case MET -> "met";
      case MISSED -> "missed";
      case RAN -> "ran";
      case SKIPPED -> "skipped";
      case FAILED -> "failed";
    };
  }

  private static String section(Finding finding) {
    StringBuilder text = new StringBuilder("### `" + finding.key() + "`\n\n");
    text.append(capitalised(finding.what())).append(".");
    if (!finding.note().isEmpty()) {
      boolean measured = finding.ratio() != null;
      text.append(measured ? " " : " " + capitalised(verdict(finding)) + ": ")
          .append(measured ? capitalised(finding.note()) + "." : quoted(finding.note()));
    }
    text.append("\n\n");
    if (!finding.figures().isEmpty()) {
      text.append("| | | |\n|---|--:|---|\n");
      finding.figures().forEach(figure -> text.append(figure(figure)));
      text.append("\n");
    }
    if (!finding.curves().isEmpty()) {
      text.append("![Latencies by percentile](images/%s)\n\n".formatted(plot(finding)));
    }
    return text.toString();
  }

  /// The first line of an error, as code.
  private static String quoted(String note) {
    List<String> lines = note.lines().toList();
    return "`" + lines.getFirst().replace('`', '\'') + "`";
  }

  private static String figure(Finding.Figure figure) {
    return "| %s | %s | %s |\n".formatted(figure.name(), value(figure), figure.unit());
  }

  private static String value(Finding.Figure figure) {
    double value = figure.value();
    return (value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f").formatted(value);
  }

  private static String plot(Finding finding) {
    return "performance-" + finding.key() + ".svg";
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
