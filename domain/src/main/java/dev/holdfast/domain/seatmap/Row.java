package dev.holdfast.domain.seatmap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Neighbouring seats, in the order in which they stand: a row of chairs, or those around a table.
///
/// @param name what is written at its end, such as `B`; null where it has none
/// @param label what the map calls it in full, in words of its own, such as `Table 3`; null where
///     it is called by its name
public record Row(@Nullable String name, @Nullable String label, List<Seat> seats) {
  public Row {
    seats = List.copyOf(seats);
  }

  /// A row that is called by its name.
  public Row(@Nullable String name, List<Seat> seats) {
    this(name, null, seats);
  }
}
