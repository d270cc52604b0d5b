/// Seats taken for a limited time, and their final sale.
@NullMarked
package dev.holdfast.domain.hold;

import org.jspecify.annotations.NullMarked;
