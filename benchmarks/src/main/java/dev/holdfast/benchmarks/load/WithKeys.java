package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.List;
import java.util.function.Supplier;

/// Holds with a shop's secret key, its right to sell the event, customers and limits, against holds
/// without any of them.
final class WithKeys {
  private WithKeys() {}

  static Row.Result measure(Lab lab, Plan plan) {
    Lab.Shop shop = lab.newShop();
    String sold =
        """
        "sellers": ["%s"], "limits": {"customer": {"held": 4, "total": 8},
          "client": {"held": 1000000, "total": 1000000}}"""
            .formatted(shop.id());
    Supplier<Reading> withKey =
        () -> {
          List<String> fresh = lab.newEvents(plan.events(), Jobs.SEATS, sold);
          lab.settle();
          return lab.run(Jobs.placeWith(shop.key(), plan, fresh, Jobs.SEATS));
        };
    // What all rows are exercised with before has no keys.
    var _ = withKey.get();
    var sides =
        Sides.alternate(
            plan.pairs(),
            withKey,
            () -> {
              List<String> fresh = lab.newEvents(plan.events(), Jobs.SEATS);
              lab.settle();
              return lab.run(Jobs.place(plan, fresh, Jobs.SEATS, Jobs.CLOSED_LOOP));
            });
    return new Row.Result(
        sides.ratio(Reading::perSecond, Reading::perSecond),
        true,
        List.of(
            new Figure("holds", sides.ours(Reading::perSecond), "/s"),
            new Figure("hold p99", sides.ours(Reading::p99), "ms"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/hold"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/hold"),
            new Figure("without a key: holds", sides.theirs(Reading::perSecond), "/s"),
            new Figure("without a key: hold p99", sides.theirs(Reading::p99), "ms"),
            new Figure(
                "without a key: CPU of the service",
                sides.theirs(Reading::serviceMicros),
                "µs/hold"),
            new Figure(
                "without a key: CPU of the database",
                sides.theirs(Reading::databaseMicros),
                "µs/hold")),
        List.of(
            Sides.curve("hold with a key", sides.ours(), 0),
            Sides.curve("hold without a key", sides.theirs(), 0)),
        "");
  }
}
