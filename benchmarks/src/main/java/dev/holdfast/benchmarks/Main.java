package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Plan;
import dev.holdfast.benchmarks.load.Targets;
import dev.holdfast.benchmarks.report.Machine;
import dev.holdfast.benchmarks.report.Page;
import dev.holdfast.benchmarks.report.Results;
import dev.holdfast.benchmarks.textbook.RedisServers;
import dev.holdfast.benchmarks.textbook.TextbookBench;
import dev.holdfast.benchmarks.textbook.TextbookResult;
import dev.holdfast.local.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Measures and writes the page, as `./holdfast bench` does.
public final class Main {
  /// The row for all the ways of holding seats that the textbooks name.
  private static final String TEXTBOOK = "textbook";

  private static final List<String> SERVICE_OPTIONS =
      List.of("-XX:+UseParallelGC", "-Xmx1g", "-Xmn200m");

  private Main() {}

  /// What is asked for.
  ///
  /// @param root the repository's folder
  /// @param rows keys of targets, and [#TEXTBOOK]
  private record Options(Path root, Path out, Plan plan, Set<String> rows) {}

  /// Measures what the arguments ask for.
  ///
  /// @param args the repository's folder, the folder for the page, and then `--short`, `--pairs N`
  /// and `--only` with keys of rows, separated by commas, each at most once
  public static void main(String[] args) {
    // Figures look the same wherever they are measured.
    Locale.setDefault(Locale.ROOT);
    Options options;
    try {
      options = options(args);
    } catch (IllegalArgumentException e) {
      System.err.println("holdfast: " + e.getMessage());
      System.exit(2);
      return;
    }
    if (options.plan().isShort()) {
      System.out.println("holdfast: " + Plan.TOO_SHORT);
    }
    Results results = measure(options);
    Page.write(results, options.out());
    System.out.println("holdfast: the page is " + options.out().resolve("performance.md"));
  }

  private static Options options(String[] args) {
    Plan plan = Plan.FULL;
    List<String> all = Stream.concat(Targets.keys().stream(), Stream.of(TEXTBOOK)).toList();
    Set<String> rows = new LinkedHashSet<>(all);
    for (int i = 2; i < args.length; i++) {
      switch (args[i]) {
        case "--short" -> plan = Plan.SHORT;
        case "--pairs" -> plan = plan.withPairs(Integer.parseInt(args[++i]));
        case "--only" -> rows = new LinkedHashSet<>(List.of(args[++i].split(",", -1)));
        default ->
            throw new IllegalArgumentException(
                args[i] + ": unknown (expected: --short, --pairs N, --only ROWS)");
      }
    }
    for (String row : rows) {
      if (!all.contains(row)) {
        throw new IllegalArgumentException(
            "--only %s: no such row (expected: %s)".formatted(row, String.join(", ", all)));
      }
    }
    return new Options(Path.of(args[0]), Path.of(args[1]), plan, rows);
  }

  private static Results measure(Options options) {
    String given = System.getenv("HOLDFAST_BENCH_SERVICE_OPTIONS");
    List<String> service = given == null ? SERVICE_OPTIONS : List.of(given.split(" +", -1));
    Targets.Outcome targets =
        Targets.measure(
            options.plan(),
            options.rows(),
            options.root().resolve("bootstrap/target/quarkus-app/quarkus-run.jar"),
            service,
            options.root().resolve("target/bench"),
            Main::tell);
    return new Results(
        Machine.here(),
        service,
        options.plan(),
        targets.disturbance(),
        targets.findings(),
        options.rows().contains(TEXTBOOK) ? textbook(options) : List.of());
  }

  private static List<TextbookResult> textbook(Options options) {
    long seed = System.nanoTime();
    try (EmbeddedPostgres server = EmbeddedPostgres.temporary();
        RedisServers redis = RedisServers.start()) {
      return TextbookBench.run(
          options.plan().isShort()
              ? dev.holdfast.benchmarks.textbook.Plan.brief(seed)
              : dev.holdfast.benchmarks.textbook.Plan.full(seed),
          server,
          redis,
          progress -> System.out.println("  " + progress));
    }
  }

  private static void tell(Finding finding) {
    System.out.printf(
        "  %-10s %-8s %s%n",
        finding.key(),
        finding.verdict(),
        finding.ratio() == null ? finding.note() : "%.2f ×".formatted(finding.ratio()));
    for (Finding.Figure figure : finding.figures()) {
      System.out.printf("      %-34s %12.1f %s%n", figure.name(), figure.value(), figure.unit());
    }
  }
}
