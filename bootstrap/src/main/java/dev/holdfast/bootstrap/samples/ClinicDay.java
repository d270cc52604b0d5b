package dev.holdfast.bootstrap.samples;

import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/// Appointments are areas of one place, and a session is an area whose places are queue numbers.
final class ClinicDay {
  private static final LocalTime FIRST = LocalTime.of(8, 0);
  private static final Duration SLOT = Duration.ofMinutes(20);
  private static final int FIRST_VISITS = 4;
  private static final int SLOTS = 12;

  private ClinicDay() {}

  static Layout layout() {
    List<Area> areas = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      String time = FIRST.plus(SLOT.multipliedBy(i)).toString();
      String category = i < FIRST_VISITS ? "first-visit" : "follow-up";
      areas.add(new Area(time, time, category, 1, Numbering.LOWEST_FREE, List.of()));
    }
    areas.add(
        new Area("walk-in", "Walk-in from 14:00", "walk-in", 10, Numbering.INCREASING, List.of()));
    return new Layout(
        List.of(
            new Category("first-visit", "First visit", Palette.BLUE),
            new Category("follow-up", "Follow-up visit", Palette.GREEN),
            new Category("walk-in", "Walk-in session", Palette.ORANGE)),
        List.of(),
        areas,
        List.of());
  }
}
