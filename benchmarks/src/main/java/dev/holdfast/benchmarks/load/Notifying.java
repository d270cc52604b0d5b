package dev.holdfast.benchmarks.load;

import dev.holdfast.benchmarks.generator.Job;
import dev.holdfast.benchmarks.load.Finding.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// How soon webhook endpoints are told of changes, and what it costs, against the same changes of
/// clients without endpoints.
final class Notifying {
  private static final double MOST_MILLIS = 1_000;
  private static final int EVENTS_OF_EACH = 2;

  /// The changes are a third of the requests that the plan has where it names a rate.
  private static final int SHARE = 3;

  private Notifying() {}

  /// How many endpoints there are, each of a client of its own.
  static int endpoints(Plan plan) {
    return plan.events() / EVENTS_OF_EACH;
  }

  /// How many changes there are in a second, of all clients together.
  static int changes(Plan plan) {
    return plan.rate() / SHARE;
  }

  static Row.Result measure(Lab lab, Plan plan) {
    int port = Service.freePort();
    List<Lab.Shop> told = shops(lab, plan, shop -> lab.newWebhook(shop, url(port, shop)));
    List<Lab.Shop> others = shops(lab, plan, _ -> {});
    Supplier<Reading> withEndpoints =
        () -> {
          Job.Seats seats = fresh(lab, told);
          return all(lab.run(job(new Job.Notify(seats, port), plan)));
        };
    // What all rows are exercised with before has no endpoints.
    var _ = withEndpoints.get();
    var sides =
        Sides.alternate(
            plan.pairs(),
            withEndpoints,
            () -> {
              Job.Seats seats = fresh(lab, others);
              return lab.run(job(new Job.Place(seats), plan));
            });
    return new Row.Result(
        sides.ours(Reading::secondP99) / MOST_MILLIS,
        true,
        List.of(
            new Figure("change → arrival p50", sides.ours(Reading::secondP50), "ms"),
            new Figure("change → arrival p99", sides.ours(Reading::secondP99), "ms"),
            new Figure("change → arrival, the last", sides.ours(Reading::secondMost), "ms"),
            new Figure("changes", sides.ours(Reading::perSecond), "/s"),
            new Figure("hold p99", sides.ours(Reading::p99), "ms"),
            new Figure(Finding.SERVICE_CPU, sides.ours(Reading::serviceMicros), "µs/change"),
            new Figure(Finding.DATABASE_CPU, sides.ours(Reading::databaseMicros), "µs/change"),
            new Figure(Finding.GENERATOR_CPU, sides.ours(Reading::generatorMicros), "µs/change"),
            new Figure("without endpoints: hold p99", sides.theirs(Reading::p99), "ms"),
            new Figure(
                "without endpoints: CPU of the service",
                sides.theirs(Reading::serviceMicros),
                "µs/change"),
            new Figure(
                "without endpoints: CPU of PostgreSQL",
                sides.theirs(Reading::databaseMicros),
                "µs/change"),
            new Figure(
                "CPU of the service, with and without",
                sides.ratio(Reading::serviceMicros, Reading::serviceMicros),
                "×")),
        List.of(
            Sides.curve("change → arrival", sides.ours(), 1),
            Sides.curve("hold", sides.ours(), 0),
            Sides.curve("hold without endpoints", sides.theirs(), 0)),
        "from the time that the notification says, which the database's clock tells before the commit");
  }

  private static String url(int port, Lab.Shop shop) {
    return "http://127.0.0.1:%d/%s".formatted(port, shop.id());
  }

  private static List<Lab.Shop> shops(Lab lab, Plan plan, Consumer<Lab.Shop> prepare) {
    return IntStream.range(0, endpoints(plan))
        .mapToObj(
            _ -> {
              Lab.Shop shop = lab.newShop();
              prepare.accept(shop);
              return shop;
            })
        .toList();
  }

  /// Seats of new events of clients.
  private static Job.Seats fresh(Lab lab, List<Lab.Shop> owners) {
    List<String> events = new ArrayList<>();
    owners.forEach(owner -> events.addAll(lab.newEvents(owner, EVENTS_OF_EACH, Jobs.SEATS)));
    lab.settle();
    return Job.Seats.of(events, 0, Jobs.SEATS / 2);
  }

  private static Job job(Job.Load load, Plan plan) {
    return new Job(load, plan.connections(), changes(plan), 3 * plan.settle(), plan.seconds());
  }

  /// The same, if no change was lost.
  private static Reading all(Reading reading) {
    if (reading.measured().unexpected() > 0) {
      throw new IllegalStateException("not as expected: " + reading.measured().example());
    }
    return reading;
  }
}
