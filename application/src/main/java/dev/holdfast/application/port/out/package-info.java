/// What Holdfast asks of stores.
@NullMarked
package dev.holdfast.application.port.out;

import org.jspecify.annotations.NullMarked;
