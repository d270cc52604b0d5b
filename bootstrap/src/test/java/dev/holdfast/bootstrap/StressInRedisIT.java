package dev.holdfast.bootstrap;

import dev.holdfast.local.EmbeddedRedis;
import dev.holdfast.local.EmbeddedRedis.Persistence;
import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The same with the holds in Redis, which stands still, and is killed. One node's commits of sales
/// get lost, the other node is killed. Redis syncs every write, so that no hold is lost either.
class StressInRedisIT {
  @Test
  void whateverGoesWrongNoSeatIsSoldTwiceAndNoAcknowledgedSaleIsLost() throws Exception {
    stress(Duration.ofSeconds(6));
  }

  @Tag("long")
  @Test
  void noSeatIsSoldTwiceAndNoAcknowledgedSaleIsLostInTheLongRun() throws Exception {
    stress(Duration.ofSeconds(150));
  }

  private static void stress(Duration atLeast) throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.temporary(Persistence.ALWAYS);
        SearchedLog _ = SearchedLog.of(redis)) {
      Stress.run(
          atLeast,
          Map.of("QUARKUS_REDIS_HOSTS", redis.url(), "HOLDFAST_LEDGER", "redis"),
          stage -> new Run(stage, redis));
    }
  }

  private static final class Run extends Stress {
    private final EmbeddedRedis redis;

    Run(Stage stage, EmbeddedRedis redis) {
      super(
          stage,
          Faults.KILL,
          Faults.LOCKED,
          Faults.TERMINATED,
          Faults.REDIS_STOPPED,
          Faults.REDIS_KILLED);
      this.redis = redis;
    }

    @Override
    List<Striking> strikes(History history, SplittableRandom random) {
      return List.of(
          faults()::breakCommits,
          () -> faults().terminateConnections(3),
          () -> {
            faults().stopRedis(redis);
            killAndRestart(history);
            faults().lockSomeEvent(events(), random);
            faults().killRedis(redis);
          });
    }

    @Override
    int openHolds() {
      int held = 0;
      for (String event : events()) {
        Response shown = apis().getFirst().availability(event);
        if (shown.statusCode() == 200) {
          held += shown.<List<String>>path("held").size();
          for (String area : StressRoom.AREAS) {
            held += shown.<Integer>path("areas.find { it.id == '%s' }.held".formatted(area));
          }
        } else {
          held++;
        }
      }
      return held;
    }

    @Override
    List<String> violations(List<Call> calls) throws SQLException {
      return stored().violationsOfSales(calls);
    }

    @Override
    Map<String, String> toBeShown() throws SQLException {
      Map<String, String> shown = new TreeMap<>();
      stored().availabilities().forEach((event, picture) -> shown.put(event, ofSales(picture)));
      return shown;
    }

    @Override
    String picture(Response shown) {
      return ofSales(wholePicture(shown));
    }

    /// Without the version, which counts holds as well.
    private static String ofSales(String picture) {
      return picture.substring(picture.indexOf(' ') + 1);
    }
  }
}
