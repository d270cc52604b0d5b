package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// How long a node takes from its start until it is ready, and how much memory it has, with and
/// without the AOT cache.
final class Starting {
  private static final double KIB_PER_MIB = 1024;
  private static final double BYTES_PER_MIB = 1024 * 1024;

  private Starting() {}

  /// What was seen of one node.
  ///
  /// @param seconds from its start until it was ready
  /// @param cpu seconds of CPU time until then
  /// @param idle MiB in memory then
  /// @param loaded MiB in memory after holds at full load
  private record Seen(double seconds, double cpu, double idle, double loaded) {}

  static Row.Result measure(Lab lab, Plan plan) throws IOException {
    Path cache = lab.aotCache();
    List<String> withCache = List.of("-XX:AOTCache=" + cache);
    int port = Service.freePort();
    try (LoadProcess load = lab.newLoad("starting-node", port)) {
      node(lab, plan, load, port, List.of());
      var sides =
          Sides.alternate(
              plan.pairs(),
              () -> node(lab, plan, load, port, withCache),
              () -> node(lab, plan, load, port, List.of()));
      List<Figure> figures = new ArrayList<>(figures("", sides.ours()));
      figures.addAll(figures("without the cache: ", sides.theirs()));
      figures.add(new Figure("AOT cache", Files.size(cache) / BYTES_PER_MIB, "MiB"));
      return new Row.Result(
          sides.ratio(Seen::seconds, Seen::seconds), true, figures, List.of(), "");
    }
  }

  private static List<Figure> figures(String side, List<Seen> seen) {
    return List.of(
        new Figure(side + "ready after", Sides.median(seen, Seen::seconds), "s"),
        new Figure(side + "CPU until ready", Sides.median(seen, Seen::cpu), "s"),
        new Figure(side + "memory when ready", Sides.median(seen, Seen::idle), "MiB"),
        new Figure(side + "memory under load", Sides.median(seen, Seen::loaded), "MiB"));
  }

  private static Seen node(Lab lab, Plan plan, LoadProcess load, int port, List<String> options) {
    List<String> events = lab.newEvents(plan.events(), Jobs.SEATS);
    lab.settle();
    long start = System.nanoTime();
    try (Service node = lab.freshNode(port, /* warmsUp= */ false, options)) {
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpu = Cpu.ofProcess(node.pid());
      double idle = resident(node.pid());
      Job job = Jobs.place(plan, events, Jobs.SEATS, Jobs.CLOSED_LOOP).lasting(0, plan.seconds());
      Measured measured = load.run(job, () -> {}, () -> {});
      if (measured.unexpected() > 0) {
        throw new IllegalStateException("a hold failed: " + measured.example());
      }
      return new Seen(seconds, cpu, idle, resident(node.pid()));
    }
  }

  /// MiB of a process in memory; 0 where there is no `/proc`.
  private static double resident(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KIB_PER_MIB)
          .sum();
    } catch (IOException _) {
      return 0;
    }
  }
}
