package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;
import java.util.stream.IntStream;

/// Calls against one that does nothing: what they cost beyond the way here and back.
final class AgainstNothing {
  private static final int TAKEN_PAIRS = 4;

  /// Of all processes, for each request of a hold that is confirmed.
  private static final double MOST_MICROS = 250;

  private AgainstNothing() {}

  static Row.Result refused(Lab lab, Plan plan) {
    List<String> events = takenSeats(lab, plan);
    List<String> requests =
        events.stream()
            .flatMap(
                event ->
                    IntStream.range(0, TAKEN_PAIRS).mapToObj(pair -> Jobs.hold(event, 2 * pair)))
            .toList();
    Job job = Jobs.repeat(plan, requests, 409);
    Job nothing = Jobs.nothing(plan, Jobs.CLOSED_LOOP);
    lab.run(job);
    lab.settle();
    var sides = Sides.alternate(plan.pairs(), () -> lab.run(job), () -> lab.run(nothing));
    // The smallest record of a log has 24 bytes, and the server writes one of its own now and then.
    double wal = sides.ours(Reading::walBytesEach);
    return new Row.Result(
        sides.ratio(Reading::perSecond, Reading::perSecond),
        wal < 1,
        List.of(
            new Figure("refusals", sides.ours(Reading::perSecond), "/s"),
            new Figure("refusal p99", sides.ours(Reading::p99), "ms"),
            new Figure("WAL", wal, "bytes/refusal"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/refusal"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/refusal"),
            new Figure(Finding.GENERATOR_CPU, sides.ours(Reading::generatorMicros), "µs/refusal"),
            new Figure("do-nothing", sides.theirs(Reading::perSecond), "/s"),
            new Figure("do-nothing p99", sides.theirs(Reading::p99), "ms"),
            new Figure(
                "do-nothing: CPU of the service", sides.theirs(Reading::serviceMicros), "µs/call")),
        List.of(
            Sides.curve("refused hold", sides.ours(), 0),
            Sides.curve("do-nothing", sides.theirs(), 0)),
        "");
  }

  static Row.Result confirmed(Lab lab, Plan plan) {
    Job nothing = Jobs.nothing(plan, plan.rate());
    var sides =
        Sides.alternate(
            plan.pairs(),
            () -> {
              List<String> fresh = lab.newEvents(plan.events(), Jobs.SEATS);
              lab.settle();
              return lab.run(Jobs.rounds(plan, fresh, Jobs.SEATS, Job.Ending.CONFIRM, plan.rate()));
            },
            () -> lab.run(nothing));
    long unanswered =
        sides.ours().stream().mapToLong(reading -> reading.measured().unanswered()).sum();
    return new Row.Result(
        sides.ratio(Reading::worseP99, Reading::p99),
        sides.ours(Reading::allMicros) <= MOST_MICROS,
        List.of(
            new Figure("hold p50", sides.ours(Reading::p50), "ms"),
            new Figure("hold p99", sides.ours(Reading::p99), "ms"),
            new Figure("confirm p99", sides.ours(Reading::secondP99), "ms"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/request"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/request"),
            new Figure(Finding.GENERATOR_CPU, sides.ours(Reading::generatorMicros), "µs/request"),
            new Figure("CPU of all processes", sides.ours(Reading::allMicros), "µs/request"),
            new Figure("do-nothing p50", sides.theirs(Reading::p50), "ms"),
            new Figure("do-nothing p99", sides.theirs(Reading::p99), "ms")),
        List.of(
            Sides.curve("hold", sides.ours(), 0),
            Sides.curve("confirm", sides.ours(), 1),
            Sides.curve("do-nothing", sides.theirs(), 0)),
        "the worse of holds and confirms counts"
            + (unanswered == 0
                ? ""
                : "; %d requests were not answered even 20 s after the end".formatted(unanswered)));
  }

  static Row.Result unchanged(Lab lab, Plan plan) {
    List<String> requests =
        takenSeats(lab, plan).stream()
            .map(
                event -> {
                  String path = "/api/v1/events/" + event + "/availability";
                  String etag = lab.service().get(path).header("ETag");
                  return Jobs.get(path, "If-None-Match: " + etag + "\r\n");
                })
            .toList();
    Job job = Jobs.repeat(plan, requests, 304);
    Job nothing = Jobs.nothing(plan, Jobs.CLOSED_LOOP);
    lab.run(job);
    // What the service asks of the database by itself, the sweep for one, is no part of it.
    double idle = accessesPerSecond(lab, () -> Pause.millis(1000L * plan.seconds()));
    double[] accesses = new double[1];
    var sides =
        Sides.alternate(
            plan.pairs(),
            () -> {
              Reading[] reading = new Reading[1];
              double busy = accessesPerSecond(lab, () -> reading[0] = lab.run(job));
              accesses[0] = Math.max(accesses[0], busy);
              return reading[0];
            },
            () -> lab.run(nothing));
    double each = Math.max(0, accesses[0] - idle) / sides.ours(Reading::perSecond);
    return new Row.Result(
        sides.ratio(Reading::perSecond, Reading::perSecond),
        each < 0.001,
        List.of(
            new Figure("304 answers", sides.ours(Reading::perSecond), "/s"),
            new Figure("304 p99", sides.ours(Reading::p99), "ms"),
            new Figure("database transactions", 1000 * each, "per 1,000 answers"),
            new Figure("database transactions while idle", idle, "/s"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/answer"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/answer"),
            new Figure("do-nothing", sides.theirs(Reading::perSecond), "/s"),
            new Figure("do-nothing p99", sides.theirs(Reading::p99), "ms"),
            new Figure(
                "do-nothing: CPU of the service", sides.theirs(Reading::serviceMicros), "µs/call")),
        List.of(Sides.curve("304", sides.ours(), 0), Sides.curve("do-nothing", sides.theirs(), 0)),
        "");
  }

  private static double accessesPerSecond(Lab lab, Runnable meanwhile) {
    long before = lab.transactions();
    long start = System.nanoTime();
    meanwhile.run();
    long after = lab.transactions();
    return (after - before) * 1e9 / (System.nanoTime() - start);
  }

  /// Events of which the first pairs of seats are held.
  private static List<String> takenSeats(Lab lab, Plan plan) {
    List<String> events = lab.newEvents(plan.events(), Jobs.SEATS);
    lab.prepare(new Job.Place(Job.Seats.of(events, 0, TAKEN_PAIRS)));
    return events;
  }
}
