package dev.holdfast.domain.seatmap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Neighbouring seats, in the order in which they stand: a row of chairs, or those around a table.
///
/// @param name what is written at its end, such as `B`; null where it has none
public record Row(@Nullable String name, List<Seat> seats) {
  public Row {
    seats = List.copyOf(seats);
  }
}
