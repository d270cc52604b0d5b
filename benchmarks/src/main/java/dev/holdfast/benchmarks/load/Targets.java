package dev.holdfast.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Measures the targets.
public final class Targets {
  private Targets() {}

  /// The keys of all rows, in their order.
  public static List<String> keys() {
    return Rows.all(Plan.FULL, Path.of("")).stream().map(Row::key).toList();
  }

  /// What was found out about the targets.
  ///
  /// @param disturbance the share of the machine that programs used which have nothing to do with
  /// what was measured, 0 to 1
  public record Outcome(List<Finding> findings, double disturbance) {}

  /// Measures the rows with these keys.
  ///
  /// @param runnable the package's `quarkus-run.jar`
  /// @param serviceOptions of the service's JVM
  /// @param folder for logs and whatever else is needed on disk
  /// @param each is told every row as it is found
  public static Outcome measure(
      Plan plan,
      Set<String> keys,
      Path runnable,
      List<String> serviceOptions,
      Path folder,
      Consumer<Finding> each) {
    List<Row> rows =
        Rows.all(plan, folder).stream().filter(row -> keys.contains(row.key())).toList();
    if (rows.isEmpty()) {
      return new Outcome(List.of(), 0);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Finding> findings = new ArrayList<>();
    try (Lab lab = Lab.open(runnable, serviceOptions, folder)) {
      long start = System.nanoTime();
      double others = lab.othersCpu();
      Rows.warmUp(lab, plan);
      for (Row row : rows) {
        Finding finding = row.find(lab, plan);
        each.accept(finding);
        findings.add(finding);
      }
      double cores = Runtime.getRuntime().availableProcessors();
      double available = cores * (System.nanoTime() - start) / 1e9;
      return new Outcome(findings, Math.clamp((lab.othersCpu() - others) / available, 0, 1));
    }
  }
}
