/// What the rules of the architecture must find.
@NullMarked
package dev.holdfast.seatpicker.planted;

import org.jspecify.annotations.NullMarked;
