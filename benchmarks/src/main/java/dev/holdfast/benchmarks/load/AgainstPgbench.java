package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.nio.file.Path;
import java.util.List;

/// Durable holds over HTTP against the same claims made by `pgbench`.
final class AgainstPgbench {
  private static final int SEATS_OF_A_HOT_EVENT = 100_000;

  /// On a busy machine `pgbench` may need a second to connect, which it counts as time.
  private static final int LEAST_SECONDS = 2;

  private AgainstPgbench() {}

  static Row.Result manyEvents(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    return measure(lab, plan, folder, plan.events(), Jobs.SEATS);
  }

  static Row.Result hotEvent(Lab lab, Plan plan, Path folder) throws Row.Skipped {
    return measure(lab, plan, folder, 1, SEATS_OF_A_HOT_EVENT);
  }

  private static Row.Result measure(Lab lab, Plan plan, Path folder, int events, int seats)
      throws Row.Skipped {
    Pgbench pgbench;
    try {
      PgbenchProgram program = PgbenchProgram.find(folder.resolve("pgbench"));
      pgbench = Pgbench.prepare(program, lab.postgres(), folder);
    } catch (PgbenchProgram.Missing e) {
      throw new Row.Skipped(String.valueOf(e.getMessage()));
    }
    pgbench.run(events, LEAST_SECONDS);
    var sides =
        Sides.alternate(
            plan.pairs(),
            () -> {
              // Fresh events each time, so that there are seats enough.
              List<String> fresh = lab.newEvents(events, seats);
              Job job = Jobs.place(plan, fresh, seats, Jobs.CLOSED_LOOP);
              lab.settle();
              return lab.run(job);
            },
            () -> {
              lab.settle();
              return pgbench.run(events, Math.max(LEAST_SECONDS, plan.seconds()));
            });
    return new Row.Result(
        sides.ratio(Reading::perSecond, Pgbench.Claims::perSecond),
        true,
        List.of(
            new Figure("holds", sides.ours(Reading::perSecond), "/s"),
            new Figure("hold p50", sides.ours(Reading::p50), "ms"),
            new Figure("hold p99", sides.ours(Reading::p99), "ms"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/hold"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/hold"),
            new Figure(Finding.GENERATOR_CPU, sides.ours(Reading::generatorMicros), "µs/hold"),
            new Figure("WAL", sides.ours(Reading::walBytesEach), "bytes/hold"),
            new Figure("pgbench: claims", sides.theirs(Pgbench.Claims::perSecond), "/s"),
            new Figure("pgbench: mean latency", sides.theirs(Pgbench.Claims::latency), "ms"),
            new Figure(
                "pgbench: CPU of PostgreSQL",
                sides.theirs(Pgbench.Claims::databaseMicros),
                "µs/claim"),
            new Figure(
                "pgbench: its own CPU", sides.theirs(Pgbench.Claims::clientMicros), "µs/claim")),
        List.of(Sides.curve("hold", sides.ours(), 0)),
        "the rival is " + pgbench.version());
  }
}
