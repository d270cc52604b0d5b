package dev.holdfast.benchmarks.rehearsal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.holdfast.benchmarks.rehearsal.Tally.Fate;
import dev.holdfast.benchmarks.rehearsal.Tally.Outcome;
import dev.holdfast.benchmarks.rehearsal.Tally.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a rehearsal came to: `rehearsal.md` to read, and `rehearsal.json` with the same figures.
///
/// @param capacity seats and places for sale
/// @param sold seats and places, as the buyers were told
/// @param soldByService the same, by the service's own availability
/// @param unknown seats of confirmations that nobody knows the outcome of
/// @param refused requests for holds that met taken seats
/// @param died holds that ended neither with a sale nor by being released
/// @param soldOutAtMinute of the sale; null if it did not sell out
@JsonInclude(JsonInclude.Include.NON_NULL)
record Report(
    String url,
    String eventId,
    String eventName,
    long seed,
    double speed,
    double bots,
    double abandon,
    int buyers,
    double minutes,
    int capacity,
    int sold,
    int soldByService,
    int unknown,
    int holds,
    int refused,
    int died,
    @Nullable Double soldOutAtMinute,
    Map<Integer, Integer> soldByMinute,
    Map<Fate, Integer> fates,
    List<Tally.Line> answers,
    @Nullable String firstFailure,
    @Nullable Forecast forecast) {
  static Report of(
      Options options,
      Scratch event,
      double[] arrivals,
      int capacity,
      Tally tally,
      int soldByService,
      @Nullable Forecast forecast) {
    Map<Fate, Integer> fates = new EnumMap<>(Fate.class);
    for (Fate fate : Fate.values()) {
      fates.put(fate, tally.of(fate));
    }
    int released = tally.count(Route.RELEASE, Outcome.OK);
    int confirmed = tally.count(Route.CONFIRM, Outcome.OK);
    return new Report(
        options.url().toString(),
        event.id(),
        event.name(),
        options.seed(),
        options.speed(),
        options.habits().bots(),
        options.habits().abandon(),
        arrivals.length,
        arrivals[arrivals.length - 1] / 60,
        capacity,
        tally.sold(),
        soldByService,
        tally.unknownConfirms(),
        tally.holds(),
        tally.count(Route.HOLD, Outcome.REFUSED),
        tally.holds() - released - confirmed,
        tally.soldOutAtMinute(),
        tally.soldByMinute(),
        fates,
        tally.lines(),
        tally.example(),
        forecast);
  }

  /// Whether the buyers' sales are the service's.
  boolean isRight() {
    return soldByService >= sold && soldByService <= sold + unknown;
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Scratch.JSON
        .writer()
        .with(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve("rehearsal.json").toFile(), this);
    Files.writeString(folder.resolve("rehearsal.md"), page());
  }

  private String page() {
    StringBuilder page = new StringBuilder();
    page.append("# %s\n\n".formatted(eventName));
    page.append(
        """
        | | |
        |---|---:|
        | buyers, bots among them | %d (%d bots) |
        | minutes in which they came | %s |
        | played so many times as fast | %s |
        | seats and places for sale | %d |
        | sold, as buyers were told | %d |
        | sold, by the service's availability | %d%s |
        | sold out | %s |
        | holds | %d |
        | holds that expired | %d |
        | requests for a hold that met taken seats | %d |
        | seed | %d |

        """
            .formatted(
                buyers,
                fates.get(Fate.BOTS),
                plain(minutes),
                plain(speed),
                capacity,
                sold,
                soldByService,
                isRight() ? "" : " (**they differ: look into this first**)",
                soldOutAtMinute == null
                    ? "no"
                    : "after %s minutes".formatted(plain(soldOutAtMinute)),
                holds,
                died,
                refused,
                seed));
    page.append("The service was %s, the scratch event `%s`.\n\n".formatted(url, eventId));

    page.append("## Buyers\n\n| what became of them | |\n|---|---:|\n");
    fates.forEach((fate, count) -> page.append("| %s | %d |\n".formatted(words(fate), count)));

    page.append("\n## Seats sold by minute\n\n| minute | seats |\n|---:|---:|\n");
    soldByMinute.forEach((minute, seats) -> page.append("| %d | %d |\n".formatted(minute, seats)));

    page.append(
        """

        ## Answers

        Milliseconds from the instant at which a buyer wanted something to the whole answer, with the wait
        for a connection.

        | request | answer | count | p50 | p99 | longest |
        |---|---|---:|---:|---:|---:|
        """);
    for (Tally.Line line : answers) {
      page.append(
          "| %s | %s | %d | %s | %s | %s |\n"
              .formatted(
                  words(line.route()),
                  words(line.outcome()),
                  line.count(),
                  plain(line.p50Millis()),
                  plain(line.p99Millis()),
                  plain(line.max())));
    }
    if (firstFailure != null) {
      page.append("\nThe first failure: `%s`\n".formatted(firstFailure.replaceAll("\\s+", " ")));
    }
    if (forecast != null) {
      forecast(page, forecast);
    }
    return page.toString();
  }

  private static void forecast(StringBuilder page, Forecast forecast) {
    page.append(
        "\n## Forecast\n\nThe service carries **%d buyers a minute** with a p99 of holds below %s ms. "
            .formatted(forecast.carried(), plain(Forecast.HOLD_MILLIS)));
    page.append(
        forecast.brokeAt() == null
            ? "It did not break.\n"
            : "It breaks at %d. The limit was %s.\n"
                .formatted(forecast.brokeAt(), forecast.brokeFirst()));
    page.append(
        """

        Buyers came in a steady stream, did not think, and gave everything back, so that the seats did not
        run out. Giving back is one request more than real buyers send.

        | buyers a minute | hold p50 | hold p99 | refused | failed | generator's core | service's cores | machine | transactions at a time | met |
        |---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
        """);
    for (Forecast.Step step : forecast.steps()) {
      page.append(
          "| %d | %s ms | %s ms | %s | %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  step.perMinute(),
                  plain(step.holdP50()),
                  plain(step.holdP99()),
                  percent(step.refused()),
                  percent(step.failed()),
                  percent(step.generator()),
                  step.service() == null ? "" : plain(step.service()),
                  percent(step.machine()),
                  step.transactions() == null ? "" : plain(step.transactions()),
                  step.met() ? "yes" : "no: " + step.limit()));
    }
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "" : plain(100 * share) + " %";
  }

  private static String plain(double number) {
    String text = "%.2f".formatted(number);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }
}
