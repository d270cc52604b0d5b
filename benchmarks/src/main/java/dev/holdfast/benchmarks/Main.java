package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.load.Finding;
import dev.holdfast.benchmarks.load.Plan;
import dev.holdfast.benchmarks.load.Targets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Measures, as `./holdfast bench` does.
public final class Main {
  private Main() {}

  /// Measures what the arguments ask for.
  ///
  /// @param args `--short`, `--only ROWS`, `--pairs N`, `--out DIR`, `--package JAR`
  public static void main(String[] args) {
    Plan plan = Plan.FULL;
    Set<String> keys = new LinkedHashSet<>(Targets.keys());
    Path out = Path.of("docs");
    Path runnable = Path.of("bootstrap", "target", "quarkus-app", "quarkus-run.jar");
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--short" -> plan = Plan.SHORT;
        case "--only" -> keys = Targets.chosen(List.of(args[++i].split(",", -1)));
        case "--pairs" -> plan = plan.withPairs(Integer.parseInt(args[++i]));
        case "--out" -> out = Path.of(args[++i]);
        case "--package" -> runnable = Path.of(args[++i]);
        default -> throw new IllegalArgumentException(args[i]);
      }
    }
    String options = System.getenv("HOLDFAST_BENCH_SERVICE_OPTIONS");
    Targets.measure(
        plan,
        keys,
        runnable,
        options == null ? List.of("-Xmx1g") : List.of(options.split(" +", -1)),
        Path.of("target", "bench"),
        Main::tell);
    System.out.println(out);
  }

  private static void tell(Finding finding) {
    System.out.printf(
        Locale.ROOT,
        "%-10s %-8s %s%n",
        finding.key(),
        finding.verdict(),
        finding.ratio() == null ? finding.note() : "%.2f ×".formatted(finding.ratio()));
    for (Finding.Figure figure : finding.figures()) {
      System.out.printf(
          Locale.ROOT, "    %-32s %12.1f %s%n", figure.name(), figure.value(), figure.unit());
    }
  }
}
