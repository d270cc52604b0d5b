package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;

/// Holds in Redis against holds in PostgreSQL, each by a service of its own.
final class AgainstPostgres {
  private static final double MOST_OF_THE_WRITES = 0.05;

  private AgainstPostgres() {}

  static Row.Result measure(Lab postgres, Plan plan) {
    Lab redis = postgres.withRedis(plan);
    var sides =
        Sides.alternate(plan.pairs(), () -> holds(redis, plan), () -> holds(postgres, plan));
    double writes = sides.ratio(Reading::walBytesEach, Reading::walBytesEach);
    return new Row.Result(
        sides.ratio(Reading::perSecond, Reading::perSecond),
        writes < MOST_OF_THE_WRITES,
        List.of(
            new Figure("holds", sides.ours(Reading::perSecond), "/s"),
            new Figure("hold p50", sides.ours(Reading::p50), "ms"),
            new Figure("hold p99", sides.ours(Reading::p99), "ms"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/hold"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/hold"),
            new Figure(Finding.REDIS_CPU, sides.ours(Reading::redisMicros), "µs/hold"),
            new Figure(Finding.GENERATOR_CPU, sides.ours(Reading::generatorMicros), "µs/hold"),
            new Figure("WAL of the database", sides.ours(Reading::walBytesEach), "bytes/hold"),
            new Figure("in PostgreSQL: holds", sides.theirs(Reading::perSecond), "/s"),
            new Figure("in PostgreSQL: hold p50", sides.theirs(Reading::p50), "ms"),
            new Figure("in PostgreSQL: hold p99", sides.theirs(Reading::p99), "ms"),
            new Figure("in PostgreSQL: WAL", sides.theirs(Reading::walBytesEach), "bytes/hold"),
            new Figure("share of the WAL", 100 * writes, "%")),
        List.of(
            Sides.curve("holds in Redis", sides.ours(), 0),
            Sides.curve("holds in PostgreSQL", sides.theirs(), 0)),
        "what the database writes is told by its write-ahead log");
  }

  private static Reading holds(Lab lab, Plan plan) {
    List<String> fresh = lab.newEvents(plan.events(), Jobs.SEATS);
    lab.settle();
    return lab.run(Jobs.place(plan, fresh, Jobs.SEATS, Jobs.CLOSED_LOOP));
  }
}
