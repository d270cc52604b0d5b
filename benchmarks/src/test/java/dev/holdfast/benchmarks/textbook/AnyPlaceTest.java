package dev.holdfast.benchmarks.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ways that give out places of their own choice.
@Timeout(60)
class AnyPlaceTest {
  private static final Workload ROOM = new Workload("three seats", 1, 3, 2, 0);

  @ParameterizedTest
  @EnumSource(names = {"COUNTER_ROW", "SKIP_LOCKED"})
  void noMoreAreGivenOutThanThereAre(Way way) {
    try (SeatHolder node = Servers.stage(ROOM, way).open(way)) {
      int[] first = new int[2];
      assertThat(node.hold(1, 0, first)).isEqualTo(Answer.HELD);
      assertThat(node.hold(2, 0, new int[2])).isEqualTo(Answer.TAKEN);
      assertThat(node.hold(3, 0, new int[1])).isEqualTo(Answer.HELD);
      assertThat(node.hold(4, 0, new int[1])).isEqualTo(Answer.TAKEN);
      node.release(1, 0, first);
      assertThat(node.hold(5, 0, new int[2])).isEqualTo(Answer.HELD);
      assertThat(node.claims()).hasSize(3);
    }
  }

  @Test
  void everyStripeIsAskedBeforeABuyerIsRefused() {
    Way way = Way.STRIPED_COUNTERS;
    try (SeatHolder node = Servers.stage(ROOM, way).open(way)) {
      for (int holder = 1; holder <= ROOM.seats(); holder++) {
        assertThat(node.hold(holder, 0, new int[1])).isEqualTo(Answer.HELD);
      }
      assertThat(node.hold(4, 0, new int[1])).isEqualTo(Answer.TAKEN);
      assertThat(node.claims()).hasSize(3);
    }
  }

  @Test
  void aBuyerPassesOverASeatThatAnotherIsAboutToTake() throws SQLException {
    Way way = Way.SKIP_LOCKED;
    Stage stage = Servers.stage(ROOM, way);
    try (SeatHolder node = stage.open(way);
        Connection other =
            DriverManager.getConnection(stage.url(), stage.user(), stage.password());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT 1 FROM seat WHERE seat = 0 FOR UPDATE");
      int[] seats = new int[2];
      assertThat(node.hold(1, 0, seats)).isEqualTo(Answer.HELD);
      assertThat(seats).containsExactlyInAnyOrder(1, 2);
    }
  }
}
