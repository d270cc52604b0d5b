package dev.holdfast.rest.seatmap;

import dev.holdfast.domain.FieldError;
import dev.holdfast.domain.seatmap.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of reading a seat map.
public sealed interface SeatMapImport {
  /// The layout is sound: a `SeatMap` can be made of it.
  ///
  /// @param name as the document names itself; null where it does not
  /// @param warnings what was repaired or looks odd, in document order
  record Imported(@Nullable String name, Layout layout, List<FieldError> warnings)
      implements SeatMapImport {
    public Imported {
      warnings = List.copyOf(warnings);
    }
  }

  /// The document was understood, and its seat map has defects; all of them are listed.
  record Invalid(List<FieldError> errors) implements SeatMapImport {
    public Invalid {
      errors = List.copyOf(errors);
    }
  }

  /// The document is not JSON, has values of a wrong type, or unknown fields in our own format.
  record Malformed(List<FieldError> errors) implements SeatMapImport {
    public Malformed {
      errors = List.copyOf(errors);
    }
  }
}
