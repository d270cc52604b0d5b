package dev.holdfast.bootstrap;

import static dev.holdfast.bootstrap.Api.hold;
import static dev.holdfast.bootstrap.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.bootstrap.Api.Held;
import dev.holdfast.bootstrap.Call.Answer;
import dev.holdfast.local.EmbeddedPostgres;
import dev.holdfast.testkit.Simulation;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A node whose clock is wrong by hours, alone and beside one whose clock is right (I3, I4). The
/// clock of this process is that of the database.
@Tag("long")
@Timeout(300)
class ClockSkewIT {
  private static final System.Logger LOG = System.getLogger(ClockSkewIT.class.getName());
  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final int WRONG = 0;

  /// Gives a process another clock. Where distributions have it.
  private static final Optional<Path> LIBFAKETIME =
      Stream.of(
              "/usr/lib/x86_64-linux-gnu/faketime",
              "/usr/lib/aarch64-linux-gnu/faketime",
              "/usr/lib64/faketime",
              "/usr/lib/faketime")
          .map(folder -> Path.of(folder, "libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();

  @ParameterizedTest
  @ValueSource(ints = {2, -2})
  void aNodeWhoseClockIsWrongByHoursSellsNothingLateAndEndsNothingEarly(int hours)
      throws Exception {
    assumeTrue(LIBFAKETIME.isPresent(), "no libfaketime (install Debian's package faketime)");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.temporary()) {
      Map<String, String> settings = new HashMap<>();
      settings.put("QUARKUS_DATASOURCE_JDBC_URL", postgres.createDatabase());
      Map<String, String> wrongly = new HashMap<>(settings);
      wrongly.put("LD_PRELOAD", LIBFAKETIME.orElseThrow().toString());
      wrongly.put("FAKETIME", "%+dh".formatted(hours));
      // The archive of classes names the times of files.
      wrongly.put("NO_FAKE_STAT", "1");
      try (PackagedService wrong = PackagedService.start(postgres, wrongly)) {
        Api api = new Api(wrong.uri());
        String event = api.newEvent();
        Held held = toldHowLongItLasts(api, event);
        assertThat(offset(wrong)).isBetween(-3_600.0 * hours - 60, -3_600.0 * hours + 60);
        nothingIsSoldLate(api);
        salesOpenAndCloseInTime(api);
        nothingHasEndedEarly(api, event, held);
        try (PackagedService right = PackagedService.start(postgres, settings)) {
          bothSell(postgres, wrong, right);
          assertThat(offset(right)).isBetween(-60.0, 60.0);
        }
      }
    }
  }

  private static double offset(PackagedService node) {
    return node.management().metric("holdfast_clock_offset_seconds{ledger=\"postgres\"}");
  }

  private static Held toldHowLongItLasts(Api api, String event) {
    Instant before = Instant.now();
    Response placed = api.place(event, "A-1");
    placed.then().statusCode(201);
    Instant expiresAt = assertThatTheRestIsTold(placed, before);
    assertThat(Duration.between(before, expiresAt).minus(LIFE))
        .isBetween(Duration.ofSeconds(-1), Duration.between(before, Instant.now()).plusSeconds(1));
    return new Held(placed.path("id"), placed.path("secret"));
  }

  /// @param before an instant before the request
  /// @return when it expires
  private static Instant assertThatTheRestIsTold(Response answer, Instant before) {
    Instant expiresAt = Instant.parse(answer.path("expiresAt"));
    assertThat(answer.<Integer>path("expiresIn"))
        .isBetween(
            (int) Duration.between(Instant.now(), expiresAt).toSeconds() - 1,
            (int) Duration.between(before, expiresAt).toSeconds() + 1);
    return expiresAt;
  }

  private static void nothingIsSoldLate(Api api) throws InterruptedException {
    String event = api.newEvent("\"holdPolicy\": {\"duration\": \"PT1S\"}");
    Response placed = api.place(event, "A-1");
    placed.then().statusCode(201);
    Instant expiresAt = Instant.parse(placed.path("expiresAt"));
    while (!Instant.now().isAfter(expiresAt)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertProblem(
        api.confirm(new Held(placed.path("id"), placed.path("secret"))), 409, "hold-expired");
    while (api.availability(event).<Integer>path("version") < 2) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    api.confirmed(api.placed(api.newEvent(), "A-1"));
  }

  private static void salesOpenAndCloseInTime(Api api) {
    Instant now = Instant.now();
    assertThatSalesAre("not-open", api, now.plusSeconds(3_600), now.plusSeconds(7_200));
    assertThatSalesAre("over", api, now.minusSeconds(7_200), now.minusSeconds(3_600));
    String open = salesBetween(api, now.minusSeconds(3_600), now.plusSeconds(3_600));
    api.confirmed(api.placed(open, "A-1"));
  }

  private static void assertThatSalesAre(String reason, Api api, Instant open, Instant close) {
    assertProblem(api.place(salesBetween(api, open, close), "A-1"), 409, "sales-closed")
        .body("reason", equalTo(reason));
  }

  private static String salesBetween(Api api, Instant open, Instant close) {
    return api.newEvent("\"salesOpenAt\": \"%s\", \"salesCloseAt\": \"%s\"".formatted(open, close));
  }

  private static void nothingHasEndedEarly(Api api, String event, Held held) {
    Instant before = Instant.now();
    Response still = api.asOwner(held).get(hold(held));
    still.then().statusCode(200).body("status", equalTo("held"));
    assertThatTheRestIsTold(still, before);
    Response sold = api.confirm(held);
    sold.then().statusCode(201);
    assertThat(Instant.parse(sold.path("confirmedAt")))
        .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    assertProblem(api.place(event, "A-1"), 409, "seats-unavailable");
  }

  private static void bothSell(
      EmbeddedPostgres postgres, PackagedService wrong, PackagedService right) throws Exception {
    long seed = Simulation.newSeed();
    LOG.log(System.Logger.Level.INFO, "seed {0}", String.valueOf(seed));
    List<String> events = Stress.newEvents(new Api(right.uri()));
    List<Call> calls;
    try (History history = new History(List.of(wrong.uri(), right.uri()))) {
      try (Crowd _ = new Crowd("buyer-", new SplittableRandom(seed), events, history)) {
        history.awaitSales(Set.of("0 of 1", "1 of 0"));
        while (history.calls().stream().noneMatch(ClockSkewIT::isRefusedAsLate)) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
      calls = history.calls();
    }
    var stored = new StoredCheck(PackagedService.database(postgres, wrong.jdbcUrl()));
    Crowd.awaitEndOfHolds(stored);
    List<String> violations = new HistoryCheck(calls, Stress.LONGEST_HOLD).violations();
    violations.addAll(stored.violations(events, calls, Map.of()));
    assertThat(violations).as("seed %d", seed).isEmpty();
  }

  private static boolean isRefusedAsLate(Call call) {
    return call.node() == WRONG
        && call.answer() instanceof Answer.Failed failed
        && failed.type().equals("hold-expired");
  }
}
