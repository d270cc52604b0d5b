package dev.holdfast.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bootstrap.Api.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The page of all metrics says what a node shows.
@InRedis
@ExtendWith(RunningService.class)
class MetricsPageIT {
  private static final Path PAGE = Path.of("..", "docs", "reference", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(holdfast_\\w+)` \\| (\\w+) \\| ([^|]*)\\|");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (holdfast_\\w+) (\\w+)$");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^(holdfast_\\w+?)(?:_bucket|_count|_sum|_max)?(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"[^\"]*\"");

  /// @param labels without those of buckets
  private record Metric(String type, Set<String> labels) {}

  private final Api api;
  private final Management management;

  MetricsPageIT(Api api, Management management) {
    this.api = api;
    this.management = management;
  }

  @Test
  void thePageHasEveryMetricWithItsTypeAndLabelsAndNoOther() throws IOException {
    Held hold = api.placed(api.newEvent(), "A-1");
    api.confirmed(hold);
    String limited = api.newEvent("\"limits\": {\"address\": {\"held\": 1}}");
    api.place(limited, "A-1", "A-2").then().statusCode(409);
    api.open().get("/api/v1/events").then().statusCode(200);
    api.asAdmin(
            """
            {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "find_events"}}""")
        .post("/mcp")
        .then()
        .statusCode(200);

    String shown = management.get("/q/metrics").asString();
    assertThat(shownIn(shown)).hasSizeGreaterThan(20).isEqualTo(onPage());
  }

  private static Map<String, Metric> onPage() throws IOException {
    return ROW.matcher(Files.readString(PAGE))
        .results()
        .collect(
            Collectors.toMap(
                row -> row.group(1),
                row -> new Metric(row.group(2), labels(row.group(3))),
                (_, _) -> {
                  throw new AssertionError("one is there twice");
                },
                TreeMap::new));
  }

  private static Set<String> labels(String cell) {
    return Arrays.stream(cell.replaceAll("[` ]", "").split(",", -1))
        .filter(label -> !label.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Metric> shownIn(String metrics) {
    Map<String, Metric> shown = new TreeMap<>();
    TYPE.matcher(metrics)
        .results()
        .forEach(
            type ->
                shown.put(
                    type.group(1) + (type.group(2).equals("counter") ? "_total" : ""),
                    new Metric(type.group(2), new TreeSet<>())));
    // The largest value of late is shown as a metric of its own.
    shown
        .keySet()
        .removeIf(
            name -> shown.containsKey(name.replaceFirst("_max$", "")) && name.endsWith("_max"));
    SAMPLE
        .matcher(metrics)
        .results()
        .filter(sample -> sample.group(2) != null)
        .forEach(
            sample ->
                LABEL
                    .matcher(sample.group(2))
                    .results()
                    .map(label -> label.group(1))
                    .filter(label -> !label.equals("le"))
                    .forEach(
                        label ->
                            Objects.requireNonNull(shown.get(sample.group(1)))
                                .labels()
                                .add(label)));
    return shown;
  }

  @Test
  void requestsAreCountedByTheirTemplateAndTheirOutcome() {
    String event = api.newEvent();
    String placed = requests("/api/v1/events/{eventId}/holds", "POST", 201, "ok");
    String refused = requests("/api/v1/events/{eventId}/holds", "POST", 409, "refused");
    String elsewhere = requests("other", "GET", 404, "refused");
    double placedBefore = management.metric(placed);
    double refusedBefore = management.metric(refused);
    double elsewhereBefore = management.metric(elsewhere);

    api.placed(event, "A-1");
    api.place(event, "A-1").then().statusCode(409);
    api.open().get("/" + event).then().statusCode(404);

    assertThat(management.metric(placed)).isEqualTo(placedBefore + 1);
    assertThat(management.metric(refused)).isEqualTo(refusedBefore + 1);
    assertThat(management.metric(elsewhere)).isEqualTo(elsewhereBefore + 1);
    assertThat(management.get("/q/metrics").asString())
        .contains(placed.replace("_count{", "_bucket{").replaceFirst("}$", ",le=\"0.3\"}"))
        .doesNotContain(event);
  }

  private static String requests(String route, String method, int status, String outcome) {
    return "holdfast_requests_seconds_count{method=\"%s\",outcome=\"%s\",route=\"%s\",status=\"%d\"}"
        .formatted(method, outcome, route, status);
  }

  @Test
  void changesAreCountedByWhatTheyCameTo() {
    String event = api.newEvent();
    String confirmed =
        "holdfast_changes_total{command=\"confirm\",ledger=\"redis\",outcome=\"done\"}";
    String again = confirmed.replace("done", "replayed");
    double confirmedBefore = management.metric(confirmed);
    double againBefore = management.metric(again);

    Held hold = api.placed(event, "A-1");
    assertThat(management.metric("holdfast_holds_live{ledger=\"redis\"}")).isPositive();
    api.confirmed(hold);
    api.confirm(hold).then().statusCode(200);

    assertThat(management.metric(confirmed)).isEqualTo(confirmedBefore + 1);
    assertThat(management.metric(again)).isEqualTo(againBefore + 1);
    assertThat(management.metric("holdfast_clock_offset_seconds{ledger=\"redis\"}"))
        .isBetween(-5.0, 5.0);
  }
}
