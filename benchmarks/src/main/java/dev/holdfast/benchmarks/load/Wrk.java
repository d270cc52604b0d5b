package dev.holdfast.benchmarks.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `wrk`, a load generator that is not ours, placing holds in a closed loop.
///
/// @param script tells it what to send
record Wrk(Path program, Path script) {
  /// More holds a second than two cores can place. There are seats for as many.
  private static final int MOST_PER_SECOND = 30_000;

  /// It has no time that does not count, so it is run for this long before. It knows whole seconds.
  private static final int SETTLE_SECONDS = 1;

  private static final Pattern COUNT = Pattern.compile("(\\d+) requests in ");
  private static final Pattern RATE = Pattern.compile("Requests/sec: +([0-9.]+)");
  private static final Pattern P50 = Pattern.compile("50% +([0-9.]+)([a-z]+)");
  private static final Pattern P99 = Pattern.compile("99% +([0-9.]+)([a-z]+)");

  /// What a run came to.
  ///
  /// @param p50 in milliseconds
  /// @param p99 likewise
  /// @param serviceMicros the service's CPU time for each hold
  /// @param databaseMicros likewise PostgreSQL's
  /// @param generatorMicros likewise its own
  record Holds(
      double perSecond,
      double p50,
      double p99,
      double serviceMicros,
      double databaseMicros,
      double generatorMicros) {}

  /// Finds the program.
  ///
  /// @param folder where it may keep files
  /// @throws Row.Skipped if there is none
  static Wrk find(Path folder) throws Row.Skipped {
    Path program =
        Programs.find("wrk", Programs.folders())
            .orElseThrow(() -> new Row.Skipped("wrk is not on this machine"));
    return new Wrk(program, Programs.file("wrk-holds.lua", folder));
  }

  /// Places holds of two seats on fresh events for as long as the plan says.
  ///
  /// @throws IllegalStateException if any answer was another than 201
  Holds holds(Lab lab, Plan plan) {
    int pairsPerSecond = Math.ceilDiv(MOST_PER_SECOND, plan.events());
    // It goes on for a moment after its time.
    int seats = 2 * pairsPerSecond * (SETTLE_SECONDS + plan.seconds() + 1);
    List<String> events = lab.newEvents(plan.events(), seats);
    lab.settle();
    long placed = Fill.versions(lab.database(), events);
    long answered = count(run(lab, plan, events, 0, SETTLE_SECONDS));
    Reading.Used before = lab.used();
    double own = Cpu.ofEndedChildren(ProcessHandle.current().pid());
    String output = run(lab, plan, events, pairsPerSecond * SETTLE_SECONDS, plan.seconds());
    own = Cpu.ofEndedChildren(ProcessHandle.current().pid()) - own;
    Reading.Used used = lab.used().since(before);
    long count = count(output);
    answered += count;
    placed = Fill.versions(lab.database(), events) - placed;
    // It leaves a request of each connection unanswered at the end of each run.
    if (placed < answered || placed > answered + 2L * plan.connections()) {
      throw new IllegalStateException(
          "%d holds for %d answers (expected: hardly more) %s".formatted(placed, answered, output));
    }
    return new Holds(
        found(RATE, output),
        millis(P50, output),
        millis(P99, output),
        used.service() * 1e6 / count,
        used.database() * 1e6 / count,
        own * 1e6 / count);
  }

  private String run(Lab lab, Plan plan, List<String> events, int firstPair, int seconds) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--threads",
                "1",
                "--connections",
                String.valueOf(plan.connections()),
                "--duration",
                seconds + "s",
                "--timeout",
                "20s",
                "--latency",
                "--script",
                script.toString(),
                "http://127.0.0.1:" + lab.service().port(),
                "--",
                String.valueOf(firstPair)));
    command.addAll(events);
    String output = Programs.run(new ProcessBuilder(command));
    if (output.contains("Non-2xx") || output.contains("Socket errors")) {
      throw new IllegalStateException("wrk: a hold failed: " + output);
    }
    return output;
  }

  private static long count(String output) {
    long count = (long) found(COUNT, output);
    if (count == 0) {
      throw new IllegalStateException("wrk: no answer: " + output);
    }
    return count;
  }

  private static double found(Pattern pattern, String output) {
    return Double.parseDouble(match(pattern, output).group(1));
  }

  private static double millis(Pattern pattern, String output) {
    Matcher match = match(pattern, output);
    double value = Double.parseDouble(match.group(1));
    return switch (match.group(2)) {
      case "us" -> value / 1000;
      case "ms" -> value;
      case "s" -> value * 1000;
      default -> throw new IllegalStateException("not understood: " + output);
    };
  }

  private static Matcher match(Pattern pattern, String output) {
    Matcher match = pattern.matcher(output);
    if (!match.find()) {
      throw new IllegalStateException("not understood: " + output);
    }
    return match;
  }
}
