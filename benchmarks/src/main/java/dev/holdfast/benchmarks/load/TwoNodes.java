package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.nio.file.Path;
import java.util.List;

/// One hot event, sold through a balancer by two nodes over one database, against the same by one
/// of them.
final class TwoNodes {
  static final int CLIENTS = 8;

  private TwoNodes() {}

  /// @param folder for the balancers' files
  static Row.Result measure(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    int port = Service.freePort();
    int first = lab.service().port();
    try (Service second = lab.freshNode(port, /* warmsUp= */ true, List.of());
        LoadProcess toSecond = lab.newLoad("second-node", port);
        Balancer two = Balancer.start(folder.resolve("two-nodes"), List.of(first, port));
        Balancer one = Balancer.start(folder.resolve("one-node"), List.of(first));
        LoadProcess toTwo = lab.newLoad("two-nodes", two.port());
        LoadProcess toOne = lab.newLoad("one-node", one.port())) {
      List<String> events = lab.newEvents(plan.events(), Jobs.SEATS);
      Job warmUp = Jobs.place(plan, events, Jobs.SEATS, Jobs.CLOSED_LOOP);
      toSecond.run(warmUp.lasting(0, plan.warmUp()), () -> {}, () -> {});
      holds(lab, plan, second, toTwo);
      var sides =
          Sides.alternate(
              plan.pairs(),
              () -> holds(lab, plan, second, toTwo),
              () -> holds(lab, plan, second, toOne));
      return new Row.Result(
          sides.ratio(Reading::perSecond, Reading::perSecond),
          true,
          List.of(
              new Figure("holds", sides.ours(Reading::perSecond), "/s"),
              new Figure("hold p50", sides.ours(Reading::p50), "ms"),
              new Figure("hold p99", sides.ours(Reading::p99), "ms"),
              new Figure("CPU of both services", sides.ours(Reading::serviceMicros), "µs/hold"),
              new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/hold"),
              new Figure("with one node: holds", sides.theirs(Reading::perSecond), "/s"),
              new Figure("with one node: hold p50", sides.theirs(Reading::p50), "ms"),
              new Figure("with one node: hold p99", sides.theirs(Reading::p99), "ms"),
              new Figure(
                  "with one node: CPU of both services",
                  sides.theirs(Reading::serviceMicros),
                  "µs/hold"),
              new Figure(
                  "with one node: CPU of PostgreSQL",
                  sides.theirs(Reading::databaseMicros),
                  "µs/hold")),
          List.of(),
          "nginx takes part on both sides");
    }
  }

  private static Reading holds(Lab lab, Plan plan, Service second, LoadProcess through) {
    List<String> event = lab.newEvents(1, AgainstPgbench.SEATS_OF_A_HOT_EVENT);
    Job job =
        Jobs.place(plan, event, AgainstPgbench.SEATS_OF_A_HOT_EVENT, Jobs.CLOSED_LOOP).by(CLIENTS);
    lab.settle();
    Reading.Used[] used = new Reading.Used[2];
    Measured measured =
        through.run(job, () -> used[0] = used(lab, second), () -> used[1] = used(lab, second));
    return new Reading(measured, used[1].since(used[0]), 0).sound();
  }

  private static Reading.Used used(Lab lab, Service second) {
    Reading.Used used = lab.used();
    return new Reading.Used(
        used.service() + Cpu.ofProcess(second.pid()), used.database(), 0, used.generator());
  }
}
