package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.load.Finding.Figure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Very many holds expiring at the same instant, while others buy.
final class MassExpiry {
  private static final int EVENTS = 10;
  private static final int HOLDS_FILLED_PER_SECOND = 5_000;
  private static final double SWEPT_WITHIN = 2;

  /// How long a sweep may take until nobody waits for it any longer.
  private static final double LONGEST_SECONDS = 60;

  private MassExpiry() {}

  /// What was seen around one expiry.
  private record Swept(double seconds, Reading before, Reading meanwhile) {}

  static Row.Result measure(Lab lab, Plan plan) {
    double capacity =
        lab.run(
                Jobs.place(
                    plan, lab.newEvents(plan.events(), Jobs.SEATS), Jobs.SEATS, Jobs.CLOSED_LOOP))
            .perSecond();
    double rate = Math.max(10, capacity / 2);
    List<Swept> all = new ArrayList<>();
    for (int i = 0; i < plan.pairs(); i++) {
      all.add(expire(lab, plan, rate));
    }
    double swept = Sides.median(all, Swept::seconds);
    return new Row.Result(
        Sides.median(all, s -> s.meanwhile().p99() / s.before().p99()),
        swept <= SWEPT_WITHIN,
        List.of(
            new Figure("holds that expired at once", holds(plan), ""),
            new Figure("swept within", swept, "s"),
            new Figure("rate, half of the capacity", rate, "holds/s"),
            new Figure("hold p99 before", Sides.median(all, s -> s.before().p99()), "ms"),
            new Figure("hold p99 meanwhile", Sides.median(all, s -> s.meanwhile().p99()), "ms"),
            new Figure("hold p50 meanwhile", Sides.median(all, s -> s.meanwhile().p50()), "ms")),
        List.of(
            Sides.curve("before", all.stream().map(Swept::before).toList(), 0),
            Sides.curve("while they expire", all.stream().map(Swept::meanwhile).toList(), 0)),
        "");
  }

  private static long holds(Plan plan) {
    return (long) EVENTS * perEvent(plan);
  }

  private static int perEvent(Plan plan) {
    return plan.expiring() / EVENTS;
  }

  private static Swept expire(Lab lab, Plan plan, double rate) {
    List<String> bought = lab.newEvents(plan.events(), Jobs.SEATS);
    List<String> boughtLater = lab.newEvents(plan.events(), Jobs.SEATS);
    List<String> expiring = lab.newEvents(EVENTS, perEvent(plan));
    double settle = 2 * plan.settle();
    lab.settle();
    Reading before = lab.run(Jobs.place(plan, bought, Jobs.SEATS, rate));

    Instant expiry =
        Fill.now(lab.database()).plusSeconds(3 + plan.expiring() / HOLDS_FILLED_PER_SECOND);
    Fill.openHolds(lab.database(), expiring, perEvent(plan), expiry);
    long filled = Fill.versions(lab.database(), expiring);
    // A service that had placed these holds would know of them.
    expiring.forEach(event -> lab.service().get("/api/v1/events/" + event + "/availability"));
    lab.settle();
    double wait = secondsUntil(lab, expiry);
    if (wait < settle) {
      throw new IllegalStateException(
          "the tables were filled %.1f s before the holds expired (expected: %.1f s or more)"
              .formatted(wait, settle));
    }
    Pause.millis((long) (1000 * (wait - settle)));
    double[] swept = {Double.NaN};
    Thread watcher =
        Thread.startVirtualThread(
            () -> {
              Pause.millis((long) (1000 * Math.max(0, secondsUntil(lab, expiry))));
              while (Fill.versions(lab.database(), expiring) < filled + holds(plan)) {
                if (secondsUntil(lab, expiry) < -LONGEST_SECONDS) {
                  break;
                }
                Pause.millis(100);
              }
              swept[0] = -secondsUntil(lab, expiry);
              // A quick sweep must not leave too little to be measured.
              Pause.millis((long) (1000 * Math.max(0, Math.min(1, plan.seconds()) - swept[0])));
              lab.load().stop();
            });
    Reading meanwhile =
        lab.run(Jobs.place(plan, boughtLater, Jobs.SEATS, rate).lasting(settle, LONGEST_SECONDS));
    try {
      watcher.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (Double.isNaN(swept[0]) || swept[0] >= LONGEST_SECONDS) {
      throw new IllegalStateException("not swept within a minute");
    }
    return new Swept(swept[0], before, meanwhile);
  }

  private static double secondsUntil(Lab lab, Instant instant) {
    return Duration.between(Fill.now(lab.database()), instant).toNanos() / 1e9;
  }
}
