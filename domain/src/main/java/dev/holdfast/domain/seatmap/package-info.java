/// The immutable layout of a room: sections, rows, seats, areas, categories, perhaps geometry.
@NullMarked
package dev.holdfast.domain.seatmap;

import org.jspecify.annotations.NullMarked;
