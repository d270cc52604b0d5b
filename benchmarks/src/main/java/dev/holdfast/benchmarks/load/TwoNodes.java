package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// One hot event, sold by two nodes over one database, against the same by one of them.
final class TwoNodes {
  static final int CLIENTS_OF_EACH = 4;

  private static final int PAIRS_OF_EACH = AgainstPgbench.SEATS_OF_A_HOT_EVENT / 4;

  private TwoNodes() {}

  /// What both load generators measured.
  ///
  /// @param first with what the first node and PostgreSQL used
  /// @param second with what the second node used
  private record Holds(Reading first, Reading second) {
    double perSecond() {
      return first.perSecond() + second.perSecond();
    }

    /// Of the worse half.
    double p50() {
      return Math.max(first.p50(), second.p50());
    }

    double p99() {
      return Math.max(first.p99(), second.p99());
    }

    double serviceMicros() {
      return micros(first.cpu().service() + second.cpu().service());
    }

    double databaseMicros() {
      return micros(first.cpu().database());
    }

    private double micros(double seconds) {
      return seconds
          * 1e6
          / Math.max(1, first.measured().answered() + second.measured().answered());
    }
  }

  static Row.Result measure(Lab lab, Plan plan) {
    int port = Service.freePort();
    // A generator for each half of the clients on both sides, so that both cost the same.
    try (Service node = lab.freshNode(port, /* warmsUp= */ true, List.of());
        LoadProcess toBoth = lab.newLoad("second-node", port);
        LoadProcess toOne = lab.newLoad("first-node")) {
      List<String> events = lab.newEvents(plan.events(), Jobs.SEATS);
      Job warmUp = Jobs.place(plan, events, Jobs.SEATS, Jobs.CLOSED_LOOP);
      toBoth.run(warmUp.lasting(0, plan.warmUp()), () -> {}, () -> {});
      holds(lab, plan, node, toBoth);
      var sides =
          Sides.alternate(
              plan.pairs(),
              () -> holds(lab, plan, node, toBoth),
              () -> holds(lab, plan, node, toOne));
      return new Row.Result(
          sides.ratio(Holds::perSecond, Holds::perSecond),
          true,
          List.of(
              new Figure("holds", sides.ours(Holds::perSecond), "/s"),
              new Figure("hold p50", sides.ours(Holds::p50), "ms"),
              new Figure("hold p99", sides.ours(Holds::p99), "ms"),
              new Figure("CPU of both services", sides.ours(Holds::serviceMicros), "µs/hold"),
              new Figure("CPU of PostgreSQL", sides.ours(Holds::databaseMicros), "µs/hold"),
              new Figure("on one node: holds", sides.theirs(Holds::perSecond), "/s"),
              new Figure("on one node: hold p50", sides.theirs(Holds::p50), "ms"),
              new Figure("on one node: hold p99", sides.theirs(Holds::p99), "ms"),
              new Figure(
                  "on one node: CPU of the services",
                  sides.theirs(Holds::serviceMicros),
                  "µs/hold"),
              new Figure(
                  "on one node: CPU of PostgreSQL",
                  sides.theirs(Holds::databaseMicros),
                  "µs/hold")),
          List.of(),
          "p50 and p99 are those of the half of the clients that waits longer");
    }
  }

  /// @param second the generator of the second half of the clients
  private static Holds holds(Lab lab, Plan plan, Service node, LoadProcess second) {
    List<String> event = lab.newEvents(1, AgainstPgbench.SEATS_OF_A_HOT_EVENT);
    lab.settle();
    double[] cpu = new double[2];
    CompletableFuture<Measured> running =
        CompletableFuture.supplyAsync(
            () ->
                second.run(
                    job(plan, event, PAIRS_OF_EACH),
                    () -> cpu[0] = Cpu.ofProcess(node.pid()),
                    () -> cpu[1] = Cpu.ofProcess(node.pid())));
    Reading first = lab.run(job(plan, event, 0));
    Measured measured = running.join();
    var used = new Reading.Used(cpu[1] - cpu[0], 0, 0, 0);
    return new Holds(first, new Reading(measured, used, 0).sound());
  }

  private static Job job(Plan plan, List<String> event, int firstPair) {
    return new Job(
        new Job.Place(new Job.Seats(event, firstPair, PAIRS_OF_EACH)),
        CLIENTS_OF_EACH,
        Jobs.CLOSED_LOOP,
        plan.settle(),
        plan.seconds());
  }
}
