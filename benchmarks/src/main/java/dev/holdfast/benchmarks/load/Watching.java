package dev.holdfast.benchmarks.load;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.generator.Measured;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Watchers of one event, and how soon they hear of its changes.
final class Watching {
  private static final double MOST_MILLIS = 150;
  private static final int CHANGES_PER_SECOND = 1;

  /// What a process may open besides the connections of watchers.
  private static final int OTHER_FILES = 1_000;

  private static final double MOST_MILLIS_ELSEWHERE = 100;
  private static final int WATCHERS_ELSEWHERE = 20;

  /// Few enough that each has a frame of its own.
  private static final int CHANGES_PER_SECOND_ELSEWHERE = 4;

  /// Who hold seats while watchers come back.
  private static final int BUYERS = 4;

  /// The other buyers' requests are a tenth of those that the plan has where it names a rate.
  private static final int SHARE_OF_OTHERS = 10;

  /// How long the others go on at most.
  private static final double LONGEST_SECONDS = 600;

  private Watching() {}

  static Row.Result many(Lab lab, Plan plan) {
    int watchers = (int) Math.min(plan.watchers(), openFiles() - OTHER_FILES);
    Reading reading = lab.run(watch(lab, plan, watchers, List.of(), CHANGES_PER_SECOND));
    boolean all = watchers == plan.watchers();
    return result(
        reading,
        MOST_MILLIS,
        all,
        List.of(
            new Figure("watchers", watchers, ""),
            new Figure("frames", reading.perSecond(), "/s"),
            new Figure(Finding.SERVICE_CPU, reading.serviceMicros(), "µs/frame"),
            new Figure(Finding.GENERATOR_CPU, reading.generatorMicros(), "µs/frame")),
        all ? "" : "; a process may open no more files here, so there were fewer watchers");
  }

  /// How many files a process may open, connections as well. Java asks for as many as the system
  /// allows, so this is true of all processes that are started from here.
  private static long openFiles() {
    return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
        .getMaxFileDescriptorCount();
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
      Reading reading =
          redis.run(
              watch(redis, plan, WATCHERS_ELSEWHERE, List.of(port), CHANGES_PER_SECOND_ELSEWHERE));
      load.stop();
      Measured ofOthers = holding.join();
      if (ofOthers.unexpected() > 0) {
        throw new IllegalStateException("the others' requests failed: " + ofOthers.example());
      }
      return result(
          reading,
          MOST_MILLIS_ELSEWHERE,
          true,
          List.of(
              new Figure("watchers", WATCHERS_ELSEWHERE, ""),
              new Figure("changes", CHANGES_PER_SECOND_ELSEWHERE, "/s"),
              new Figure("requests of others", ofOthers.perSecond(), "/s")),
          "");
    }
  }

  /// Watchers of two nodes, of which one is killed: its watchers open their streams again at the
  /// other node, where seats are held all the time.
  static Row.Result again(Lab lab, Plan plan) {
    int watchers = (int) Math.min(plan.watchers() / 2, openFiles() - OTHER_FILES);
    int port = Service.freePort();
    try (Service node = lab.freshNode(port, /* warmsUp= */ true, List.of())) {
      Job job =
          watch(
              lab,
              plan,
              watchers,
              List.of(lab.service().port(), port),
              CHANGES_PER_SECOND_ELSEWHERE);
      Measured measured =
          lab.load()
              .run(
                  job.by(BUYERS),
                  () -> {
                    Pause.millis((long) (job.seconds() * 1000));
                    node.kill();
                  },
                  () -> {});
      Measured.Absence absence = measured.absence();
      if (measured.unexpected() > 0 || absence == null) {
        throw new IllegalStateException(
            "not as expected: "
                + Objects.requireNonNullElse(measured.example(), "no stream ended"));
      }
      Reading before = reading(measured);
      Reading after = reading(absence.after());
      return new Row.Result(
          after.p99() / before.p99(),
          watchers == plan.watchers() / 2,
          List.of(
              new Figure("watchers", watchers, ""),
              new Figure("changes", job.rate(), "/s"),
              new Figure("streams that ended", absence.streams(), ""),
              new Figure("until all were open again", absence.seconds(), "s"),
              new Figure("before: change → frame p50", before.p50(), "ms"),
              new Figure("before: change → frame p99", before.p99(), "ms"),
              new Figure("meanwhile: change → frame p50", reading(absence.during()).p50(), "ms"),
              new Figure("afterwards: change → frame p50", after.p50(), "ms"),
              new Figure("afterwards: change → frame p99", after.p99(), "ms")),
          List.of(
              Sides.curve("before", List.of(before), 0),
              Sides.curve("afterwards", List.of(after), 0)),
          "each watcher was told each change once, in order");
    }
  }

  private static Reading reading(Measured measured) {
    return new Reading(measured, new Reading.Used(0, 0, 0, 0), 0).sound();
  }

  private static Job watch(
      Lab lab, Plan plan, int watchers, List<Integer> ports, int changesPerSecond) {
    List<String> event = lab.newEvents(1, Jobs.SEATS);
    String path = "/api/v1/events/" + event.getFirst() + "/changes?since=0";
    String request = Jobs.get(path, "Accept: text/event-stream\r\n");
    return new Job(
        new Job.Watch(request, watchers, ports, Job.Seats.of(event, 0, Jobs.SEATS / 2)),
        1,
        changesPerSecond,
        3 * plan.settle(),
        plan.pairs() * Math.max(3, plan.seconds()));
  }

  private static Row.Result result(
      Reading reading, double mostMillis, boolean otherwiseMet, List<Figure> figures, String note) {
    return new Row.Result(
        reading.p99() / mostMillis,
        otherwiseMet,
        Stream.concat(
                Stream.of(
                    new Figure("change → frame p50", reading.p50(), "ms"),
                    new Figure("change → frame p99", reading.p99(), "ms")),
                figures.stream())
            .toList(),
        List.of(Sides.curve("change → frame", List.of(reading), 0)),
        "from the sending of the hold that makes the change" + note);
  }
}
