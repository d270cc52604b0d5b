/// The immutable layout of a room: sections, rows, seats, areas and categories, perhaps with
// geometry.
@NullMarked
package dev.holdfast.domain.seatmap;

import org.jspecify.annotations.NullMarked;
