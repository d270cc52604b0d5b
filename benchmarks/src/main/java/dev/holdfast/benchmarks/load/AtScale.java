package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Whether a hold takes longer on a larger event, or on one with a longer history. Each hold is
/// released again, so that there is no lack of seats on the smallest.
final class AtScale {
  private static final int SMALL = 1_000;

  private AtScale() {}

  static Row.Result seats(Lab lab, Plan plan) {
    return measure(
        lab,
        plan,
        "seats",
        IntStream.of(SMALL, plan.manySeats() / 10, plan.manySeats())
            .distinct()
            .mapToObj(seats -> new Subject(lab.newEvents(1, seats), seats, seats))
            .toList());
  }

  static Row.Result pastHolds(Lab lab, Plan plan) {
    return measure(
        lab,
        plan,
        "past holds",
        IntStream.of(SMALL, plan.pastHolds() / 10, plan.pastHolds())
            .distinct()
            .mapToObj(
                holds -> {
                  Subject subject = new Subject(lab.newEvents(1, SMALL), SMALL, holds);
                  Fill.pastHolds(lab.database(), subject.event().getFirst(), holds);
                  return subject;
                })
            .toList());
  }

  /// An event that is measured.
  ///
  /// @param size what its name in the report says
  private record Subject(List<String> event, int seats, int size) {
    Job job(Plan plan, double rate) {
      return Jobs.rounds(plan, event, seats, Job.Ending.RELEASE, rate);
    }
  }

  private static Row.Result measure(Lab lab, Plan plan, String unit, List<Subject> subjects) {
    // What restoring each event's state costs is not what is asked here.
    for (Subject subject : subjects) {
      lab.run(subject.job(plan, Jobs.CLOSED_LOOP));
    }
    double capacity = lab.run(subjects.getFirst().job(plan, Jobs.CLOSED_LOOP)).perSecond();
    double rate = Math.max(10, capacity / 2);
    lab.settle();
    List<List<Reading>> readings = new ArrayList<>();
    subjects.forEach(_ -> readings.add(new ArrayList<>()));
    for (int i = 0; i < plan.pairs(); i++) {
      for (int k = 0; k < subjects.size(); k++) {
        int which = i % 2 == 0 ? k : subjects.size() - 1 - k;
        readings.get(which).add(lab.run(subjects.get(which).job(plan, rate)));
      }
    }
    List<Reading> small = readings.getFirst();
    List<Figure> figures = new ArrayList<>();
    List<Finding.Curve> curves = new ArrayList<>();
    figures.add(new Figure("rate, half of the capacity", rate, "requests/s"));
    for (int k = 0; k < subjects.size(); k++) {
      String name = "%,d %s".formatted(subjects.get(k).size(), unit);
      figures.add(
          new Figure(name + ": hold p50", Sides.median(readings.get(k), Reading::p50), "ms"));
      figures.add(
          new Figure(name + ": hold p99", Sides.median(readings.get(k), Reading::p99), "ms"));
      figures.add(
          new Figure(
              name + ": ratio of p99",
              new Sides<>(readings.get(k), small).ratio(Reading::p99, Reading::p99),
              "×"));
      curves.add(Sides.curve(name, readings.get(k), 0));
    }
    return new Row.Result(
        new Sides<>(readings.getLast(), small).ratio(Reading::p99, Reading::p99),
        true,
        figures,
        curves,
        "");
  }
}
