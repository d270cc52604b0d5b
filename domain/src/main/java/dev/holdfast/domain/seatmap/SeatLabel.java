package dev.holdfast.domain.seatmap;

import org.jspecify.annotations.Nullable;

/// What people call a seat: where it is, and what is written there.
///
/// @param section the name of its section; null where that has none
/// @param row the row that it is in, with its name and its label
/// @param seat with its name and its label
public record SeatLabel(@Nullable String section, Row row, Seat seat) {}
