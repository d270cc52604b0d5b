package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.seatmap.Point;
import java.util.ArrayList;
import java.util.List;

/// Outlines as polygons.
final class Shapes {
  private static final int CORNERS_OF_AN_ELLIPSE = 32;

  private Shapes() {}

  /// An ellipse around a centre.
  ///
  /// @param degrees its clockwise rotation about the centre
  static List<Point> ellipse(Point center, double radiusX, double radiusY, double degrees) {
    List<Point> outline = new ArrayList<>();
    for (int i = 0; i < CORNERS_OF_AN_ELLIPSE; i++) {
      double angle = 2 * Math.PI * i / CORNERS_OF_AN_ELLIPSE;
      outline.add(turned(center, radiusX * Math.cos(angle), radiusY * Math.sin(angle), degrees));
    }
    return outline;
  }

  /// A rectangle around a centre.
  ///
  /// @param degrees its clockwise rotation about the centre
  static List<Point> rectangle(Point center, double width, double height, double degrees) {
    double x = width / 2;
    double y = height / 2;
    return List.of(
        turned(center, -x, -y, degrees),
        turned(center, x, -y, degrees),
        turned(center, x, y, degrees),
        turned(center, -x, y, degrees));
  }

  /// What lies (x, y) away from the pivot, after a clockwise rotation about it.
  static Point turned(Point pivot, double x, double y, double degrees) {
    double angle = Math.toRadians(degrees);
    return new Point(
        pivot.x() + x * Math.cos(angle) - y * Math.sin(angle),
        pivot.y() + x * Math.sin(angle) + y * Math.cos(angle));
  }

  static Point moved(Point point, Point by) {
    return new Point(point.x() + by.x(), point.y() + by.y());
  }
}
