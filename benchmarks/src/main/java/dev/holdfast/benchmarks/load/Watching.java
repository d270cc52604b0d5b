package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Watchers of one event, and how soon they hear of its changes.
final class Watching {
  private static final double MOST_MILLIS = 500;
  private static final int CHANGES_PER_SECOND = 1;

  private static final double MOST_MILLIS_ELSEWHERE = 100;
  private static final int WATCHERS_ELSEWHERE = 20;

  /// Few enough that each has a frame of its own.
  private static final int CHANGES_PER_SECOND_ELSEWHERE = 4;

  /// The other buyers' requests are a tenth of those that the plan has where it names a rate.
  private static final int SHARE_OF_OTHERS = 10;

  /// How long the others go on at most.
  private static final double LONGEST_SECONDS = 600;

  private Watching() {}

  static Row.Result many(Lab lab, Plan plan) {
    Reading reading = watch(lab, plan, plan.watchers(), Job.Watch.WHERE_HELD, CHANGES_PER_SECOND);
    return result(
        reading,
        MOST_MILLIS,
        List.of(
            new Figure("watchers", plan.watchers(), ""),
            new Figure("frames", reading.perSecond(), "/s"),
            new Figure(Finding.SERVICE_CPU, reading.serviceMicros(), "µs/frame"),
            new Figure(Finding.GENERATOR_CPU, reading.generatorMicros(), "µs/frame")));
  }

  /// Watchers on one node, while seats are held by way of another, for others as well.
  static Row.Result elsewhere(Lab lab, Plan plan) {
    Lab redis = lab.withRedis(plan);
    int port = redis.neighbour().port();
    List<String> others = redis.newEvents(plan.events(), Jobs.SEATS);
    Job othersJob =
        Jobs.rounds(
            plan, others, Jobs.SEATS, Job.Ending.RELEASE, (double) plan.rate() / SHARE_OF_OTHERS);
    try (LoadProcess load = redis.newLoad("others")) {
      CompletableFuture<Measured> holding =
          CompletableFuture.supplyAsync(
              () -> load.run(othersJob.lasting(0, LONGEST_SECONDS), () -> {}, () -> {}));
      Reading reading = watch(redis, plan, WATCHERS_ELSEWHERE, port, CHANGES_PER_SECOND_ELSEWHERE);
      load.stop();
      Measured ofOthers = holding.join();
      if (ofOthers.unexpected() > 0) {
        throw new IllegalStateException("the others' requests failed: " + ofOthers.example());
      }
      return result(
          reading,
          MOST_MILLIS_ELSEWHERE,
          List.of(
              new Figure("watchers", WATCHERS_ELSEWHERE, ""),
              new Figure("changes", CHANGES_PER_SECOND_ELSEWHERE, "/s"),
              new Figure("requests of others", ofOthers.perSecond(), "/s")));
    }
  }

  private static Reading watch(Lab lab, Plan plan, int watchers, int port, int changesPerSecond) {
    List<String> event = lab.newEvents(1, Jobs.SEATS);
    String path = "/api/v1/events/" + event.getFirst() + "/changes?since=0";
    String request = Jobs.get(path, "Accept: text/event-stream\r\n");
    return lab.run(
        new Job(
            new Job.Watch(request, watchers, port, new Job.Seats(event, 0, Jobs.SEATS / 2)),
            1,
            changesPerSecond,
            3 * plan.settle(),
            plan.pairs() * Math.max(3, plan.seconds())));
  }

  private static Row.Result result(Reading reading, double mostMillis, List<Figure> figures) {
    return new Row.Result(
        reading.p99() / mostMillis,
        true,
        Stream.concat(
                Stream.of(
                    new Figure("change → frame p50", reading.p50(), "ms"),
                    new Figure("change → frame p99", reading.p99(), "ms")),
                figures.stream())
            .toList(),
        List.of(Sides.curve("change → frame", List.of(reading), 0)),
        "from the sending of the hold that makes the change");
  }
}
