/// Seat maps as JSON: reading them in three formats, writing them in our own.
@NullMarked
package dev.holdfast.rest.seatmap;

import org.jspecify.annotations.NullMarked;
