package dev.holdfast.benchmarks.rehearsal;

import dev.holdfast.benchmarks.generator.OpenLoop;
import dev.holdfast.benchmarks.rehearsal.Crowd.Manner;
import dev.holdfast.benchmarks.rehearsal.Crowd.Pace;
import dev.holdfast.benchmarks.rehearsal.Scratch.Api;
import dev.holdfast.benchmarks.rehearsal.Scratch.RehearsalException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;

/// Rehearses an on-sale, as `./holdfast rehearse` does. The admin key is in `HOLDFAST_ADMIN_KEY`.
public final class Main {
  private static final int CONNECTIONS = 256;
  private static final int HTTP = 80;

  /// Other nodes see a change within a second.
  private static final Duration SEEN_BY_ALL = Duration.ofMillis(1_500);

  private Main() {}

  /// Rehearses what the arguments ask for.
  ///
  /// @param args pairs of an option and its value
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    String adminKey = Optional.ofNullable(System.getenv("HOLDFAST_ADMIN_KEY")).orElse("");
    System.exit(run(List.of(args), adminKey));
  }

  /// Rehearses.
  ///
  /// @param args pairs of an option and its value
  /// @param adminKey of the service
  /// @return how the program ends: 0; 1 if the service can't be asked, or did not sell what the
  ///     buyers were told; 2 for arguments that can't be meant
  public static int run(List<String> args, String adminKey)
      throws IOException, InterruptedException {
    try {
      Options options = Options.read(args);
      double[] arrivals = arrivals(options);
      if (adminKey.isEmpty()) {
        throw new IllegalArgumentException(
            "HOLDFAST_ADMIN_KEY: not set (expected: the admin key of the service)");
      }
      Report report = rehearse(options, arrivals, adminKey);
      report.write(options.out());
      say("the report is " + options.out().resolve("rehearsal.md"));
      if (!report.isRight()) {
        say(
            "the service sold %d seats (expected: %d, as the buyers were told)"
                .formatted(report.soldByService(), report.sold()));
        return 1;
      }
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println("holdfast: " + e.getMessage());
      return 2;
    } catch (RehearsalException e) {
      System.err.println("holdfast: " + e.getMessage());
      return 1;
    }
  }

  private static double[] arrivals(Options options) {
    SplittableRandom random = new SplittableRandom(options.seed());
    return options.arrivals() == null
        ? Arrivals.modelled(options.buyers(), options.minutes(), random)
        : Arrivals.recorded(options.arrivals(), random);
  }

  private static Report rehearse(Options options, double[] arrivals, String adminKey)
      throws InterruptedException {
    Api api = Api.of(options.url(), adminKey);
    int port = options.url().getPort() < 0 ? HTTP : options.url().getPort();
    SplittableRandom random = new SplittableRandom(~options.seed());
    try (Scratch event = scratch(api, options, options.speed());
        OpenLoop loop = OpenLoop.to(options.url().getHost(), port, CONNECTIONS)) {
      say(
          "%d buyers come to \"%s\" (%s), which is a scratch event; no other event is touched"
              .formatted(arrivals.length, event.name(), event.id()));
      say("--seed " + options.seed() + " gives the same crowd");
      Pace pace = new Pace(Manner.AS_PEOPLE, options.speed());
      String host = options.url().getAuthority();
      Crowd crowd = new Crowd(loop, event, host, options.habits(), pace, random.split());
      Tally tally = crowd.come(arrivals).join();
      Thread.sleep(SEEN_BY_ALL);
      int sold = event.room().sold(event.availability());
      say("sold %d of %d".formatted(sold, crowd.capacity()));
      Forecast forecast = options.forecastSeconds() == 0 ? null : forecast(options, api, loop);
      return Report.of(options, event, arrivals, crowd.capacity(), tally, sold, forecast);
    }
  }

  private static Scratch scratch(Api api, Options options, double speed) {
    return options.event() == null
        ? Scratch.in(api, Objects.requireNonNull(options.seatMap()), speed)
        : Scratch.like(api, options.event(), speed);
  }

  private static Forecast forecast(Options options, Api api, OpenLoop loop) {
    // Whatever the crowd before left held stays in an event of its own.
    try (Scratch event = scratch(api, options, 1)) {
      return Forecast.make(
          loop,
          event,
          options,
          api.client(),
          new SplittableRandom(options.seed()),
          step ->
              say(
                  "%d buyers a minute: p99 of a hold %.1f ms%s"
                      .formatted(
                          step.perMinute(),
                          step.holdP99(),
                          step.met() ? "" : ", which breaks the objective")));
    }
  }

  private static void say(String what) {
    System.out.println("holdfast: " + what);
  }
}
