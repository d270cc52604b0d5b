package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.FieldPath;
import dev.holdfast.domain.seatmap.Layout;
import dev.holdfast.domain.seatmap.Seat;
import dev.holdfast.domain.seatmap.SeatMap;
import dev.holdfast.domain.seatmap.SeatMapId;
import dev.holdfast.rest.seatmap.SeatMapImport.Imported;
import dev.holdfast.rest.seatmap.SeatMapImport.Invalid;
import dev.holdfast.rest.seatmap.SeatMapImport.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// What tests ask of an import. Documents may be written with ' for ".
final class Imports {
  private Imports() {}

  static Imported imported(byte[] body, boolean repair) {
    SeatMapImport result = SeatMapImporter.read(body, repair);
    if (result instanceof Imported imported) {
      return imported;
    }
    throw new AssertionError("expected: imported, was: " + result);
  }

  static Imported imported(String document) {
    return imported(bytes(document), false);
  }

  static Imported repaired(String document) {
    return imported(bytes(document), true);
  }

  static List<FieldError> invalid(byte[] body) {
    SeatMapImport result = SeatMapImporter.read(body, false);
    if (result instanceof Invalid invalid) {
      return invalid.errors();
    }
    throw new AssertionError("expected: invalid, was: " + result);
  }

  static List<FieldError> invalid(String document) {
    return invalid(bytes(document));
  }

  static List<FieldError> malformed(byte[] body) {
    SeatMapImport result = SeatMapImporter.read(body, false);
    if (result instanceof Malformed malformed) {
      return malformed.errors();
    }
    throw new AssertionError("expected: malformed, was: " + result);
  }

  static List<FieldError> malformed(String document) {
    return malformed(bytes(document));
  }

  /// @param pointer without escapes
  static FieldError error(String pointer, String detail) {
    FieldPath path = FieldPath.whole();
    for (String step : pointer.split("/", -1)) {
      if (!step.isEmpty()) {
        path = step.matches("[0-9]+") ? path.at(Integer.parseInt(step)) : path.to(step);
      }
    }
    return new FieldError(path, detail);
  }

  static String pointer(FieldError error) {
    return Pointer.to(error.path());
  }

  static SeatMap map(Layout layout) {
    return new SeatMap(new SeatMapId(new UUID(0, 1)), "A room", layout);
  }

  static SeatMap map(Imported imported) {
    return map(imported.layout());
  }

  static List<String> seatIds(Imported imported) {
    return map(imported).seats().stream().map(Seat::id).toList();
  }

  static Seat seat(Imported imported, String id) {
    SeatMap map = map(imported);
    return map.seat(map.number(id).orElseThrow(() -> new AssertionError("no seat " + id)));
  }

  static byte[] bytes(String document) {
    return document.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
