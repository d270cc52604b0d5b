package dev.holdfast.bootstrap;

import io.restassured.response.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many clients at two nodes over one PostgreSQL want few seats and places, while connections
/// break, commits get lost, a stranger locks events and holds, and a node is killed. In the end I1
/// to I7 are true of what is stored, and of what was answered.
class StressIT {
  @Test
  void whateverGoesWrongNoSeatIsSoldTwiceAndNothingAcknowledgedIsLost() throws Exception {
    stress(Duration.ofSeconds(6));
  }

  @Tag("long")
  @Test
  void noSeatIsSoldTwiceAndNothingAcknowledgedIsLostInTheLongRun() throws Exception {
    stress(Duration.ofSeconds(150));
  }

  private static void stress(Duration atLeast) throws Exception {
    Stress.run(atLeast, Map.of(), Run::new);
  }

  private static final class Run extends Stress {
    Run(Stage stage) {
      super(stage, Faults.KILL, Faults.LOCKED, Faults.TERMINATED, Faults.OUTLASTED);
    }

    @Override
    List<Striking> strikes(History history, SplittableRandom random) {
      return List.of(
          faults()::breakCommits,
          () -> faults().terminateConnections(5),
          () -> faults().outlastHolds(6),
          () -> {
            killAndRestart(history);
            faults().lockSomeEvent(events(), random);
          });
    }

    @Override
    int openHolds() throws SQLException {
      return stored().openHolds();
    }

    @Override
    List<String> violations(List<Call> calls) throws SQLException {
      return stored().violations(events(), calls, faults().outlasted());
    }

    @Override
    Map<String, String> toBeShown() throws SQLException {
      return stored().availabilities();
    }

    @Override
    String picture(Response shown) {
      return wholePicture(shown);
    }
  }
}
