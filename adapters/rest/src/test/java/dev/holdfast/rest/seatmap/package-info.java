@NullMarked
package dev.holdfast.rest.seatmap;

import org.jspecify.annotations.NullMarked;
