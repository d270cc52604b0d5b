package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.ArrayList;
import java.util.List;

/// How fast a node is from the moment at which it is ready, with and without a warm-up before.
final class FirstMinute {
  private FirstMinute() {}

  /// Holds of one stretch of time.
  ///
  /// @param micros of CPU time of the service, each
  private record Holds(double perSecond, double micros) {}

  /// What was seen of one node.
  ///
  /// @param seconds from its start until it was ready
  /// @param late after full load for long
  private record Seen(double seconds, Holds atOnce, Holds late) {
    double ratio() {
      return atOnce.perSecond / late.perSecond;
    }
  }

  static Row.Result measure(Lab lab, Plan plan) {
    int port = Service.freePort();
    try (LoadProcess load = lab.newLoad("fresh-node", port)) {
      // The load generator is compiled by then, and the database has the pages in memory.
      node(lab, plan, load, port, /* warmsUp= */ false);
      var sides =
          Sides.alternate(
              plan.pairs(),
              () -> node(lab, plan, load, port, /* warmsUp= */ true),
              () -> node(lab, plan, load, port, /* warmsUp= */ false));
      List<Figure> figures = new ArrayList<>(figures("", sides.ours()));
      figures.addAll(figures("without warm-up: ", sides.theirs()));
      return new Row.Result(sides.ours(Seen::ratio), true, figures, List.of(), "");
    }
  }

  private static List<Figure> figures(String side, List<Seen> seen) {
    return List.of(
        new Figure(side + "ready after", Sides.median(seen, Seen::seconds), "s"),
        new Figure(side + "at once", Sides.median(seen, node -> node.atOnce.perSecond), "holds/s"),
        new Figure(side + "later", Sides.median(seen, node -> node.late.perSecond), "holds/s"),
        new Figure(side + "ratio", Sides.median(seen, Seen::ratio), "×"),
        new Figure(
            side + "service's CPU at once",
            Sides.median(seen, node -> node.atOnce.micros),
            "µs/hold"),
        new Figure(
            side + "service's CPU later", Sides.median(seen, node -> node.late.micros), "µs/hold"));
  }

  private static Seen node(Lab lab, Plan plan, LoadProcess load, int port, boolean warmsUp) {
    // All by another node, so that nothing is asked of this one before.
    List<String> first = lab.newEvents(plan.events(), Jobs.SEATS);
    lab.settle();
    long start = System.nanoTime();
    try (Service node = lab.freshNode(port, warmsUp, List.of())) {
      long ready = System.nanoTime();
      Holds atOnce = holds(plan, load, node, first);
      Holds late;
      do {
        late = holds(plan, load, node, lab.newEvents(plan.events(), Jobs.SEATS));
      } while (System.nanoTime() - ready < plan.lateSeconds() * 1e9);
      return new Seen((ready - start) / 1e9, atOnce, late);
    }
  }

  private static Holds holds(Plan plan, LoadProcess load, Service node, List<String> events) {
    Job job = Jobs.place(plan, events, Jobs.SEATS, Jobs.CLOSED_LOOP).lasting(0, plan.seconds());
    double[] cpu = new double[2];
    Measured measured =
        load.run(
            job,
            () -> cpu[0] = Cpu.ofProcess(node.pid()),
            () -> cpu[1] = Cpu.ofProcess(node.pid()));
    if (measured.unexpected() > 0) {
      throw new IllegalStateException("a hold failed: " + measured.example());
    }
    // None at all is possible in a short time on a busy machine.
    double answered = Math.max(1, measured.answered());
    return new Holds(measured.perSecond(), (cpu[1] - cpu[0]) * 1e6 / answered);
  }
}
