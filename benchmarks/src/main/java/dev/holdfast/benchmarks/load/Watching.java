package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;

/// Many watchers of one event, and how soon they hear of its changes.
final class Watching {
  private static final double MOST_MILLIS = 500;
  private static final int CHANGES_PER_SECOND = 1;

  private Watching() {}

  static Row.Result measure(Lab lab, Plan plan) {
    List<String> event = lab.newEvents(1, Jobs.SEATS);
    String path = "/api/v1/events/" + event.getFirst() + "/changes?since=0";
    String request = Jobs.get(path, "Accept: text/event-stream\r\n");
    Job job =
        new Job(
            new Job.Watch(request, plan.watchers(), new Job.Seats(event, 0, Jobs.SEATS / 2)),
            1,
            CHANGES_PER_SECOND,
            3 * plan.settle(),
            plan.pairs() * Math.max(3, plan.seconds()));
    Reading reading = lab.run(job);
    double p99 = reading.p99();
    return new Row.Result(
        p99 / MOST_MILLIS,
        true,
        List.of(
            new Figure("watchers", plan.watchers(), ""),
            new Figure("frames", reading.perSecond(), "/s"),
            new Figure("change → frame p50", reading.p50(), "ms"),
            new Figure("change → frame p99", p99, "ms"),
            new Figure(Finding.SERVICE_CPU, reading.serviceMicros(), "µs/frame"),
            new Figure(Finding.GENERATOR_CPU, reading.generatorMicros(), "µs/frame")),
        List.of(Sides.curve("change → frame", List.of(reading), 0)),
        "from the sending of the hold that makes the change");
  }
}
