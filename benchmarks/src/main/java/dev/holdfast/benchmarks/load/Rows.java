package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// All rows, in the order in which they are measured.
final class Rows {
  static final int CONNECTIONS = 256;

  private static final int MANY_EVENTS = 20;
  private static final int SEATS = 10_000;
  private static final int SEATS_OF_A_HOT_EVENT = 100_000;
  private static final String NOTHING = "GET /api/v1 HTTP/1.1\r\nHost: holdfast\r\n\r\n";

  private final Path folder;

  /// @param folder for what rows need on disk
  Rows(Path folder) {
    this.folder = folder;
  }

  List<Row> all() {
    return List.of(
        new Row(
            "holds",
            "durable holds of 2 seats over HTTP, 256 connections, 20 events",
            "≥ 2.0 × `pgbench` making the same claims with 32 clients",
            (lab, plan) -> holds(lab, plan, MANY_EVENTS, SEATS)),
        new Row(
            "hot",
            "the same on one hot event",
            "≥ 2.0 × `pgbench` likewise",
            (lab, plan) -> holds(lab, plan, 1, SEATS_OF_A_HOT_EVENT)),
        new Row(
            "refused",
            "refusing holds of taken seats, 256 connections",
            "≥ 0.5 × a do-nothing call, and no WAL written",
            this::refused));
  }

  /// Exercises what all rows use until it is compiled.
  static void warmUp(Lab lab, Plan plan) {
    int parts = Math.max(1, plan.warmUp() / 5);
    for (int i = 0; i < parts; i++) {
      double seconds = (double) plan.warmUp() / parts;
      lab.run(place(lab.newEvents(MANY_EVENTS, SEATS), SEATS, 0, seconds * 0.7));
      lab.run(nothing(0, seconds * 0.3));
    }
  }

  private static Job place(List<String> events, int seats, double settle, double seconds) {
    return new Job(
        new Job.Place(new Job.Seats(events, 0, seats / 2)), CONNECTIONS, 0, settle, seconds);
  }

  private static Job nothing(double settle, double seconds) {
    return new Job(new Job.Repeat(List.of(NOTHING), 200), CONNECTIONS, 0, settle, seconds);
  }

  private Row.Result holds(Lab lab, Plan plan, int events, int seats) throws Row.Skipped {
    Pgbench pgbench;
    try {
      pgbench =
          Pgbench.prepare(PgbenchProgram.find(folder.resolve("pgbench")), lab.postgres(), folder);
    } catch (PgbenchProgram.Missing e) {
      throw new Row.Skipped(String.valueOf(e.getMessage()));
    }
    pgbench.run(events, 1);
    var sides =
        Sides.alternate(
            plan.pairs(),
            () -> {
              Job job = place(lab.newEvents(events, seats), seats, plan.settle(), plan.seconds());
              lab.settle();
              return lab.run(job);
            },
            () -> {
              lab.settle();
              return pgbench.run(events, plan.seconds());
            });
    double ratio = sides.ratio(Reading::perSecond, Pgbench.Claims::perSecond);
    return new Row.Result(
        ratio >= 2,
        ratio,
        List.of(
            new Figure("holds", sides.ours(Reading::perSecond), "/s"),
            new Figure(
                "hold p50", sides.ours(r -> r.measured().latencies().getFirst().millis(50)), "ms"),
            new Figure("hold p99", sides.ours(Reading::p99), "ms"),
            new Figure("service CPU", sides.ours(Reading::serviceMicros), "µs/hold"),
            new Figure("PostgreSQL CPU", sides.ours(Reading::databaseMicros), "µs/hold"),
            new Figure("load generator CPU", sides.ours(Reading::generatorMicros), "µs/hold"),
            new Figure(
                "WAL",
                sides.ours(r -> (double) r.walBytes() / r.measured().answered()),
                "bytes/hold"),
            new Figure("pgbench claims", sides.theirs(Pgbench.Claims::perSecond), "/s"),
            new Figure("pgbench mean latency", sides.theirs(Pgbench.Claims::latency), "ms"),
            new Figure(
                "PostgreSQL CPU under pgbench",
                sides.theirs(Pgbench.Claims::databaseMicros),
                "µs/claim"),
            new Figure(
                "pgbench's own CPU", sides.theirs(Pgbench.Claims::clientMicros), "µs/claim")),
        List.of(Sides.curve("hold", sides.ours(), 0)),
        "");
  }

  private Row.Result refused(Lab lab, Plan plan) {
    List<String> events = lab.newEvents(MANY_EVENTS, SEATS);
    int taken = 20;
    lab.prepare(new Job.Place(new Job.Seats(events, 0, taken)));
    List<String> requests =
        events.stream()
            .flatMap(
                event -> IntStream.range(0, taken).mapToObj(pair -> holdRequest(event, 2 * pair)))
            .toList();
    Job job = new Job(new Job.Repeat(requests, 409), CONNECTIONS, 0, plan.settle(), plan.seconds());
    Job nothing = nothing(plan.settle(), plan.seconds());
    lab.run(job);
    lab.settle();
    var sides = Sides.alternate(plan.pairs(), () -> lab.run(job), () -> lab.run(nothing));
    double ratio = sides.ratio(Reading::perSecond, Reading::perSecond);
    double wal = sides.ours(r -> (double) r.walBytes() / r.measured().answered());
    return new Row.Result(
        ratio >= 0.5 && wal < 1,
        ratio,
        List.of(
            new Figure("refusals", sides.ours(Reading::perSecond), "/s"),
            new Figure("refusal p99", sides.ours(Reading::p99), "ms"),
            new Figure("WAL", wal, "bytes/refusal"),
            new Figure("service CPU", sides.ours(Reading::serviceMicros), "µs/refusal"),
            new Figure("PostgreSQL CPU", sides.ours(Reading::databaseMicros), "µs/refusal"),
            new Figure("load generator CPU", sides.ours(Reading::generatorMicros), "µs/refusal"),
            new Figure("do-nothing", sides.theirs(Reading::perSecond), "/s"),
            new Figure("do-nothing p99", sides.theirs(Reading::p99), "ms"),
            new Figure("service CPU", sides.theirs(Reading::serviceMicros), "µs/do-nothing")),
        List.of(
            Sides.curve("refused hold", sides.ours(), 0),
            Sides.curve("do-nothing", sides.theirs(), 0)),
        "");
  }

  private static String holdRequest(String event, int seat) {
    String body =
        "{\"seats\":[\"%s\",\"%s\"]}".formatted(Job.Seats.name(seat), Job.Seats.name(seat + 1));
    return "POST /api/v1/events/%s/holds HTTP/1.1\r\nHost: holdfast\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(event, body.length(), body);
  }
}
