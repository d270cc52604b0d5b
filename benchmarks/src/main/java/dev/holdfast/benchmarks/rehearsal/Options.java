package dev.holdfast.benchmarks.rehearsal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `./holdfast rehearse` is asked for.
///
/// @param url of the service
/// @param event whose seat map, prices and policy the scratch event gets; null with a seat map
/// @param seatMap a file that is imported for the scratch event; null with an event
/// @param buyers how many come, bots among them; not used with recorded arrivals
/// @param minutes within which they come; not used with recorded arrivals
/// @param arrivals a recording; null for modelled arrivals
/// @param speed how many times as fast as in reality everything happens
/// @param forecastSeconds how long each step of the forecast takes; 0 for no forecast
/// @param metrics of the service; null if they can't be had
record Options(
    URI url,
    @Nullable String event,
    @Nullable Path seatMap,
    int buyers,
    double minutes,
    @Nullable Path arrivals,
    Habits habits,
    double speed,
    double forecastSeconds,
    @Nullable URI metrics,
    long seed,
    Path out) {
  private static final List<String> ALL =
      List.of(
          "--url",
          "--event",
          "--seat-map",
          "--buyers",
          "--minutes",
          "--arrivals",
          "--bots",
          "--abandon",
          "--speed",
          "--forecast",
          "--metrics",
          "--seed",
          "--out");

  private static final double MOST_MINUTES = 24 * 60;

  /// @param args pairs of an option and its value
  /// @throws IllegalArgumentException if they can't be meant; the message names the option
  static Options read(List<String> args) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < args.size(); i += 2) {
      String option = args.get(i);
      if (!ALL.contains(option)) {
        throw new IllegalArgumentException(
            option + ": unknown (expected: " + String.join(", ", ALL) + ", --help)");
      }
      if (i + 1 == args.size() || args.get(i + 1).isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no value (expected: %s and a value)".formatted(option, option));
      }
      given.put(option, args.get(i + 1));
    }
    Read read = new Read(given);
    if (given.containsKey("--event") == given.containsKey("--seat-map")) {
      throw new IllegalArgumentException(
          "--event or --seat-map: %s (expected: one of them)"
              .formatted(given.containsKey("--event") ? "both" : "neither"));
    }
    if (given.containsKey("--arrivals")
        && (given.containsKey("--buyers") || given.containsKey("--minutes"))) {
      throw new IllegalArgumentException(
          "--arrivals: given with --buyers or --minutes (expected: without, as it tells both)");
    }
    return new Options(
        read.address("--url", given.getOrDefault("--url", "http://127.0.0.1:8080")),
        given.get("--event"),
        read.file("--seat-map"),
        (int) read.number("--buyers", 1_000, 1, 1_000_000),
        read.number("--minutes", 10, 0.01, MOST_MINUTES),
        read.file("--arrivals"),
        new Habits(
            read.number("--bots", 5, 0, 100) / 100, read.number("--abandon", 20, 0, 100) / 100),
        read.number("--speed", 1, 0.1, 1_000),
        read.number("--forecast", 10, 0, 600),
        given.containsKey("--metrics") ? read.address("--metrics", given.get("--metrics")) : null,
        given.containsKey("--seed")
            ? (long) read.number("--seed", 0, 0, 1L << 53)
            : System.nanoTime() & 0xFFFF_FFFFL,
        Path.of(given.getOrDefault("--out", "rehearsal")));
  }

  private record Read(Map<String, String> given) {
    double number(String option, double otherwise, double least, double most) {
      String value = given.get(option);
      if (value == null) {
        return otherwise;
      }
      try {
        double number = Double.parseDouble(value);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Said below, as of a number out of range.
      }
      throw new IllegalArgumentException(
          "%s %s: not such a number (expected: %s..%s)"
              .formatted(option, value, plain(least), plain(most)));
    }

    private static String plain(double number) {
      return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }

    @Nullable Path file(String option) {
      String value = given.get(option);
      if (value == null) {
        return null;
      }
      Path file = Path.of(value);
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new IllegalArgumentException(
            "%s %s: can't be read (expected: a file)".formatted(option, value));
      }
      return file;
    }

    URI address(String option, @Nullable String value) {
      try {
        URI uri = new URI(String.valueOf(value));
        if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
          return uri;
        }
      } catch (URISyntaxException _) {
        // Said below, as of another scheme.
      }
      throw new IllegalArgumentException(
          "%s %s: not such an address (expected: http://HOST:PORT)".formatted(option, value));
    }
  }
}
