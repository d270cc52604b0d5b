package dev.holdfast.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.benchmarks.rehearsal.Main;
import dev.holdfast.local.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small rehearsals against the packaged application.
class RehearsalIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MAP =
      """
      {"name": "Small", "categories": [{"id": "a", "name": "A"}],
       "sections": [{"name": "Hall", "rows": [{"seats": [%s]}]}],
       "areas": [{"id": "floor", "name": "Floor", "category": "a", "capacity": 20}]}"""
          .formatted(
              IntStream.range(0, 60)
                  .mapToObj(seat -> "{\"id\":\"%d\",\"category\":\"a\"}".formatted(seat))
                  .collect(Collectors.joining(",")));

  @TempDir private static Path folder;

  private static EmbeddedPostgres postgres;
  private static Service service;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.temporary();
    service =
        Service.start(
            Path.of("../bootstrap/target/quarkus-app/quarkus-run.jar"),
            List.of("-Xmx256m"),
            postgres,
            postgres.createDatabase(),
            null,
            Service.freePort(),
            /* warmsUp= */ false,
            folder.resolve("service.log"));
  }

  @AfterAll
  static void stop() {
    service.close();
    postgres.close();
  }

  @Test
  void aRehearsalSellsAScratchEventAndLeavesTheRealOneAlone() throws Exception {
    String map = id(service.create("/api/v1/seat-maps", MAP));
    String event =
        id(
            service.create(
                "/api/v1/events",
                """
                {"name": "The real one", "seatMapId": "%s", "startsAt": "2099-01-01T20:00:00Z",
                 "timeZone": "UTC", "currency": "EUR", "prices": {"a": 4200}}"""
                    .formatted(map)));
    String before = service.get("/api/v1/events/" + event + "/availability").body();

    JsonNode report =
        rehearse("--event", event, "--buyers", "150", "--minutes", "1", "--forecast", "0.2");

    assertThat(report.path("eventName").asText()).isEqualTo("Rehearsal of The real one");
    assertThat(report.path("forecast").path("steps")).isNotEmpty();
    assertThat(service.get("/api/v1/events/" + event + "/availability").body()).isEqualTo(before);
  }

  @Test
  void recordedArrivalsComeToASeatMap() throws Exception {
    Path map = Files.writeString(folder.resolve("map.json"), MAP);
    Path arrivals = Files.writeString(folder.resolve("arrivals.csv"), "0,40\n30,20\n");

    JsonNode report =
        rehearse(
            "--seat-map", map.toString(), "--arrivals", arrivals.toString(), "--forecast", "0");

    assertThat(report.path("buyers").asInt()).isEqualTo(60);
    assertThat(report.has("forecast")).isFalse();
  }

  /// Rehearses, and compares the report with the service's own figures.
  private static JsonNode rehearse(String... options) throws IOException, InterruptedException {
    List<String> args = new ArrayList<>(List.of(options));
    Path out = folder.resolve("out");
    args.addAll(
        List.of(
            "--url",
            "http://127.0.0.1:" + service.port(),
            "--speed",
            "60",
            "--bots",
            "10",
            "--out",
            out.toString()));

    assertThat(Main.run(args, Service.ADMIN_KEY)).isZero();

    JsonNode report = JSON.readTree(out.resolve("rehearsal.json").toFile());
    int sold = report.path("sold").asInt();
    assertThat(sold).as(report.toString()).isPositive();
    assertThat(report.path("fates").path("LOST").asInt()).as(report.toString()).isZero();
    String event = "/api/v1/events/" + report.path("eventId").asText();
    JsonNode availability = JSON.readTree(service.get(event + "/availability").body());
    assertThat(
            availability.path("reserved").size()
                + availability.path("areas").get(0).path("reserved").asInt())
        .isEqualTo(sold)
        .isEqualTo(report.path("soldByService").asInt());
    assertThat(sum(report.path("soldByMinute"))).isEqualTo(sold);
    int bots = report.path("fates").path("BOTS").asInt();
    int buyers = report.path("buyers").asInt();
    assertThat(sum(report.path("fates")) - buyers - bots).as("the fates of all").isEqualTo(buyers);
    assertThat(JSON.readTree(service.get(event).body()).path("paused").asBoolean()).isTrue();
    assertThat(out.resolve("rehearsal.md"))
        .content()
        .contains("| seats and places for sale | 80 |", "| hold | refused |", "| confirm | ok |");
    return report;
  }

  private static int sum(JsonNode counts) {
    return StreamSupport.stream(counts.spliterator(), false).mapToInt(JsonNode::asInt).sum();
  }

  private static String id(String json) throws IOException {
    return JSON.readTree(json).path("id").asText();
  }
}
