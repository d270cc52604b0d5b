package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;

/// Holds in Redis against holds in PostgreSQL, each by a service of its own.
final class AgainstPostgres {
  private static final double MOST_OF_THE_WRITES = 0.05;

  private AgainstPostgres() {}

  /// What was measured, and how many rows the database wrote for each hold.
  private record Holds(Reading reading, double rows) {
    double perSecond() {
      return reading.perSecond();
    }
  }

  static Row.Result measure(Lab postgres, Plan plan) {
    Lab redis = postgres.withRedis(plan);
    var sides =
        Sides.alternate(plan.pairs(), () -> holds(redis, plan), () -> holds(postgres, plan));
    List<Reading> ours = sides.ours().stream().map(Holds::reading).toList();
    List<Reading> theirs = sides.theirs().stream().map(Holds::reading).toList();
    double writes = sides.ratio(Holds::rows, Holds::rows);
    return new Row.Result(
        sides.ratio(Holds::perSecond, Holds::perSecond),
        writes < MOST_OF_THE_WRITES,
        List.of(
            new Figure("holds", Sides.median(ours, Reading::perSecond), "/s"),
            new Figure("hold p50", Sides.median(ours, Reading::p50), "ms"),
            new Figure("hold p99", Sides.median(ours, Reading::p99), "ms"),
            new Figure(Finding.SERVICE_CPU, Sides.median(ours, Reading::serviceMicros), "µs/hold"),
            new Figure(
                Finding.DATABASE_CPU, Sides.median(ours, Reading::databaseMicros), "µs/hold"),
            new Figure(Finding.REDIS_CPU, Sides.median(ours, Reading::redisMicros), "µs/hold"),
            new Figure(
                Finding.GENERATOR_CPU, Sides.median(ours, Reading::generatorMicros), "µs/hold"),
            new Figure("rows written by the database", sides.ours(Holds::rows), "/hold"),
            new Figure("in PostgreSQL: holds", Sides.median(theirs, Reading::perSecond), "/s"),
            new Figure("in PostgreSQL: hold p50", Sides.median(theirs, Reading::p50), "ms"),
            new Figure("in PostgreSQL: hold p99", Sides.median(theirs, Reading::p99), "ms"),
            new Figure("in PostgreSQL: rows written", sides.theirs(Holds::rows), "/hold"),
            new Figure("share of the writes", 100 * writes, "%")),
        List.of(
            Sides.curve("holds in Redis", ours, 0), Sides.curve("holds in PostgreSQL", theirs, 0)),
        "rows are counted from the first hold to the last, also of those before measuring starts");
  }

  private static Holds holds(Lab lab, Plan plan) {
    List<String> fresh = lab.newEvents(plan.events(), Jobs.SEATS);
    lab.settle();
    long before = lab.rowsWritten();
    Reading reading = lab.run(Jobs.place(plan, fresh, Jobs.SEATS, Jobs.CLOSED_LOOP));
    double rows = lab.rowsWritten() - before;
    return new Holds(reading, rows / reading.measured().answered());
  }
}
