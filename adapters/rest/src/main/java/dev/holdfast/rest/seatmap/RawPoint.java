package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.seatmap.Point;
import java.io.IOException;

/// A position as the foreign formats write it; NaN where a coordinate is absent.
final class RawPoint implements Json.Raw {
  double x = Double.NaN;
  double y = Double.NaN;

  @Override
  public void read(String field, Json json) throws IOException {
    switch (field) {
      case "x" -> x = json.number();
      case "y" -> y = json.number();
      default -> json.skip();
    }
  }

  /// The point, 0 for a coordinate that is absent.
  Point orZero() {
    return new Point(Double.isNaN(x) ? 0 : x, Double.isNaN(y) ? 0 : y);
  }
}
