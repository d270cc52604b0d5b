package dev.holdfast.benchmarks.textbook;

import dev.holdfast.benchmarks.textbook.Way.Family;
import dev.holdfast.benchmarks.textbook.Way.Promise;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says in Markdown what was measured, without a headline of its own.
public final class TextbookReport {
  /// Latencies are shown for this many clients, or for the most below.
  private static final int SHOWN_CLIENTS = 32;

  private final List<TextbookResult> results;
  private final List<Integer> clients;
  private final int shownClients;

  private TextbookReport(List<TextbookResult> results) {
    this.results = results;
    this.clients = oneNode().map(TextbookResult::clients).distinct().sorted().toList();
    OptionalInt shown =
        clients.stream().mapToInt(Integer::intValue).filter(it -> it <= SHOWN_CLIENTS).max();
    this.shownClients = shown.orElse(SHOWN_CLIENTS);
  }

  /// Tables of all results, folded: what the ways are good for, and then their figures for each
  /// workload.
  public static String markdown(List<TextbookResult> results) {
    var report = new TextbookReport(results);
    return report.choices()
        + report
            .oneNode()
            .map(TextbookResult::workload)
            .distinct()
            .map(report::figures)
            .collect(Collectors.joining());
  }

  private Stream<TextbookResult> oneNode() {
    return results.stream().filter(result -> result.nodes() == 1);
  }

  private String choices() {
    return folded(
        "What each way is good for",
        """
        | way | sold a seat twice | on two nodes | after a crash there is | choose it for | why |
        |---|---|---|---|---|---|
        """
            + ways().stream().map(this::choice).collect(Collectors.joining()));
  }

  private static String folded(String summary, String content) {
    return "<details>\n<summary>%s</summary>\n\n%s\n</details>\n\n".formatted(summary, content);
  }

  private String choice(Way way) {
    return row(
        way.title(),
        verdict(way, way.promise() != Promise.NOTHING, result -> result.nodes() == 1),
        verdict(way, way.promise() == Promise.ALL_NODES, result -> result.nodes() == 2),
        way.durability().text(),
        way.choice(),
        way.reason() + seen(way));
  }

  /// What else was seen of a way, worst first, as far as there is anything to tell.
  private String seen(Way way) {
    List<TextbookResult> cells = oneNode().filter(result -> result.way() == way).toList();
    StringBuilder seen = new StringBuilder();
    long deadlocks = sum(cells, TextbookResult::deadlocks);
    if (deadlocks > 0) {
      double longest =
          cells.stream()
              .filter(result -> result.deadlocks() > 0)
              .mapToDouble(TextbookResult::longestMicros)
              .max()
              .orElse(0);
      seen.append(
          " Seen: %s deadlocks, and a wait of %s.".formatted(count(deadlocks), time(longest)));
    }
    cells.stream()
        .filter(result -> result.gaveUp() > 0)
        .max(Comparator.comparingDouble(result -> (double) result.gaveUp() / asked(result)))
        .ifPresent(
            result ->
                seen.append(
                    " Seen: %s given up (%s, %d clients)."
                        .formatted(
                            share(result.gaveUp(), asked(result)),
                            result.workload(),
                            result.clients())));
    return seen.toString();
  }

  private static long asked(TextbookResult result) {
    return result.held() + result.taken() + result.gaveUp();
  }

  /// What the checker found, and whether that is what was promised.
  private String verdict(Way way, boolean promised, Predicate<TextbookResult> where) {
    List<TextbookResult> cells =
        results.stream().filter(result -> result.way() == way).filter(where).toList();
    if (cells.isEmpty()) {
      return "not measured";
    }
    long held = sum(cells, TextbookResult::held);
    if (cells.stream().allMatch(TextbookResult::isSound)) {
      return promised
          ? "never, in %s holds".formatted(count(held))
          : "it did not happen here, in %s holds; nothing keeps it from happening"
              .formatted(count(held));
    }
    long sold = sum(cells, TextbookResult::doubleBookings);
    long differing = sum(cells, TextbookResult::differingClaims);
    String found =
        sold > 0
            ? "**%s times**, in %s holds".formatted(count(sold), count(held))
            : "no, but its records differ in %s claims".formatted(count(differing));
    return promised ? "**BROKEN:** " + found : found;
  }

  private String figures(String workload) {
    String rates =
        clients.stream().map(it -> "holds/s, %d".formatted(it)).collect(Collectors.joining(" | "));
    String table =
        """
        Successful holds a second with %s clients; the rest with %d, but seats sold twice with any \
        number. Least: what the client with the fewest holds got of an even share.

        | way | %s | p50 | p99 | longest wait | least | conflicts | retries | gave up | deadlocks | sold twice |
        |---|%s--:|--:|--:|--:|--:|--:|--:|--:|--:|
        """
            .formatted(
                clients.stream().map(String::valueOf).collect(Collectors.joining(", ")),
                shownClients,
                rates,
                "--:|".repeat(clients.size()));
    return folded(
        "Figures: " + workload,
        table + ways().stream().map(way -> figures(way, workload)).collect(Collectors.joining()));
  }

  private String figures(Way way, String workload) {
    List<TextbookResult> cells =
        oneNode()
            .filter(result -> result.way() == way && result.workload().equals(workload))
            .sorted(Comparator.comparingInt(TextbookResult::clients))
            .toList();
    return cells.stream()
        .filter(result -> result.clients() == shownClients)
        .findFirst()
        .map(shown -> figures(way, cells, shown))
        .orElse("");
  }

  private static String figures(Way way, List<TextbookResult> cells, TextbookResult shown) {
    long asked = asked(shown);
    String rates =
        cells.stream()
            .map(cell -> count(Math.round(cell.holdsPerSecond())))
            .collect(Collectors.joining(" | "));
    return row(
        way.title(),
        rates,
        time(shown.p50Micros()),
        time(shown.p99Micros()),
        time(shown.longestMicros()),
        String.format(Locale.ROOT, "%.0f %%", 100 * shown.leastShare()),
        share(shown.taken(), asked),
        share(shown.retries(), asked),
        share(shown.gaveUp(), asked),
        count(shown.deadlocks()),
        count(sum(cells, TextbookResult::doubleBookings)));
  }

  private List<Way> ways() {
    return Arrays.stream(Family.values())
        .flatMap(
            family ->
                results.stream()
                    .map(TextbookResult::way)
                    .filter(way -> way.family() == family)
                    .distinct())
        .toList();
  }

  private static long sum(List<TextbookResult> cells, ToLongFunction<TextbookResult> what) {
    return cells.stream().mapToLong(what).sum();
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String share(long part, long whole) {
    return part == 0
        ? "0"
        : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / Math.max(1, whole));
  }

  private static String time(double micros) {
    if (micros < 1_000) {
      return String.format(Locale.ROOT, "%.1f µs", micros);
    }
    return String.format(Locale.ROOT, "%.1f ms", micros / 1_000);
  }
}
