package dev.holdfast.bootstrap.samples;

import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.Section;
import java.util.ArrayList;
import java.util.List;

/// Three tiers of 32 sections around an oval. A section has 225, 200 and 200 seats in the three,
/// which makes 32 × 625 = 20,000.
final class Arena {
  private static final String ROW_NAMES = "ABCDEFGHJKLMNOPQ";
  private static final int SECTIONS = 32;
  private static final Point CENTER = new Point(1_700, 1_400);
  private static final double ROW_PITCH = 14;
  private static final double AISLE = 24;
  private static final double MARGIN = 8;

  private static final List<Tier> TIERS =
      List.of(
          new Tier(100, 1_000, 15, 15, 3),
          new Tier(200, 1_250, 10, 20, 2),
          new Tier(300, 1_430, 8, 25, 2));

  private Arena() {}

  /// One tier of sections.
  ///
  /// @param firstName the sections' names are the numbers after this one
  /// @param halfWidth of the oval that its first row follows
  /// @param rows how many rows a section has
  /// @param seats how many seats a row has on average
  /// @param spread how many more the last row has than the average, and fewer the first
  private record Tier(int firstName, double halfWidth, int rows, int seats, int spread) {
    int seatsIn(int row) {
      // Truncation is towards 0, so that what later rows have more is what earlier ones have less.
      return seats + (2 * row - (rows - 1)) * spread / (rows - 1);
    }

    Oval oval(double row) {
      return new Oval(CENTER, halfWidth + row * ROW_PITCH, halfWidth - 260 + row * ROW_PITCH);
    }
  }

  static Layout layout() {
    List<Section> sections = new ArrayList<>();
    for (Tier tier : TIERS) {
      List<Oval> ovals = new ArrayList<>();
      for (int row = 0; row < tier.rows(); row++) {
        ovals.add(tier.oval(row));
      }
      for (int i = 0; i < SECTIONS; i++) {
        sections.add(section(tier, i, ovals));
      }
    }
    Oval floor = new Oval(CENTER, 930, 670);
    return new Layout(
        List.of(
            new Category("premium", "Premium", Palette.ORANGE),
            new Category("lower", "Lower tier", Palette.BLUE),
            new Category("middle", "Middle tier", Palette.GREEN),
            new Category("upper", "Upper tier", Palette.PINK)),
        sections,
        List.of(),
        List.of(
            new Decoration("shape", null, floor.arc(0, 1)),
            new Decoration(
                "stage",
                "Stage",
                List.of(
                    new Point(CENTER.x() - 220, CENTER.y() - 140),
                    new Point(CENTER.x() + 220, CENTER.y() - 140),
                    new Point(CENTER.x() + 220, CENTER.y() + 140),
                    new Point(CENTER.x() - 220, CENTER.y() + 140))),
            new Decoration("focus", null, List.of(CENTER))));
  }

  private static Section section(Tier tier, int index, List<Oval> ovals) {
    String name = String.valueOf(tier.firstName() + index + 1);
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < tier.rows(); row++) {
      rows.add(row(tier, name, index, row, ovals.get(row)));
    }
    Oval inside = tier.oval(-0.5 - MARGIN / ROW_PITCH / 2);
    Oval outside = tier.oval(tier.rows() - 0.5 + MARGIN / ROW_PITCH / 2);
    List<Point> outline = new ArrayList<>(inside.arc(from(index, inside, 3), to(index, inside, 3)));
    outline.addAll(outside.arc(from(index, outside, 3), to(index, outside, 3)).reversed());
    String gate = "Gate " + (char) ('A' + index / 4);
    return new Section(name, gate, outline, rows);
  }

  private static Row row(Tier tier, String section, int index, int row, Oval oval) {
    String name = ROW_NAMES.substring(row, row + 1);
    double from = from(index, oval, AISLE / 2);
    double to = to(index, oval, AISLE / 2);
    int count = tier.seatsIn(row);
    boolean lastOfLower = tier.equals(TIERS.getFirst()) && row == tier.rows() - 1;
    List<Seat> seats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = String.valueOf(i + 1);
      Point place = oval.at(from + (to - from) * i / (count - 1));
      // The concourse is behind the lower tier: the first two of its last row need no step.
      boolean accessible = lastOfLower && i < 2;
      seats.add(
          new Seat(
              section + "-" + name + "-" + number,
              number,
              category(tier, index),
              place,
              accessible));
    }
    return new Row(name, seats);
  }

  /// Premium are the lower tier's six sections in the middle of each long side.
  private static String category(Tier tier, int index) {
    double fromMiddleOfSide = Math.abs(index % (SECTIONS / 2) - 7.5);
    return switch (TIERS.indexOf(tier)) {
      case 0 -> fromMiddleOfSide < 3 ? "premium" : "lower";
      case 1 -> "middle";
      default -> "upper";
    };
  }

  /// Where a section begins, as a part of the way around, at a distance from its neighbour.
  private static double from(int index, Oval oval, double distance) {
    return (double) index / SECTIONS + distance / oval.length();
  }

  private static double to(int index, Oval oval, double distance) {
    return (index + 1.0) / SECTIONS - distance / oval.length();
  }
}
