package dev.holdfast.bootstrap.samples;

import dev.holdfast.domain.seatmap.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An ellipse on which places are found by how far around they are, so that equal steps are
/// equally long everywhere.
final class Oval {
  private static final int STEPS = 2_048;

  private final Point center;
  private final double halfWidth;
  private final double halfHeight;

  /// How far it is to each step.
  private final double[] lengths = new double[STEPS + 1];

  Oval(Point center, double halfWidth, double halfHeight) {
    this.center = center;
    this.halfWidth = halfWidth;
    this.halfHeight = halfHeight;
    for (int i = 1; i <= STEPS; i++) {
      Point before = atAngle(2 * Math.PI * (i - 1) / STEPS);
      Point here = atAngle(2 * Math.PI * i / STEPS);
      lengths[i] = lengths[i - 1] + Math.hypot(here.x() - before.x(), here.y() - before.y());
    }
  }

  /// All the way around.
  double length() {
    return lengths[STEPS];
  }

  /// A place on the oval.
  ///
  /// @param part how much of the way around it is: 0 is at the right end, ¼ at the bottom
  Point at(double part) {
    double length = part * length();
    int found = Arrays.binarySearch(lengths, length);
    int step = Math.clamp(found < 0 ? -found - 2 : found, 0, STEPS - 1);
    double rest = (length - lengths[step]) / (lengths[step + 1] - lengths[step]);
    return atAngle(2 * Math.PI * (step + rest) / STEPS);
  }

  /// Points along the oval.
  List<Point> arc(double from, double to) {
    int steps = (int) Math.ceil((to - from) * 96);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      points.add(at(from + (to - from) * i / steps));
    }
    return points;
  }

  private Point atAngle(double angle) {
    return new Point(
        center.x() + halfWidth * Math.cos(angle), center.y() + halfHeight * Math.sin(angle));
  }
}
