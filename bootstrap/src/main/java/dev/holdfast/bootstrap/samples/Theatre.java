package dev.holdfast.bootstrap.samples;

import dev.holdfast.domain.seatmap.Area;
import dev.holdfast.domain.seatmap.Category;
import dev.holdfast.domain.seatmap.Decoration;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Numbering;
import dev.holdfast.domain.seatmap.Point;
import dev.holdfast.domain.seatmap.Row;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.Section;
import java.util.ArrayList;
import java.util.List;

/// Rows are arcs around one point behind the stage; two aisles of constant width part them into
/// three blocks. Angles are degrees from the middle line, growing to the right as one sees it on
/// the map, with the stage at its top.
final class Theatre {
  private static final String ROW_NAMES = "ABCDEFGHJKLMNOP";
  private static final Point CENTER = new Point(640, -120);
  private static final double SEAT_PITCH = 26;
  private static final double ROW_PITCH = 30;
  private static final double AISLE = 46;
  private static final double HALF_SPAN = 38;
  private static final double HALF_MIDDLE_BLOCK = 14;
  private static final double MARGIN = 20;

  private static final int STALLS_ROWS = 14;
  private static final int PREMIUM_ROWS = 5;
  private static final double STALLS_RADIUS = 350;
  private static final double PROMENADE_RADIUS = STALLS_RADIUS + STALLS_ROWS * ROW_PITCH + 28;
  private static final int CIRCLE_ROWS = 4;
  private static final double CIRCLE_RADIUS = PROMENADE_RADIUS + 90;

  private static final int BOXES_A_SIDE = 5;
  private static final double BOX_ANGLE = 47;
  private static final double BOX_PITCH = 78;

  private Theatre() {}

  static Layout layout() {
    List<Section> sections = new ArrayList<>();
    sections.add(stalls());
    for (int box = 1; box <= 2 * BOXES_A_SIDE; box++) {
      sections.add(box(box));
    }
    sections.add(circle());
    return new Layout(
        List.of(
            new Category("premium", "Premium stalls", Palette.ORANGE),
            new Category("stalls", "Stalls", Palette.BLUE),
            new Category("circle", "Circle", Palette.GREEN),
            new Category("boxes", "Boxes", Palette.PINK),
            new Category("standing", "Standing", Palette.OLIVE)),
        sections,
        List.of(
            new Area(
                "Standing",
                "Standing",
                "standing",
                60,
                Numbering.LOWEST_FREE,
                band(PROMENADE_RADIUS - 20, PROMENADE_RADIUS + 24, -22, 22))),
        List.of(
            new Decoration("stage", "Stage", stage()),
            new Decoration("focus", null, List.of(new Point(CENTER.x(), 110)))));
  }

  private static Section stalls() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < STALLS_ROWS; i++) {
      String category = i < PREMIUM_ROWS ? "premium" : "stalls";
      rows.add(row("Stalls", i, STALLS_RADIUS + i * ROW_PITCH, category));
    }
    rows.add(wheelchairPlaces());
    double outer = STALLS_RADIUS + (STALLS_ROWS - 1) * ROW_PITCH;
    List<Point> outline = new ArrayList<>(arc(STALLS_RADIUS - MARGIN, -40, 40));
    outline.addAll(arc(PROMENADE_RADIUS + 24, 40, 25));
    outline.addAll(arc(outer + MARGIN, 25, -25));
    outline.addAll(arc(PROMENADE_RADIUS + 24, -25, -40));
    return new Section("Stalls", "Foyer", outline, rows);
  }

  private static Section circle() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < CIRCLE_ROWS; i++) {
      rows.add(row("Circle", i, CIRCLE_RADIUS + i * ROW_PITCH, "circle"));
    }
    double outer = CIRCLE_RADIUS + (CIRCLE_ROWS - 1) * ROW_PITCH;
    return new Section(
        "Circle", "Upper foyer", band(CIRCLE_RADIUS - MARGIN, outer + MARGIN, -40, 40), rows);
  }

  /// One row in three blocks, numbered from left to right.
  private static Row row(String section, int index, double radius, String category) {
    double aisle = Math.toDegrees(AISLE / radius);
    List<Point> places = new ArrayList<>();
    places.addAll(block(radius, -HALF_SPAN, -HALF_MIDDLE_BLOCK - aisle / 2));
    places.addAll(block(radius, -HALF_MIDDLE_BLOCK + aisle / 2, HALF_MIDDLE_BLOCK - aisle / 2));
    places.addAll(block(radius, HALF_MIDDLE_BLOCK + aisle / 2, HALF_SPAN));
    String name = ROW_NAMES.substring(index, index + 1);
    List<Seat> seats = new ArrayList<>();
    for (Point place : places) {
      String number = String.valueOf(seats.size() + 1);
      seats.add(new Seat(section + "-" + name + "-" + number, number, category, place, false));
    }
    return new Row(name, seats);
  }

  /// As many seats as fit between two angles, in the middle of it.
  private static List<Point> block(double radius, double from, double to) {
    double pitch = Math.toDegrees(SEAT_PITCH / radius);
    int seats = (int) ((to - from) / pitch) + 1;
    double first = (from + to) / 2 - pitch * (seats - 1) / 2;
    List<Point> places = new ArrayList<>();
    for (int i = 0; i < seats; i++) {
      places.add(at(radius, first + i * pitch));
    }
    return places;
  }

  /// Three places on either side of those who stand, with room to turn.
  private static Row wheelchairPlaces() {
    List<Seat> seats = new ArrayList<>();
    for (double angle : new double[] {-36, -32, -28, 28, 32, 36}) {
      String number = String.valueOf(seats.size() + 1);
      Point place = at(PROMENADE_RADIUS + 2, angle);
      seats.add(new Seat("Stalls-W-" + number, number, "stalls", place, true));
    }
    return new Row("W", seats);
  }

  /// A box of two by two chairs; odd ones are on the left, numbers grow away from the stage.
  private static Section box(int number) {
    double side = number % 2 == 1 ? -1 : 1;
    double angle = side * BOX_ANGLE;
    int onThisSide = (number - 1) / 2;
    double radius = STALLS_RADIUS + 44 + onThisSide * BOX_PITCH;
    String name = "Box " + number;
    List<Seat> seats = new ArrayList<>();
    for (double depth : new double[] {-14, 14}) {
      for (double across : new double[] {-14, 14}) {
        String seat = String.valueOf(seats.size() + 1);
        Point place = beside(at(radius + across, angle), angle, side * depth);
        seats.add(new Seat(name + "-" + seat, seat, "boxes", place, false));
      }
    }
    List<Point> outline =
        List.of(
            beside(at(radius - 33, angle), angle, -33),
            beside(at(radius - 33, angle), angle, 33),
            beside(at(radius + 33, angle), angle, 33),
            beside(at(radius + 33, angle), angle, -33));
    String entrance = side < 0 ? "Boxes left" : "Boxes right";
    return new Section(name, entrance, outline, List.of(new Row(null, seats)));
  }

  private static List<Point> stage() {
    List<Point> outline = new ArrayList<>();
    outline.add(new Point(CENTER.x() - 250, 40));
    outline.add(new Point(CENTER.x() + 250, 40));
    outline.addAll(arc(STALLS_RADIUS - 56, 38, -38));
    return outline;
  }

  /// What lies between two arcs.
  private static List<Point> band(double inner, double outer, double from, double to) {
    List<Point> outline = new ArrayList<>(arc(inner, from, to));
    outline.addAll(arc(outer, to, from));
    return outline;
  }

  private static List<Point> arc(double radius, double from, double to) {
    int steps = (int) Math.ceil(Math.abs(to - from) / 4);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      points.add(at(radius, from + (to - from) * i / steps));
    }
    return points;
  }

  private static Point at(double radius, double angle) {
    double radians = Math.toRadians(angle);
    return new Point(
        CENTER.x() + radius * Math.sin(radians), CENTER.y() + radius * Math.cos(radians));
  }

  /// A point across the ray that has this angle: to the right of the map's middle if positive.
  private static Point beside(Point point, double angle, double distance) {
    double radians = Math.toRadians(angle);
    return new Point(
        point.x() + distance * Math.cos(radians), point.y() - distance * Math.sin(radians));
  }
}
