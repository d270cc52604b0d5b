package dev.holdfast.benchmarks.rehearsal;

import dev.holdfast.benchmarks.generator.OpenLoop;
import dev.holdfast.benchmarks.rehearsal.Tally.Fate;
import dev.holdfast.benchmarks.rehearsal.Tally.Outcome;
import dev.holdfast.benchmarks.rehearsal.Tally.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How many buyers a minute the service carries: steps of a steady stream of buyers, each twice as
/// many as before, until the objective breaks, and then steps between.
///
/// @param carried the most buyers a minute with which the objective was met; 0 if with none
/// @param brokeAt the fewest with which it was not; null if it never broke
/// @param brokeFirst why it broke there
record Forecast(
    List<Step> steps, long carried, @Nullable Long brokeAt, @Nullable String brokeFirst) {
  /// The objective for a hold's p99, in milliseconds.
  static final double HOLD_MILLIS = 300;

  /// The share of requests that may fail.
  static final double MAY_FAIL = 0.001;

  private static final double FIRST_PER_MINUTE = 600;
  private static final int DOUBLINGS = 12;
  private static final int BETWEEN = 3;

  /// The loop, or the machine, counts as busy from here on.
  private static final double BUSY = 0.85;

  private static final double LATE_MILLIS = 50;

  /// One step.
  ///
  /// @param perMinute buyers who came in a minute
  /// @param holdP99 milliseconds
  /// @param refused the share of the requests for holds
  /// @param failed the share of all requests
  /// @param generator the share of its core that the generator used
  /// @param service cores that the service used, by its own metrics; null without metrics
  /// @param machine the share of its cores that the service's machine used
  /// @param transactions how many of the ledger's transactions went on at a time
  record Step(
      long perMinute,
      double holdP50,
      double holdP99,
      double refused,
      double failed,
      double generator,
      double generatorLate,
      @Nullable Double service,
      @Nullable Double machine,
      @Nullable Double transactions,
      boolean met,
      String limit) {}

  static Forecast make(
      OpenLoop loop,
      Scratch event,
      Options options,
      HttpClient client,
      SplittableRandom random,
      Consumer<Step> progress) {
    Stepper stepper = new Stepper(loop, event, options, client, random);
    List<Step> steps = new ArrayList<>();
    double good = 0;
    double bad = 0;
    double rate = FIRST_PER_MINUTE;
    Step carried = null;
    Step broken = null;
    for (int n = 0, between = 0; n < DOUBLINGS && between < BETWEEN; n++) {
      Step step = stepper.step(rate);
      steps.add(step);
      progress.accept(step);
      if (step.met()) {
        good = rate;
        carried = step;
      } else {
        bad = rate;
        broken = step;
      }
      if (bad > 0) {
        between++;
        if (good == 0) {
          break;
        }
      }
      rate = bad > 0 ? (good + bad) / 2 : 2 * rate;
    }
    return new Forecast(
        steps,
        carried == null ? 0 : carried.perMinute(),
        broken == null ? null : broken.perMinute(),
        broken == null ? null : broken.limit());
  }

  private record Stepper(
      OpenLoop loop, Scratch event, Options options, HttpClient client, SplittableRandom random) {
    Step step(double perMinute) {
      URI metrics = options.metrics();
      double seconds = options.forecastSeconds();
      Crowd crowd =
          new Crowd(
              loop,
              event,
              options.url().getAuthority(),
              options.habits(),
              new Crowd.Pace(Crowd.Manner.GIVING_BACK, 1),
              random.split());
      double[] arrivals = Arrivals.steady(perMinute / 60, seconds, random);
      Gauges before = metrics == null ? null : Gauges.read(client, metrics);
      var _ = loop.takeLateMillis(99);
      double cpu = loop.cpuSeconds();
      long begin = System.nanoTime();
      Tally tally = crowd.come(arrivals).join();
      double took = (System.nanoTime() - begin) / 1e9;
      double generator = (loop.cpuSeconds() - cpu) / took;
      Gauges after = metrics == null ? null : Gauges.read(client, metrics);
      Double service =
          after == null
              ? null
              : (Double) (after.of("process_cpu_usage") * after.of("system_cpu_count"));
      Double machine = after == null ? null : (Double) after.of("system_cpu_usage");
      Double transactions =
          before == null || after == null
              ? null
              : (Double) after.share(before, "holdfast_commit_seconds_sum");
      double late = loop.takeLateMillis(99);
      double refused = tally.count(Route.HOLD, Outcome.REFUSED);
      double holds = refused + tally.count(Route.HOLD, Outcome.OK);
      double p99 = tally.rightMillis(Route.HOLD, 99);
      boolean met = p99 < HOLD_MILLIS && tally.wrongShare() <= MAY_FAIL && tally.of(Fate.CAME) > 0;
      String limit =
          limit(
              tally,
              generator,
              late,
              service,
              machine,
              transactions,
              after == null ? 0 : after.of("system_cpu_count"));
      return new Step(
          Math.round(tally.of(Fate.CAME) * 60 / seconds),
          tally.rightMillis(Route.HOLD, 50),
          p99,
          holds == 0 ? 0 : refused / holds,
          tally.wrongShare(),
          generator,
          late,
          service,
          machine,
          transactions,
          met,
          met ? "" : limit);
    }
  }

  /// What most probably was the limit. The generator is suspected first: what it can't do, the
  /// service is not to blame for.
  static String limit(
      Tally tally,
      double generator,
      double late,
      @Nullable Double service,
      @Nullable Double machine,
      @Nullable Double transactions,
      double cores) {
    for (Tally.Line line : tally.lines()) {
      if (line.outcome() == Outcome.LIMITED) {
        return "a limit of requests (429): all buyers came from one address";
      }
    }
    if (generator > BUSY) {
      return "the load generator, which had no more CPU; the service may carry more";
    }
    if (machine == null || service == null || transactions == null) {
      return late > LATE_MILLIS
          ? "the load generator, which was late; the service may carry more"
          : "not known without --metrics";
    }
    if (machine > BUSY) {
      return service > cores * machine / 2
          ? "the CPU of the machine, most of it used by the service"
          : "the CPU of the machine, most of it used by other programs than the service";
    }
    if (late > LATE_MILLIS) {
      return "the load generator, which was late; the service may carry more";
    }
    return transactions > BUSY
        ? "the database: transactions went on all the time, and there was CPU left"
        : "neither CPU nor transactions; look at the network and the balancer";
  }
}
