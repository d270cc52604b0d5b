package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Durable holds over HTTP against claims made by `pgbench`.
final class AgainstPgbench {
  static final int SEATS_OF_A_HOT_EVENT = 100_000;

  /// On a busy machine `pgbench` may need a second to connect, which it counts as time.
  private static final int LEAST_SECONDS = 2;

  /// Of all processes, for each hold.
  private static final double MOST_MICROS = 75;

  private AgainstPgbench() {}

  static Row.Result manyEvents(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    Pgbench pgbench = Pgbench.prepare(Pgbench.CLAIMS, lab.postgres(), folder);
    var sides =
        alternate(
            lab,
            plan,
            pgbench,
            plan.events(),
            () -> holds(lab, plan, plan.events(), Jobs.SEATS, plan.connections()));
    return result(sides, sides.ours(Reading::allMicros) <= MOST_MICROS, pgbench);
  }

  static Row.Result hotEvent(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    return oneEvent(lab, plan, folder, Pgbench.CLAIMS, plan.connections());
  }

  static Row.Result oneClient(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    return oneEvent(lab, plan, folder, Pgbench.UNIQUE_KEY, 1);
  }

  static Row.Result sentByWrk(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    Wrk wrk = Wrk.find(folder);
    Pgbench pgbench = Pgbench.prepare(Pgbench.CLAIMS, lab.postgres(), folder);
    var sides = alternate(lab, plan, pgbench, plan.events(), () -> wrk.holds(lab, plan));
    return new Row.Result(
        sides.ratio(Wrk.Holds::perSecond, Pgbench.Claims::perSecond),
        true,
        Stream.concat(
                Stream.of(
                    new Figure("holds", sides.ours(Wrk.Holds::perSecond), "/s"),
                    new Figure("hold p50", sides.ours(Wrk.Holds::p50), "ms"),
                    new Figure("hold p99", sides.ours(Wrk.Holds::p99), "ms"),
                    new Figure(
                        Finding.SERVICE_CPU, sides.ours(Wrk.Holds::serviceMicros), "µs/hold"),
                    new Figure(
                        Finding.DATABASE_CPU, sides.ours(Wrk.Holds::databaseMicros), "µs/hold"),
                    new Figure(
                        Finding.GENERATOR_CPU, sides.ours(Wrk.Holds::generatorMicros), "µs/hold")),
                figures(sides))
            .toList(),
        List.of(),
        rival(pgbench));
  }

  private static Row.Result oneEvent(
      Lab lab, Plan plan, Path folder, Pgbench.Script script, int connections) throws Row.Skipped {
    Pgbench pgbench = Pgbench.prepare(script, lab.postgres(), folder);
    var sides =
        alternate(
            lab, plan, pgbench, 1, () -> holds(lab, plan, 1, SEATS_OF_A_HOT_EVENT, connections));
    return result(sides, true, pgbench);
  }

  private static <T> Sides<T, Pgbench.Claims> alternate(
      Lab lab, Plan plan, Pgbench pgbench, int events, Supplier<T> ours) {
    pgbench.run(events, LEAST_SECONDS);
    return Sides.alternate(
        plan.pairs(),
        ours,
        () -> {
          lab.settle();
          return pgbench.run(events, Math.max(LEAST_SECONDS, plan.seconds()));
        });
  }

  private static Reading holds(Lab lab, Plan plan, int events, int seats, int connections) {
    // Fresh events each time, so that there are seats enough.
    List<String> fresh = lab.newEvents(events, seats);
    Job job = Jobs.place(plan, fresh, seats, Jobs.CLOSED_LOOP).by(connections);
    lab.settle();
    return lab.run(job);
  }

  private static Row.Result result(
      Sides<Reading, Pgbench.Claims> sides, boolean otherwiseMet, Pgbench pgbench) {
    return new Row.Result(
        sides.ratio(Reading::perSecond, Pgbench.Claims::perSecond),
        otherwiseMet,
        Stream.concat(
                Stream.of(
                    new Figure("holds", sides.ours(Reading::perSecond), "/s"),
                    new Figure("hold p50", sides.ours(Reading::p50), "ms"),
                    new Figure("hold p99", sides.ours(Reading::p99), "ms"),
                    new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/hold"),
                    new Figure(
                        Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/hold"),
                    new Figure(
                        Finding.GENERATOR_CPU, sides.ours(Reading::generatorMicros), "µs/hold"),
                    new Figure("CPU of all processes", sides.ours(Reading::allMicros), "µs/hold"),
                    new Figure("WAL", sides.ours(Reading::walBytesEach), "bytes/hold")),
                figures(sides))
            .toList(),
        List.of(Sides.curve("hold", sides.ours(), 0)),
        rival(pgbench));
  }

  private static Stream<Figure> figures(Sides<?, Pgbench.Claims> sides) {
    return Stream.of(
        new Figure("pgbench: claims", sides.theirs(Pgbench.Claims::perSecond), "/s"),
        new Figure("pgbench: mean latency", sides.theirs(Pgbench.Claims::latency), "ms"),
        new Figure(
            "pgbench: CPU of PostgreSQL", sides.theirs(Pgbench.Claims::databaseMicros), "µs/claim"),
        new Figure("pgbench: its own CPU", sides.theirs(Pgbench.Claims::clientMicros), "µs/claim"));
  }

  private static String rival(Pgbench pgbench) {
    return "the rival is " + pgbench.version();
  }
}
