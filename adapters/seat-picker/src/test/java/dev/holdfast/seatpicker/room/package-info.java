/// Rooms to draw in tests.
@NullMarked
package dev.holdfast.seatpicker.room;

import org.jspecify.annotations.NullMarked;
