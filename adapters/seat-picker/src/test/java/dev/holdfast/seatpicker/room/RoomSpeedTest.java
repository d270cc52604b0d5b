package dev.holdfast.seatpicker.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import dev.holdfast.testkit.browser.BigRoom;
import dev.holdfast.testkit.browser.Chromium;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Pans and zooms through large rooms and measures what the room's own part of each frame takes.
/// Long, because it wants a machine to itself.
@Tag("long")
class RoomSpeedTest {
  @Test
  void a20000SeatRoomTakesAtMost8MillisecondsOfNearlyEveryFrame() {
    assertOwnTime(20_000, 8);
  }

  @Test
  void a100000SeatRoomTakesAtMost16MillisecondsOfNearlyEveryFrame() {
    assertOwnTime(100_000, 16);
  }

  @SuppressWarnings("unchecked")
  private static void assertOwnTime(int seats, double most) {
    assumeTrue(Chromium.find().isPresent(), Chromium.HOW_TO_GET_ONE);
    try (RoomPage rooms = new RoomPage()) {
      Page page = rooms.open();
      RoomPage.show(page, BigRoom.json(seats));
      // The first tour warms the browser's compiler up.
      page.evaluate("stage.tour()");
      var measured = (Map<String, List<Number>>) page.evaluate("stage.tour()");
      double[] own = sorted(requireNonNull(measured.get("own")));
      double[] intervals = sorted(requireNonNull(measured.get("intervals")));
      String report =
          ("%,d seats, %d frames: own time p50 %.1f, p95 %.1f, max %.1f ms;"
                  + " from frame to frame p50 %.1f, p95 %.1f, max %.1f ms")
              .formatted(
                  seats,
                  own.length,
                  percentile(own, 50),
                  percentile(own, 95),
                  percentile(own, 100),
                  percentile(intervals, 50),
                  percentile(intervals, 95),
                  percentile(intervals, 100));
      System.out.println(report);
      assertTrue(own.length > 300, report);
      assertTrue(percentile(own, 95) <= most, report);
    }
  }

  private static double[] sorted(List<Number> numbers) {
    return numbers.stream().mapToDouble(Number::doubleValue).sorted().toArray();
  }

  private static double percentile(double[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
